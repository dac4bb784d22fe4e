# shellcheck shell=sh disable=SC2154 # variables of words.sh
# Sourced by the parts of Incus and LXD, which have their first words in common. Their machine boots
# from a disk; our guest is a kernel that is given to QEMU beside it.
console=/run/guest-console

# An image of nothing: what it must have is a description and a disk.
import_image() { # CLIENT
	mkdir "$work/image"
	printf '%s\n' 'architecture: x86_64' 'creation_date: 1' >"$work/image/metadata.yaml"
	tar -C "$work/image" -cJf "$work/image.tar.xz" metadata.yaml
	qemu-img create -q -f qcow2 "$work/image.qcow2" 16M
	"$1" image import "$work/image.tar.xz" "$work/image.qcow2" --alias guest
}

preseed() {
	cat <<-END
		storage_pools: [{ name: default, driver: dir }]
		profiles: [{ name: default, devices: { root: { type: disk, path: /, pool: default } } }]
	END
}

# The first serial line is the platform's; what the guest says there is not for everybody to read.
# The profile is what gpupt export FORMAT prints.
create_instance() { # CLIENT FORMAT OPTION...
	create=$1
	"$create" profile create gpu && gpupt export "$2" | "$create" profile edit gpu || return
	shift 2
	"$create" init guest guest --vm -p default -p gpu -c limits.cpu=1 -c limits.memory=256MiB \
		-c security.secureboot=false "$@" -c "raw.qemu=-serial file:$console \
-kernel /lab-guests/vmlinux -initrd /lab-guests/initrd \
-append '$(echo "$guest_line" | sed s/ttyS0/ttyS1/)'"
}

start_instance() { # CLIENT
	start_instance=$1
	: >"$console"
	"$1" stop --force guest 2>/dev/null
	"$1" start guest || return
	pid=$(pidof qemu-system-x86_64)
	# shellcheck disable=SC2317 # for whoever ends the guest
	off() { "$start_instance" stop --force guest; }
}
