#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# dracut module: the binder before udev, with the module table and the modules in it.
# Whatever is missing is a warning. installkernel must never fail: that ends dracut.
# shellcheck disable=SC2154 # the variables are dracut's

check() {
	return 0
}

depends() {
	return 0
}

# Not instmods: hostonly would drop modules that are not loaded, and modules have to go
# in uncompressed where the kernel cannot decompress. srcmods is --kmoddir's directory.
installkernel() {
	local root=${srcmods%/lib/modules/*} line
	while read -r line; do
		dwarn "gpupt: ${line#gpupt-modules: }"
	done < <(/usr/lib/gpupt/gpupt-modules --kernel "$kernel" --root "${root%/usr}" \
		--into "$initdir" 2>&1)
	return 0
}

# One of the two: a cmdline hook would also run in an image with systemd.
install() {
	inst_simple /usr/lib/gpupt/gpupt-bind ||
		dwarn "gpupt: /usr/lib/gpupt/gpupt-bind is not in the image: it will claim nothing"
	if dracut_module_included systemd; then
		inst_simple "$moddir/gpupt.service" "$systemdsystemunitdir/gpupt.service"
		$SYSTEMCTL -q --root "$initdir" add-wants initrd.target gpupt.service
	else
		inst_hook cmdline 00 "$moddir/gpupt-hook.sh"
	fi
	return 0
}
