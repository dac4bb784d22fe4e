# shellcheck shell=sh disable=SC2154
# Sourced by run: the story of the host "split", which has two identical cards.
slot2=gpupt.slots=0000:00:06.0/00.0@10de:2204:1043:8708
guest="vfio-pci vfio-pci vfio-pci vfio-pci "
host="none snd_hda_intel none none "

export ANSIBLE_NOCOLOR=1 ANSIBLE_PIPELINING=1 ANSIBLE_DEPRECATION_WARNINGS=0 ANSIBLE_TIMEOUT=30
ANSIBLE_LOCAL_TEMP=$work/ansible
ANSIBLE_SSH_CONTROL_PATH_DIR=$work/control
export ANSIBLE_LOCAL_TEMP ANSIBLE_SSH_CONTROL_PATH_DIR

# The hosts that run now, each with the virtual machine that wants a card of it.
inventory() { # HOST:SERVER_TYPE:SLOT...
	cat >"$work/inventory.yml" <<-END
		all:
		  vars:
		    ansible_host: 127.0.0.1
		    ansible_user: root
		    ansible_python_interpreter: /usr/bin/python3
		    ansible_ssh_private_key_file: $work/key
		    ansible_ssh_common_args: $ssh_options
		    gpupt_package: $package
	END
	printf '  children:\n    baremetal:\n      hosts:\n' >>"$work/inventory.yml"
	for each; do
		name=${each%%:*}
		rest=${each#*:}
		eval "port=\$${name}_port"
		cat >>"$work/inventory.yml" <<-END
			        $name:
			          ansible_port: $port
			          server_type: ${rest%%:*}
			          configure_gpu_passthrough: true
		END
	done
	printf '    gpu_passthrough_vms:\n      hosts:\n' >>"$work/inventory.yml"
	for each; do
		name=${each%%:*}
		rest=${each#*:}
		cat >>"$work/inventory.yml" <<-END
			        $name-vm:
			          parent_host: $name
			          gpu_passthrough: true
			          gpu_type: RTX 3090
			          pci_slot: "${rest#*:}"
		END
	done
}

play() { # NAME PLAYBOOK [ARGUMENT...]: its output is tests/out/fleet/NAME.log
	play_name=$1
	play_book=$2
	shift 2
	log=$out/$play_name.log
	quietly "ansible-playbook $play_book.yml: $play_name" "$log" \
		ansible-playbook "ansible/$play_book.yml" -i "$work/inventory.yml" "$@"
}

recap() { # NAME HOST PATTERN: what Ansible says of a host
	recap=$(grep "^$2 *:" "$log" | tr -s ' ')
	# shellcheck disable=SC2254 # a pattern
	case $recap in
	$2\ :\ $3) ok "$1" ;;
	*) not_ok "$1" "wanted: $3" "got: $recap" "whole log: $log" ;;
	esac
}

# What a machine says of itself: HOST, its command line, drivers at 01:00 and 02:00.
is() { # NAME HOST CMDLINE DRIVERS-1 [DRIVERS-2]
	equal "$1: its command line" "$3" "$(cmdline "$2")"
	equal "$1: the next one" "$3" "$(menu "$2")"
	equal "$1: drivers at 01:00" "$4" "$(drivers "$2" 01:00)"
	[ -z "${5-}" ] || equal "$1: drivers at 02:00" "$5" "$(drivers "$2" 02:00)"
}

rebooted() { # NAME HOST: since this was asked last, and it is another boot
	eval "before=\${$2_boot-}"
	now=$(boot_id "$2")
	eval "$2_boot=$now"
	if [ -n "$now" ] && [ "$now" != "$before" ]; then ok "$1"; else not_ok "$1" "still boot $now"; fi
}

comes_up() { # HOST
	check "$1: GRUB boots it from its own disk, and sshd answers" up "$1"
	check "$1: ... it was GRUB" on "$1" grep '^BOOT_IMAGE=/boot/vmlinuz' /proc/cmdline
	rebooted "$1: its first boot" "$1"
}

start split 2
comes_up split
is "split: before" split none "$host" "$host"
inventory split:desktop:02:00.0
play claim claim
recap "split: installed, enabled, rebooted, verified" split "*changed=[1-9]* unreachable=0 failed=0 *"
rebooted "split: it has booted again" split
is "split: after its reboot" split "$slot2" "$host" "$guest"
equal "split: the package is installed" "ii " "$(on split dpkg-query -W -f "'\${db:Status-Abbrev}'" gpupt)"
