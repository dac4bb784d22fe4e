# shellcheck shell=sh disable=SC2154 # variables of words.sh
# QEMU, run by users who are not root: a member of kvm gets the card, and nobody else; a card that was
# not claimed goes to nobody.
other=0000:03:00.0 # on vfio-pci by hand, and claimed by nobody
modprobe -q vfio-pci
echo vfio-pci >/sys/bus/pci/devices/$other/driver_override
driver $other | grep -q none || echo $other >/sys/bus/pci/devices/$other/driver/unbind
echo $other >/sys/bus/pci/drivers_probe

refused() { # NAME TEXT EXPORT COMMAND...: QEMU does not even start (nor needs /dev/kvm)
	refused_name=$1
	refused_text=$2
	refused_export=$3
	shift 3
	progress "$refused_name"
	start_qemu "$refused_export" "-accel tcg" "$@"
	wait_for ready "$console" "$pid"
	kill "$pid" 2>/dev/null && not_ok "$refused_name" "it runs"
	case $(cat "$console.err") in
	*"$refused_text"*) ok "$refused_name" ;;
	*) not_ok "$refused_name" "expected: $refused_text" "$(cat "$console.err")" ;;
	esac
}

gpupt export qemu >"$work/card"
gpupt export qemu 01:00 >"$work/twin" 2>"$work/twin.err"
check "export of the twin warns that it is not claimed" grep 'warning: .*it is not claimed' "$work/twin.err"
refused "qemu refuses a card that was not claimed" "$twin" "$work/twin"

equal "at first the group is root's" "root root 600" "$(group_of "$card.0")"
udev_rule
equal "udev: the claimed card's group belongs to kvm" "root kvm 660" "$(group_of "$card.0")"
equal "udev: a group that nobody claimed does not" "root root 600" "$(group_of $other)"

useradd -m -G kvm tenant
useradd -m stranger
check "a member of kvm can open the group" runuser -u tenant -- sh -c 'true <"$1"' - "$(node "$card.0")"
equal "somebody else cannot" no \
	"$(runuser -u stranger -- sh -c 'true <"$1"' - "$(node "$card.0")" 2>/dev/null || echo no)"
check "a member of kvm can probe the card" runuser -u tenant -- gpupt probe "$card"
equal "somebody else cannot, and is told what to do" 3 \
	"$(runuser -u stranger -- gpupt probe "$card" >"$work/probe"; echo $?)"
check "... by the node's group" grep 'member of the group' "$work/probe"
refused "somebody else's qemu cannot" "$(node "$card.0")': Permission denied" "$work/card" runuser -u stranger --
refused "nor can kvm's without locked memory" "Cannot allocate memory" "$work/card" runuser -u tenant --

# KiB: the guest's memory, and a little for its firmware.
printf '@kvm %s memlock %d\n' hard $(((guest_memory + 1) * 1024)) soft $(((guest_memory + 1) * 1024)) \
	>/etc/security/limits.d/gpupt.conf
judge_guest "qemu of a member of kvm" start_qemu "$work/card" "$with_kvm" runuser -u tenant --
check "qemu of a member of kvm: the card has its slot there" one_slot "$console"
grep -v 8086:2668 "$console" >"$work/deaf"
case $(missing "$work/deaf") in
*"did not say: function"*8086*) ok "a guest without the audio function would be noticed" ;;
*) not_ok "a guest without the audio function would be noticed" "$(missing "$work/deaf")" ;;
esac
