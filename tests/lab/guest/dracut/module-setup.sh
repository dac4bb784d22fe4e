#!/bin/bash
# dracut module of the lab: inserts the lab's modules before gpupt and before udev.
# shellcheck disable=SC2154 # the variables are dracut's

check() {
	return 0
}

depends() {
	return 0
}

install() {
	inst_multiple sh insmod /lib/gpupt-lab/*.ko /lib/gpupt-lab/twins /lib/gpupt-lab/faults
	if dracut_module_included systemd; then
		inst_simple /lib/gpupt-lab/cards.sh
		inst_simple "$moddir/gpupt-lab-cards.service" "$systemdsystemunitdir/gpupt-lab-cards.service"
		$SYSTEMCTL -q --root "$initdir" add-wants initrd.target gpupt-lab-cards.service
	else
		# Sorts before gpupt's own hook of the same number.
		inst_hook cmdline 00 /lib/gpupt-lab/cards.sh
	fi
}
