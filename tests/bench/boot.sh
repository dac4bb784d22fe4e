# shellcheck shell=sh disable=SC2154 # sourced: variables come from the caller
# Sourced by virtual: the machine that takes virtual time. QEMU counts instructions, each is
# 2 ns, and waiting takes no real time, so nothing of the host shows in its clock. One processor,
# one card behind each root port: what is 01:00 to the kernel, 02:00 and on.

boot_image() { # DIR: makes the machine's kernel and image there
	mkdir -p "$1"
	OUT=$1 tests/lab/root trixie-bench /src/tests/bench/boot/image
}

# Boots once; the console is then in DIR/console. PARAMETERS go to the kernel.
boot_once() { # DIR CARDS PARAMETERS
	boot_devices=
	for boot_card in $(seq "$2"); do
		boot_devices="$boot_devices
			-device pcie-root-port,id=port$boot_card,chassis=$boot_card,addr=$(printf %02x $((4 + boot_card))).0
			-device bochs-display,bus=port$boot_card,addr=00.0,multifunction=on
			-device intel-hda,bus=port$boot_card,addr=00.1"
	done
	# shellcheck disable=SC2086 # words
	timeout -k 5 600 qemu-system-x86_64 -accel tcg -icount shift=1,sleep=off -rtc base=2026-01-01,clock=vm \
		-M q35,kernel-irqchip=split,sata=off,smbus=off,usb=off -cpu qemu64,-svm -smp 1 -m 512 \
		-nodefaults -no-user-config -display none -vga none -no-reboot -monitor none \
		-device intel-iommu,intremap=on $boot_devices -serial "file:$1/console" \
		-kernel "$1/vmlinuz" -initrd "$1/initrd" \
		-append "console=ttyS0 quiet intel_iommu=on nokaslr norandmaps no_timer_check nowatchdog audit=0 panic=-1 $3" \
		>"$1/qemu.log" 2>&1 </dev/null
	grep -aq '^bench: ' "$1/console" || {
		tail -n 5 "$1/console" "$1/qemu.log" >&2
		return 1
	}
}
