# shellcheck shell=sh disable=SC2154 # variables of words.sh
# Proxmox VE, which Debian does not have: QEMU with the options that "qm showcmd" documents for the hostpci
# lines of gpupt export: behind a PCI Express port of its own, every function of the slot.
options() { # the export on standard input
	sed -n 's/^hostpci\([0-9]*\): \(.*\),pcie=1$/\1 \2/p' | while read -r index addresses; do
		echo "-device pcie-root-port,id=ich9-pcie-port-$((index + 1)),addr=10.$index,multifunction=on,\
chassis=$((index + 1)),slot=$((index + 1))"
		n=0
		for address in $(echo "$addresses" | tr ';' ' '); do
			for function in "/sys/bus/pci/devices/$address"*; do
				[ $n != 0 ] && more= || more=,multifunction=on
				echo "-device vfio-pci,host=${function##*/},id=hostpci$index.$n,\
bus=ich9-pcie-port-$((index + 1)),addr=0x0.$n$more"
				n=$((n + 1))
			done
		done
	done
}

gpupt export proxmox >"$work/export"
options <"$work/export" >"$work/options"
sed 's/^/# proxmox: /' "$work/options"
equal "proxmox: its functions are the claimed ones" "$card.0 $card.1" \
	"$(sed -n 's/.*host=\([^,]*\).*/\1/p' "$work/options" | paste -sd ' ')"
judge_guest "proxmox's options in QEMU" start_qemu "$work/options" "$with_kvm"
check "proxmox: the card has its slot there" one_slot "$console"
