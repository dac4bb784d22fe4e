# shellcheck shell=sh disable=SC1090,SC1091,SC2034,SC2154 # files that are sourced share variables
# Sourced by the lab's programs, after build.sh: boots a machine and fetches what it found.

# hardware_load KIND: sets $devices $parameters $host_drivers, and:
hardware_load() {
	cpu=qemu64,-svm
	memory=1024 # MiB
	[ -r "$lab/hardware/$1" ] || die "there is no hardware '$1' in tests/lab/hardware"
	. "$lab/hardware/$1"
}

# The whole kernel log is kept, and each attempt of a driver at a device is in it. The
# rest is for a host that is busy: the kernel checks its timer against real time, and
# would panic or complain because QEMU did not get the processor, and gpupt's own 10
# seconds are not for an emulator. And dracut shall not wait in a shell for a root.
lab_parameters='root=/dev/disk/by-id/virtio-lab-root rw console=ttyS0 audit=0 panic=-1
	log_buf_len=16M dyndbg="func really_probe +p"
	no_timer_check nowatchdog rcupdate.rcu_cpu_stall_suppress=1
	rd.shell=0 rd.emergency=reboot gpupt.timeout=100'
lab_parameters=$(echo "$lab_parameters" | tr -d '\n' | tr '\t' ' ')

# Seconds for one boot: 300 on a machine that is ours, more where others use it, too.
boot_limit() {
	awk -v cpus="$(nproc)" '{ print int(300 * ($1 > cpus ? $1 / cpus : 1)) }' /proc/loadavg
}

# QEMU with $disk and $image on the loaded hardware, in place of this shell. DIR has in.img, out.img
# and initrd.img. The disks are where no machine of tests/machines has anything.
# UNDER runs it: nothing, or words like "timeout 10".
machine_exec() { # UNDER DIR SERIAL COMMAND-LINE
	# shellcheck disable=SC2086,SC2090 # words
	exec $1 qemu-system-x86_64 \
		-accel tcg -M q35,kernel-irqchip=split,sata=off,smbus=off -cpu "$cpu" -smp 1 -m "$memory" \
		-nodefaults -no-user-config -display none -vga none -no-reboot \
		-device intel-iommu,intremap=on $devices \
		-drive "file=$disk/disk.img,format=raw,if=none,id=root,snapshot=on" \
		-device virtio-blk-pci,drive=root,serial=lab-root,addr=18.0 \
		-drive "file=$2/in.img,format=raw,if=none,id=in,readonly=on" \
		-device virtio-blk-pci,drive=in,serial=lab-in,addr=19.0 \
		-drive "file=$2/out.img,format=raw,if=none,id=out,cache=unsafe" \
		-device virtio-blk-pci,drive=out,serial=lab-out,addr=1a.0 \
		-serial "$3" -monitor none \
		-kernel "$disk/vmlinuz" -initrd "$2/initrd.img" \
		-append "$lab_parameters $parameters $4"
}

# Boots $disk and $image on the loaded hardware. DIR then holds what guest/collect wrote
# (found/...) and console.log; it may hold case.sh, which runs in the booted machine, and a
# directory "more", which is unpacked to its root before.
# Not 0 if no findings came within the time limit.
boot() { # DIR COMMAND-LINE
	boot_dir=$1
	boot_input "$boot_dir" || return 1
	boot_limit=$(boot_limit)
	machine_exec "timeout -k 5 $boot_limit" "$boot_dir" "file:$boot_dir/console.log" "$2" \
		>"$boot_dir/qemu.log" 2>&1 </dev/null &
	boot_pid=$! # for whoever has to stop it
	boot_rc=0
	wait "$boot_pid" || boot_rc=$?
	[ "$boot_rc" != 124 ] || echo "stopped after $boot_limit s" >>"$boot_dir/qemu.log"
	boot_output "$boot_dir"
	[ "$boot_rc" = 0 ] && [ -s "$boot_dir/found/kernel.log" ]
}

# Without an entry for the directory itself: tar leaves one that it meets three times, the
# machine's /, closed to everybody but root.
boot_pack() { # DIR
	(cd "$1" && find . ! -name . -prune -print0 | tar -r -f "$boot_dir/in.img" --null -T -)
}

boot_output() { # DIR
	mkdir -p "$1/found"
	tar -x -f "$1/out.img" -C "$1/found" 2>/dev/null
	rm -f "$1/out.img" "$1/in.img" "$1/initrd.img"
}

# The image, and behind it, where the boot shows a machine of the library, that one: a text that
# changes needs no image of its own.
boot_initrd() { # DIR
	if [ -z "${cards-}" ]; then
		ln -sf "$image/initrd.img" "$1/initrd.img"
		return
	fi
	# Not below /lib, which is a link in the image.
	mkdir -p "$1/cards/gpupt-lab"
	cp "$top/tests/machines/$cards" "$1/cards/gpupt-lab/" || return 1
	cp "$image/initrd.img" "$1/initrd.img" &&
		truncate -s %4 "$1/initrd.img" &&
		(cd "$1/cards" && find . | cpio -o -H newc --quiet) >>"$1/initrd.img"
}

boot_input() { # DIR: a disk that is a bare tar file, and one for another
	boot_initrd "$1" && truncate -s 256M "$1/out.img" || return 1
	mkdir -p "$boot_dir/in/run/gpupt-lab"
	cp "$lab/guest/collect" "$boot_dir/in/run/gpupt-lab/"
	[ ! -e "$boot_dir/case.sh" ] || cp "$boot_dir/case.sh" "$boot_dir/in/run/gpupt-lab/"
	rm -f "$boot_dir/in.img"
	boot_pack "$boot_dir/in" &&
		{ [ -z "$tree" ] || boot_pack "$tree/tree"; } &&
		{ [ ! -e "$boot_dir/more" ] || boot_pack "$boot_dir/more"; } &&
		truncate -s %1M "$boot_dir/in.img"
	rm -rf "$boot_dir/in"
}
