# shellcheck shell=sh disable=SC2154 # sourced by run, which has $gpupt, $root and $work
# What gpupt probe says of machines that it must not touch: trees have no VFIO, so all that is beyond
# the first opening is in tests/unit/test_probe.c and in the lab.

said() { # ARGUMENT...: findings with their functions, the result, the exit status
	"$gpupt" probe --json --root "$root" "$@" >"$work/probe" 2>"$work/err"
	said_status=$?
	jq -r '(.devices[] | .address + " " + (.findings | map(.code) | join(","))), .result' "$work/probe" 2>/dev/null
	cat "$work/err"
	echo "exit $said_status"
}

make_tree claimed-before
equal 'probe: the node is not there' '0000:01:00.0 no-node
0000:01:00.1 no-node
unknown
exit 3' "$(said)"
equal 'probe: a card that no driver has' '0000:02:00.0 host
0000:02:00.1 host
refused
exit 1' "$(said 02:00)"
equal 'probe: one function' '0000:01:00.1 no-node
unknown
exit 3' "$(said 01:00.1)"
wrong 'probe: no slot' 2 '0g:00: this is not a slot: did you mean 01:00?' probe 0g:00 --root "$root"
wrong 'probe: a slot that is not there' 1 '0a:00: it is not on this machine; the nearest is 0000:02:00' probe 0a:00 --root "$root"
equal 'probe: a slot that is not there, for programs' 'refused 0' \
	"$("$gpupt" probe 0a:00 --json --root "$root" 2>/dev/null | jq -r '[.result, (.devices | length)] | join(" ")')"
wrong 'probe: another device' 1 'another device is there' probe 01:00@1002:73bf --root "$root"
wrong 'probe: a bridge' 1 '00:05.0: a bridge is never given to a guest' probe 00:05.0 --root "$root"
equal 'probe: a bridge, for programs' 'refused
error: 00:05.0: a bridge is never given to a guest
exit 1' "$(said 00:05.0)"

# A guest, by the descriptors of its process; libvirt's have a /dev of their own.
mkdir -p "$root/proc/4711/fd" "$root/proc/12/fd" "$root/proc/self/fd"
echo qemu-system-x86 >"$root/proc/4711/comm"
printf 'qemu-system-x86_64\0-name\0guest=win11,debug-threads=on\0-m\0004096\0' >"$root/proc/4711/cmdline"
ln -s /dev/vfio/vfio "$root/proc/12/fd/3"
ln -s /dev/vfio/55 "$root/proc/12/fd/4"
equal 'probe: other groups are no matter' '0000:01:00.0 no-node
0000:01:00.1 no-node
unknown
exit 3' "$(said 01:00)"
ln -s '/dev/vfio/5 (deleted)' "$root/proc/4711/fd/30"
equal 'probe: a guest has it' '0000:01:00.0 in-use
0000:01:00.1 in-use
refused
exit 1' "$(said)"
equal 'probe: which guest' 'guest win11 (qemu-system-x86, process 4711) has it open' \
	"$(jq -r '.devices[0].findings[0].text' "$work/probe")"

# A driver of the host in the group, which the kernel would tell, too.
make_tree claimed-before
rm "$root/sys/bus/pci/devices/0000:01:00.1/driver"
mkdir -p "$root/sys/bus/pci/drivers/snd_hda_intel"
ln -s ../../../../bus/pci/drivers/snd_hda_intel "$root/sys/bus/pci/devices/0000:01:00.1/driver"
equal 'probe: the host has a sibling; that one is passed over' '0000:01:00.0 sibling-driver
fails
exit 1' "$(said 01:00)"
equal 'probe: the sibling itself' '0000:01:00.1 host
refused
exit 1' "$(said 01:00.1)"

make_tree rtx3090-twins
wrong 'probe: VFIO has nothing' 1 'VFIO has no function of this machine' probe --root "$root"

# status says the same.
make_tree claimed-before
echo gpupt.slots=01:00 >"$root/proc/cmdline"
"$bind" --root "$root"
mkdir -p "$root/proc/4711/fd"
echo qemu-system-x86 >"$root/proc/4711/comm"
printf 'qemu-system-x86_64\0-name\0win11\0' >"$root/proc/4711/cmdline"
ln -s /dev/vfio/5 "$root/proc/4711/fd/30"
for attribute in power_state=D0 'current_link_speed=8.0 GT/s PCIe' current_link_width=4 max_link_width=16 \
	'max_link_speed=16.0 GT/s PCIe'; do
	echo "${attribute#*=}" >"$root/sys/bus/pci/devices/0000:01:00.0/${attribute%%=*}"
done
equal 'status: who has it open, power and link' \
	'/dev/vfio/5, open: guest win11 (qemu-system-x86, process 4711), D0, 8.0 GT/s x4 of x16' \
	"$(run status | sed -n '/01:00.0/,/01:00.1/p' | grep -v 01:00.1 | sed 's/.*vfio-pci  //; s/^  *//' | paste -sd ' ')"
equal 'status: the same for programs' '{"pid":4711,"command":"qemu-system-x86","guest":"win11"} D0 4 16' \
	"$("$gpupt" status --json --root "$root" | jq -r '.devices[0] | [(.open_by | tojson), .power_state,
	.link.width, .link_max.width] | join(" ")')"
equal 'status: the same as metrics' 'gpupt_device_link_lanes{address="0000:01:00.0",of="most"} 16
gpupt_device_link_lanes{address="0000:01:00.0",of="now"} 4
gpupt_device_open{address="0000:01:00.0"} 1
gpupt_device_open{address="0000:01:00.1"} 1' \
	"$("$gpupt" status --format=prometheus --root "$root" | grep -E '^gpupt_device_(open|link)' | sort)"
rm "$root/proc/4711/fd/30"
equal 'status: nobody has it open' 0 \
	"$("$gpupt" status --format=prometheus --root "$root" | grep -c '^gpupt_device_open.* 1$')"

# The hook of docs/working.md, on what the export prints.
sed -n '/^    #!\/bin\/sh/,/^$/s/^    //p' docs/working.md >"$work/hook"
"$gpupt" export libvirt --root "$root" >"$work/card.xml" 2>/dev/null
mkdir -p "$work/hooked"
printf '#!/bin/sh\necho "$@"\nexit 1\n' >"$work/hooked/gpupt"
chmod +x "$work/hooked/gpupt"
hook() { # OPERATION SUB-OPERATION
	PATH="$work/hooked:$PATH" dash "$work/hook" guest "$1" "$2" - <"$work/card.xml" 2>&1
	echo "exit $?"
}
equal 'probe: the hook for libvirt asks for each function, and refuses the start' \
	'probe 0000:01:00.0 0000:01:00.1
exit 1' "$(hook prepare begin)"
equal 'probe: the hook has nothing to say at other times' 'exit 0' "$(hook release end)"
