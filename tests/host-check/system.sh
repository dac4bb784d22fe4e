# shellcheck shell=sh disable=SC2154
# Sourced: makes the system of tests/host-check/machine below $1, with modules that libkmod
# reads and an image that libarchive reads. Needs build/ to be made.
rel=6.99-test

strings() { # SECTION PREFIX STRING...
	echo ".section $1,\"a\""
	strings_prefix=$2
	shift 2
	for strings_item; do
		echo ".asciz \"$strings_prefix$strings_item\""
	done
}

module() { # FILE [NEEDED-MODULE] [ALIAS]
	mkdir -p "${1%/*}"
	module_name=$(basename "$1" .ko | tr - _)
	{
		strings __ksymtab_strings '' "sym_$module_name"
		[ -z "${2-}" ] || printf '.text\n.long sym_%s\n' "$2"
		[ -z "${3-}" ] || strings .modinfo 'alias=' "$3"
	} | as -o "$1" -
}

modules() { # ROOT RELEASE
	modules_dir=$1/lib/modules/$2
	mkdir -p "$modules_dir"
	: >"$modules_dir/modules.order"
	: >"$modules_dir/modules.builtin"
	: >"$modules_dir/modules.builtin.modinfo"
	module "$modules_dir/kernel/vfio/vfio.ko"
	module "$modules_dir/kernel/vfio/vfio_iommu_type1.ko" vfio
	module "$modules_dir/kernel/vfio/vfio-pci.ko" vfio 'vfio_pci:v*d*sv*sd*bc*sc*i*'
	depmod -b "$1" "$2"
}

# The files of an image of initramfs-tools, as much of it as gpupt looks at.
image_files() { # ROOT RELEASE DIR
	mkdir -p "$3/conf/conf.d" "$3/scripts/init-top" "$3/usr/lib/gpupt" "$3/usr/lib/modules"
	ln -s usr/lib "$3/lib"
	echo MODULES=most >"$3/conf/initramfs.conf"
	printf '#!/bin/sh\n/usr/lib/gpupt/gpupt-bind --boot\n' >"$3/scripts/init-top/gpupt"
	printf '#!/bin/sh\nmodprobe ata_generic\n' >"$3/scripts/init-top/all_generic_ide"
	printf '#!/bin/sh\nudevadm trigger\n' >"$3/scripts/init-top/udev"
	chmod +x "$3"/scripts/init-top/*
	order "$3" all_generic_ide gpupt udev
	cp build/gpupt-bind "$3/usr/lib/gpupt/"
	build/gpupt-modules --kernel "$2" --root "$1" --into "$3"
}

order() { # DIR SCRIPT...
	order_file=$1/scripts/init-top/ORDER
	shift
	for order_script; do
		echo "/scripts/init-top/$order_script \"\$@\""
		echo "[ -e /conf/param.conf ] && . /conf/param.conf"
	done >"$order_file"
}

# The same of dracut with systemd, and without.
dracut_files() { # ROOT RELEASE DIR
	mkdir -p "$3/usr/lib/dracut/hooks/cmdline" "$3/usr/lib/gpupt" \
		"$3/usr/lib/systemd/system/initrd.target.wants" "$3/usr/lib/modules"
	ln -s usr/lib "$3/lib"
	: >"$3/usr/lib/initrd-release"
	cp build/gpupt-bind "$3/usr/lib/gpupt/"
	build/gpupt-modules --kernel "$2" --root "$1" --into "$3"
}

dracut_systemd() { # DIR
	cp build/gpupt-bind "$1/usr/lib/systemd/systemd"
	cp dracut/50gpupt/gpupt.service "$1/usr/lib/systemd/system/"
	ln -s ../gpupt.service "$1/usr/lib/systemd/system/initrd.target.wants/gpupt.service"
}

mkinitcpio_files() { # ROOT RELEASE DIR: of mkinitcpio with busybox
	mkdir -p "$3/hooks" "$3/etc" "$3/usr/lib/gpupt" "$3/usr/lib/modules"
	ln -s usr/lib "$3/lib"
	touch "$3/buildconfig" "$3/init_functions" "$3/etc/initrd-release"
	printf 'run_earlyhook() {\n\t/usr/lib/gpupt/gpupt-bind --boot\n}\n' >"$3/hooks/gpupt"
	printf 'run_earlyhook() {\n\tsystemd-udevd --daemon\n}\n' >"$3/hooks/udev"
	printf 'MODULES="nvidia"\nEARLYHOOKS="gpupt udev"\nHOOKS="udev"\n' >"$3/config"
	cp build/gpupt-bind "$3/usr/lib/gpupt/"
	build/gpupt-modules --kernel "$2" --root "$1" --into "$3"
}

le32() { # NUMBER: its four bytes
	for le32_shift in 0 8 16 24; do
		# shellcheck disable=SC2059 # the format is the byte
		printf "\\$(printf %o $(($1 >> le32_shift & 255)))"
	done
}

# A PE file, as much of it as is looked at; the sections of a unified kernel image stand like this.
pe() { # NAME=FILE...
	pe_at=$((64 + 24 + 40 * $#))
	printf MZ && head -c 58 /dev/zero && le32 64
	printf 'PE\0\0\144\206' && le32 $# | head -c 2 && head -c 16 /dev/zero
	for pe_section; do
		pe_size=$(wc -c <"${pe_section#*=}")
		printf %s "${pe_section%%=*}" && head -c $((8 - $(printf %s "${pe_section%%=*}" | wc -c))) /dev/zero
		le32 "$pe_size" && le32 "$pe_at" && le32 "$pe_size" && le32 "$pe_at" && head -c 16 /dev/zero
		pe_at=$((pe_at + pe_size))
	done
	for pe_section; do
		cat "${pe_section#*=}"
	done
}

pack() { # DIR: the archive on standard output
	(cd "$1" && find . -mindepth 1 | LC_ALL=C sort | cpio -o -H newc --quiet)
}

system() { # ROOT: the whole machine, in good order; $ROOT.image keeps the image's files
	build/mkmachine tests/host-check/machine "$1" &&
		modules "$1" "$rel" &&
		image_files "$1" "$rel" "$1.image" &&
		pack "$1.image" | gzip -1 >"$1/boot/initrd.img-$rel" &&
		mkdir -p "$1/run/gpupt" &&
		chmod 660 "$1/dev/vfio/7" && chmod 666 "$1/dev/vfio/vfio" &&
		build/gpupt-bind --root "$1" --boot && : >"$1/dev/kmsg"
}
