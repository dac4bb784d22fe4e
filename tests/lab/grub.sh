# shellcheck shell=sh disable=SC2154 # sourced: $root, $out, $lab and $kernel are the caller's
# Sourced by what makes a disk that GRUB boots of $root, a throw-away view of a machine's root:
# $out/disk.img, partitioned, with the kernel $kernel. The caller goes through these in turn.

in_root() { # COMMAND...
	chroot "$root" /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

grub_mount() {
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
}

# What the machine needs, and the lab's cards, inserted before anything looks.
grub_image() { # INITRAMFS.CONF-LINE... -- MODULE-FILE...
	install -m 755 "$lab/guest/initramfs-hook" "$root/etc/initramfs-tools/hooks/gpupt-lab"
	mkdir -p "$root/lib/gpupt-lab"
	echo MODULES=list >"$root/etc/initramfs-tools/conf.d/lab"
	while [ "$1" != -- ]; do
		echo "$1" >>"$root/etc/initramfs-tools/conf.d/lab"
		shift
	done
	shift
	cp "$@" "$lab/guest/cards.sh" "$root/lib/gpupt-lab/"
	printf 'virtio_pci\nvirtio_blk\next4\n' >>"$root/etc/initramfs-tools/modules"
	rm -f "$root"/boot/initrd*
	in_root update-initramfs -c -k "$kernel"
}

# Its first stage by hand, since no disk is there to install it to, and a menu for the first
# boot; gpupt enable calls Debian's own update-grub.
grub_loader() { # PARAMETER...: of the kernel, beside those that every machine here has
	grub_parameters="console=ttyS0 intel_iommu=on no_timer_check nowatchdog rcupdate.rcu_cpu_stall_suppress=1"
	grub_parameters="$grub_parameters lab.insert=twins gpupt.timeout=100${*:+ $*}"
	cat >"$root/etc/default/grub" <<-END
		GRUB_DEFAULT=0
		GRUB_TIMEOUT=0
		GRUB_DISTRIBUTOR=Debian
		GRUB_CMDLINE_LINUX_DEFAULT="quiet"
		GRUB_CMDLINE_LINUX="$grub_parameters"
		GRUB_TERMINAL=serial
		GRUB_DISABLE_OS_PROBER=true
	END
	mkdir -p "$root/boot/grub/i386-pc" "$root/etc/default/grub.d"
	cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root/boot/grub/i386-pc/"
	in_root grub-mkimage -O i386-pc -o /tmp/core.img -p '(hd0,msdos1)/boot/grub' biosdisk part_msdos ext2
	cp "$root/tmp/core.img" "$root/usr/lib/grub/i386-pc/boot.img" "$out/"
	cat >"$root/boot/grub/grub.cfg" <<-END
		serial --unit=0
		terminal_output serial
		set timeout=0
		menuentry 'the first boot' {
			linux /boot/vmlinuz-$kernel root=/dev/vda1 rw $grub_parameters
			initrd /boot/initrd.img-$kernel
		}
	END
	umount -l "$root/dev" "$root/proc"
}

# No compiler, nothing at boot that only costs time, and no login on the serial line, which
# would cut off what is printed there. What else is not wanted is the caller's.
grub_trim() { # UNIT...
	rm -rf "$root/usr/src" "$root/usr/include" "$root/usr/lib/gcc" "$root"/usr/libexec/gcc \
		"$root"/usr/lib/linux-kbuild-* "$root"/usr/lib/x86_64-linux-gnu/*.a "$root"/tmp/*
	for grub_unit in serial-getty@ttyS0.service apt-daily.timer apt-daily-upgrade.timer e2scrub_reap.service \
		systemd-firstboot.service systemd-hwdb-update.service getty@tty1.service getty-static.service \
		systemd-pstore.service modprobe@efi_pstore.service "$@"; do
		ln -sf /dev/null "$root/etc/systemd/system/$grub_unit"
	done
	echo lab >"$root/etc/hostname"
	echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
	echo '/dev/vda1 / ext4 rw 0 0' >"$root/etc/fstab"
	touch "$root/etc/.updated" "$root/var/.updated"
}

grub_disk() { # LABEL
	truncate -s 2100M "$out/disk.img"
	echo 'start=2048, type=83, bootable' | sfdisk -q --label dos "$out/disk.img"
	mkfs.ext4 -q -E offset=1048576 -L "$1" -d "$root" "$out/disk.img" 2000M
	dd if="$out/boot.img" of="$out/disk.img" bs=440 count=1 conv=notrunc status=none
	dd if="$out/core.img" of="$out/disk.img" bs=512 seek=1 conv=notrunc status=none
	rm "$out/boot.img" "$out/core.img"
}
