# shellcheck shell=sh disable=SC2154
# Sourced by run: the story. Hosts: "split" has two identical cards, "single" has one and no
# display beside it, "faulty" has two, and an inventory that names a slot that it does not have.
slot1=gpupt.slots=0000:00:05.0/00.0@10de:2204:1043:8708
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

says() { # NAME TEXT: Ansible does, but for JSON's backslashes
	if tr -d '\134' <"$log" | grep -qF -- "$2"; then
		ok "$1"
	else
		not_ok "$1" "wanted: $2" "$(grep -E 'fatal|msg' "$log")"
	fi
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

not_rebooted() { # NAME HOST
	eval "before=\${$2_boot-}"
	equal "$1" "$before" "$(boot_id "$2")"
}

comes_up() { # HOST
	check "$1: GRUB boots it from its own disk, and sshd answers" up "$1"
	check "$1: ... it was GRUB" on "$1" grep '^BOOT_IMAGE=/boot/vmlinuz' /proc/cmdline
	rebooted "$1: its first boot" "$1"
}

start split 2
[ "$GPUPT_LEVEL" != full ] || start faulty 2
comes_up split
is "split: before" split none "$host" "$host"
if [ "$GPUPT_LEVEL" = full ]; then
	comes_up faulty
	inventory faulty:headless:03:00.0 split:desktop:02:00.0
else
	inventory split:desktop:02:00.0
fi
play claim claim
recap "split: installed, enabled, rebooted, verified" split "*changed=[1-9]* unreachable=0 failed=0 *"
rebooted "split: it has booted again" split
is "split: after its reboot" split "$slot2" "$host" "$guest"
equal "split: the package is installed" "ii " "$(on split dpkg-query -W -f "'\${db:Status-Abbrev}'" gpupt)"
metrics_by_systemd
[ "$GPUPT_LEVEL" = full ] || return 0

# The faulty one: refused before its reboot, and as it was.
says "faulty: host, variable and value are named" "faulty: pci_slot of faulty-vm = 03:00.0"
says "faulty: ... and why" "03:00.0: there is no such slot"
recap "faulty: refused, and the other went on" faulty "*unreachable=0 failed=1 *"
not_rebooted "faulty: not rebooted" faulty
is "faulty: as it was" faulty none "$host" "$host"
equal "faulty: the package is gone again" "" "$(on faulty "dpkg-query -W -f '\${db:Status-Abbrev}' gpupt 2>/dev/null")"
check "faulty: its configuration is as it was" on faulty "! ls /etc/default/grub.d/gpupt.cfg 2>/dev/null"
check "faulty: it works" on faulty "systemctl is-active ssh"
stop faulty

# The only card of a host without another display; and another slot for the first one.
start single 1
comes_up single
equal "single: drivers before" "$host" "$(drivers single 01:00)"
inventory split:desktop:01:00.0 single:headless:01:00.0
play change claim --check
says "check mode shows what it takes out" "gpupt.slots=0000:00:06.0/00.0@10de:2204:1043:8708"
says "... and what it puts there" "$slot1"
not_rebooted "check mode reboots nothing" split
is "check mode changes nothing" split "$slot2" "$host" "$guest"
play changed claim
recap "split: another slot" split "*changed=[1-9]* unreachable=0 failed=0 *"
recap "single: its only card" single "*changed=[1-9]* unreachable=0 failed=0 *"
rebooted "split: it has booted again" split
rebooted "single: it has booted again" single
is "split: the other card" split "$slot1" "$guest" "$host"
check "split: the timer has written its metrics since the boot" metrics_of_this_boot split
is "single: its only card" single "$slot1" "$guest"

# Once more: nothing changes, nothing reboots.
play again claim
recap "split: again" split "*changed=0 unreachable=0 failed=0 *"
recap "single: again" single "*changed=0 unreachable=0 failed=0 *"
not_rebooted "split: again" split
not_rebooted "single: again" single

# The way back.
play back rollback
recap "split: rolled back" split "*changed=[1-9]* unreachable=0 failed=0 *"
recap "single: rolled back" single "*changed=[1-9]* unreachable=0 failed=0 *"
rebooted "split: it has booted again" split
rebooted "single: it has booted again" single
is "split: rolled back" split none "$host" "$host"
is "single: rolled back" single none "$host"
for each in split single; do
	check "$each: no report, since nothing was asked" on $each "! test -e /run/gpupt/report.json"
done
