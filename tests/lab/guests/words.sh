# shellcheck shell=sh disable=SC2034,SC2154 # files that are sourced share variables
# Sourced by "machine": the words of the parts. gpupt claimed the card at 02:00 for guests; its twin at
# 01:00 is the host's.
card=0000:02:00
twin=0000:01:00
guest_memory=128           # MiB
limit=$((240 + 60 * busy)) # seconds for a guest to come up, or to end

# The guest has few devices of its own, and its kernel leaves out what it can do without.
guest_line='console=ttyS0 quiet panic=-1 no_timer_check nowatchdog mitigations=off rodata=off'
guest_line="$guest_line rcupdate.rcu_cpu_stall_suppress=1 initcall_blacklist=\
load_system_certificate_list,jent_mod_init,trace_eval_init,init_kprobe_trace,\
bpf_tcp_ca_kfunc_init,bpf_dummy_struct_ops_init"
bare="-M q35,sata=off,smbus=off,i8042=off -m $guest_memory -nodefaults -no-user-config
	-display none -no-reboot -serial stdio"
with_kvm="-accel kvm -cpu host"

# The console shows where we are.
progress() {
	echo "gpupt-lab: $*" >/dev/console
}

driver() { # FUNCTION
	basename "$(readlink "/sys/bus/pci/devices/$1/driver" || echo none)"
}

node() { # FUNCTION: of its IOMMU group
	echo "/dev/vfio/$(basename "$(readlink "/sys/bus/pci/devices/$1/iommu_group")")"
}

equal_words() { # EXPECTED GOT
	[ "$1" = "$2" ] || {
		echo "expected $1, got $2"
		return 1
	}
}

# The host's drivers do something with the twin now: the display's memory region is read for
# the modes, and the codec is asked for its state.
twin_works() {
	equal_words "bochs-drm snd_hda_intel" "$(driver $twin.0) $(driver $twin.1)" || return
	for twin_node in "/sys/bus/pci/devices/$twin.0/drm"/card*; do
		true <"/dev/dri/${twin_node##*/}" || return
		for twin_status in "$twin_node"/card*/status; do
			echo detect >"$twin_status" && grep connected "$twin_status" &&
				grep 1024x768 "${twin_status%status}modes" || return
		done
	done
	for twin_sound in "/sys/bus/pci/devices/$twin.1/sound"/card*; do
		grep 'actual=D' "/proc/asound/${twin_sound##*/}/codec#0" || return
	done
}

card_claimed() {
	equal_words "vfio-pci vfio-pci" "$(driver $card.0) $(driver $card.1)" && gpupt status
}

# Who has it is named, and it is not touched.
# A guest's name makes the line longer than the terminal, and it is folded.
card_in_use() {
	gpupt status >"$work/status"
	gpupt probe "$card" >"$work/probe"
	[ $? = 1 ] || return
	cat "$work/status" "$work/probe"
	tr -s '\n ' ' ' <"$work/status" | grep -q 'open: [^/]*qemu-system-x86' &&
		tr -s '\n ' ' ' <"$work/probe" | grep -q 'qemu-system-x86[^/]* has it open'
}

# What the guest said, without the serial line's carriage returns.
said() { # FILE [FACT]
	tr -d '\r' <"$1" | sed -n "s/^guest: ${2:-}//p"
}

# A line for everything that a guest with the whole card should have said and did not. Where its
# functions are is for the platform to say.
missing() { # FILE
	for missing_fact in \
		"function [0-9a-f:]*\.[0-7] 1234:1111 038000 bochs-drm" \
		"function [0-9a-f:]*\.[0-7] 8086:2668 040300 snd_hda_intel" \
		"bars 0xB0C5 0x67707570" "screen connected [0-9]*x[0-9]*" "codec QEMU Generic" \
		"interrupts [1-9][0-9]*" ready; do
		said "$1" | grep -x -q -e "$missing_fact" || echo "the guest did not say: $missing_fact"
	done
}

# The card's functions once each: not the twin's, whose IDs are the same.
too_much() { # FILE
	said "$1" 'function ' | awk '$2 == "1234:1111" || $2 == "8086:2668"' | sed 1,2d
}

one_slot() { # FILE: the card is as on the host, function 0 and function 1 of a slot
	said "$1" 'function ' | sed 's/ .*//' | tr '\n' ' ' | grep -q '^\(0000:[0-9a-f]*:[0-9a-f]*\)\.0 \1\.1 $'
}

wait_for() { # COMMAND...: as long as a guest may take
	wait_end=$(($(date +%s) + limit))
	until "$@"; do
		[ "$(date +%s)" -lt $wait_end ] || return 1
		sleep 1
	done
}

# A zombie has no program: "check" reads its command's output and collects no children meanwhile.
alive() { # PID
	readlink "/proc/$1/exe" >/dev/null
}

dead() { # PID
	! alive "$1"
}

ready() { # FILE PID: the guest is up, or nobody is there any more
	dead "$2" || grep -q '^guest: ready' "$1"
}

# Starts a guest. About one in fourteen hangs before it says anything, in the processor's virtualization
# as QEMU emulates it: that one is started once more, and the log tells. START sets $pid, its QEMU, and
# $console, the file that the guest's console ends up in.
come_up() { # NAME START...
	come_up_name=$1
	shift
	for come_up_try in 1 2; do
		progress "$come_up_name: a guest starts"
		started=$(date +%s)
		"$@" || return
		tail -n +1 -F "$console" >/dev/console 2>/dev/null &
		come_up_tail=$!
		wait_for ready "$console" "$pid" && alive "$pid" && come_up_try=
		kill $come_up_tail
		[ -n "$come_up_try" ] || return 0
		echo "# $come_up_name: no guest after $(($(date +%s) - started)) s (try $come_up_try)"
		tr -d '\r' <"$console" | sed "s/^/# $come_up_name: /"
		kill -9 "$pid" 2>/dev/null
		wait_for dead "$pid"
	done
	return 1
}

# A guest with the card, from its start to when it is gone. What powers it off is "off".
judge_guest() { # NAME START...
	name=$1
	come_up "$@" || {
		not_ok "$name: the guest comes up"
		return
	}
	echo "# $name: up after $(($(date +%s) - started)) s, locked memory" \
		"$(awk '/^VmLck/ { print $2, $3 }' "/proc/$pid/status")"
	equal "$name: the guest sees and drives both functions" "" "$(missing "$console")"
	equal "$name: and not the twin" "" "$(too_much "$console")"
	check "$name: meanwhile the host drives the twin" twin_works
	check "$name: meanwhile gpupt status is content" card_claimed
	check "$name: meanwhile gpupt says who has it, and probes nothing" card_in_use
	check "$name: and the guest is still there" alive "$pid"
	off
	check "$name: the guest stops" wait_for dead "$pid"
	check "$name: afterwards the card is claimed as before" card_claimed
	check "$name: afterwards the host drives the twin" twin_works
	tr -d '\r' <"$console" | sed "s/^/# $name: /"
}

# A file of its own for each guest's console: what the last one said is no answer.
new_console() {
	console=$(mktemp "$work/console.XXXXXX")
}

# Starts QEMU as a shell would, with what gpupt export qemu printed.
start_qemu() { # EXPORT ACCELERATOR COMMAND...
	new_console
	start_options="$2 $bare $(grep -v '^#' "$1")"
	shift 2
	# shellcheck disable=SC2317 # for whoever ends the guest
	off() { echo off >&3; }
	# shellcheck disable=SC2086 # options
	"$@" qemu-system-x86_64 $start_options -kernel /lab-guests/vmlinux -initrd /lab-guests/initrd \
		-append "$guest_line" <&3 >"$console" 2>"$console.err" &
	pid=$!
}

# gpupt's own udev rule: the groups of claimed cards belong to kvm.
udev_rule() {
	gpupt export udev >/etc/udev/rules.d/70-gpupt.rules
	udevadm control --reload
	give_groups
}

give_groups() {
	udevadm trigger --subsystem-match=vfio
	udevadm settle
}

group_of() { # FUNCTION
	stat -c '%U %G %a' "$(node "$1")"
}

# A domain of libvirt's for the guest.
domain() { # NAME: what the platform puts among the devices is on standard input
	cat <<-END
		<domain type='kvm'>
		<name>$1</name>
		<memory unit='MiB'>$guest_memory</memory>
		<os>
		<type arch='x86_64' machine='q35'>hvm</type>
		<kernel>/lab-guests/vmlinux</kernel>
		<initrd>/lab-guests/initrd</initrd>
		<cmdline>$guest_line</cmdline>
		</os>
		<features><acpi/></features>
		<cpu mode='host-passthrough'/>
		<on_reboot>destroy</on_reboot>
		<devices>
		$(cat)
		<serial type='pty'><log file='/var/log/libvirt/qemu/$1-console' append='off'/></serial>
		<controller type='usb' model='none'/>
		<video><model type='none'/></video>
		<memballoon model='none'/>
		</devices>
		</domain>
	END
}

start_domain() { # NAME
	console=/var/log/libvirt/qemu/$1-console
	virsh -q start "$1" || return
	pid=$(cat "/run/libvirt/qemu/$1.pid")
	tty=$(virsh ttyconsole "$1")
	# Held open: QEMU sees after a second that somebody is at the other end, and then reads.
	# shellcheck disable=SC2317 # for whoever ends the guest
	off() { exec 4<>"$tty" && echo off >&4; }
}
