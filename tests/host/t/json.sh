# shellcheck shell=sh
# What programs see: the members of contract, section 8, and their types.

list_shape='.format == 1 and ([.devices[] | keys_unsorted - ["twins_in_all"]] | unique) == [["address", "path", "id",
	"subsystem", "class", "name", "driver", "group", "boot_vga", "owner", "twins",
	"card", "bridge", "virtual", "framebuffer", "numa_node", "label", "slot", "link", "link_max",
	"power_state", "power_watts", "power_limit_watts", "monitors"]]
	and all(.devices[]; (.address | test("^[0-9a-f]{4,8}(:[0-9a-f]{2}){2}[.][0-7]$"))
		and (.path | test("^[0-9a-f]{4,8}(:[0-9a-f]{2}){2}[.][0-7](/[0-9a-f]{2}[.][0-7])*$"))
		and (.id | test("^[0-9a-f]{4}:[0-9a-f]{4}$"))
		and (.subsystem | test("^[0-9a-f]{4}:[0-9a-f]{4}$"))
		and (.class | test("^[0-9a-f]{6}$")) and (.name | length > 0)
		and (.driver | . == null or type == "string")
		and (.group | . == null or type == "number") and (.boot_vga | type == "boolean")
		and (.owner | . == "host" or . == "guest" or . == "none") and (.twins | type == "array"))'

bad=
for machine in $(machines); do
	make_tree "${machine##*/}"
	for all in '' --all; do
		# shellcheck disable=SC2086 # no argument if it is empty
		"$gpupt" list --json $all --root "$root" >"$work/out" 2>"$work/err"
		[ "$(jq "$list_shape" "$work/out" 2>&1)" = true ] || bad="$bad ${machine##*/}$all"
	done
	count=$(find "$root/sys/bus/pci/devices/" -type l | wc -l)
	[ "$(jq '.devices | length' "$work/out")" = "$count" ] || bad="$bad ${machine##*/}:count"
done
equal 'list: the shape on every machine, and every function with --all' '' "$bad"

make_tree twins-late
json 'list: owners and drivers' '[.devices[] | .owner + " " + (.driver // "-")] ==
	["host nouveau", "host snd_hda_intel", "host xhci_hcd", "none -",
	 "none -", "host snd_hda_intel", "none -", "none -"]' list --json
json 'list: twins are each other'"'"'s, function by function' '.devices as $d | all($d[];
	. as $a | (.twins | length) == 1 and any($d[]; .address == $a.twins[0] and .id == $a.id
		and .twins == [$a.address]))' list --json
json 'list: groups and paths' '[.devices[] | select(.class == "030000") | [.group, .path]] ==
	[[5, "0000:00:04.0/00.0"], [7, "0000:00:05.0/00.0"]]' list --json
json 'list: bridges have no twins' 'all(.devices[]; .class != "060400" or .twins == [])' list --all --json
echo 0xffff >"$root/sys/bus/pci/devices/0000:02:00.0/subsystem_device"
json 'list: another subsystem is no twin' '.devices[0].twins == [] and .devices[4].twins == []' list --json
make_tree gv102-pair
json 'list: names, as lspci says them' '.devices[1].name == "NVIDIA Corporation TU102 [GeForce RTX 2080 Ti Rev. A]"' list --json
json 'list: the boot display' '[.devices[] | select(.boot_vga) | .address] == ["0000:03:00.0"]' list --json
ln -s ../../../../bus/pci/drivers/some_variant "$root/sys/bus/pci/devices/0000:3b:00.0/driver"
json 'list: an unknown driver is the host'"'"'s' '.devices[1].owner == "host"' list --json
mkdir "$root/sys/bus/pci/devices/0000:3b:00.0/vfio-dev"
json 'list: a variant is told by its vfio-dev' '.devices[1].owner == "guest"' list --json
printf 'x\nNot a list\n' >"$root/usr/share/misc/pci.ids"
json 'list: numbers where the names cannot be read' '.devices[0].name == "Device 1a03:2000"' list --json

make_full_tree
run export qemu 3b:00 >"$work/out"
equal 'export: more functions than there is room for are not silence' 'exit 0 1' \
	"$(tail -n 1 "$work/out") $(grep -c 'this machine has more' "$work/err")"
make_tree arc-twins
json 'list: a card of two buses' '[.devices[] | .address + " " + .card] == [
	"0000:05:00.0 0000:05:00.0", "0000:06:00.0 0000:05:00.0",
	"0000:29:00.0 0000:29:00.0", "0000:2a:00.0 0000:29:00.0"]' list --json
make_tree navi10-am5
json 'list: what is beside a card in its slot is not of it' '[.devices[].address] == ["0000:0e:00.0",
	"0000:0e:00.1", "0000:10:00.0", "0000:10:00.1"]' list --json
make_tree h200-nvswitch
json 'list: the switches of the GPUs' '[.devices[] | select(.class == "068000") | .bridge] ==
	[false, false, false, false]' list --json
make_tree xe-sriov
json 'list: GPUs that are virtual functions are there, too' '[.devices[] | [.address, .virtual]] ==
	[["0000:00:02.0", false], ["0000:00:02.1", true], ["0000:00:02.2", true]]' list --json
json 'list: virtual functions are no twins' '[.devices[] | select(.class == "030000") |
	[.virtual, .twins]] == [[false, []], [true, []], [true, []]]' list --all --json
make_tree flex170-sriov
gpu=$(cd "$root/sys/bus/pci/devices" && grep -l 0x0380 ./*/class | cut -d/ -f2 | head -n 1)
printf '%s\n' '00000000-00000000 : PCI Bus 0000:00' "  00000000-00000000 : $gpu" \
	'    00000000-00000000 : BOOTFB' '  00000000-00000000 : 0000:00:00.0' >"$root/proc/iomem"
json 'list: the framebuffer of the firmware in a card that is not VGA' '[.devices[] |
	select(.framebuffer) | [.address, .framebuffer]] == [["'"$gpu"'", "BOOTFB"]]' list --json
echo 0x030000 >"$root/sys/bus/pci/devices/$gpu/class"
json 'list: vfio-pci evicts it from VGA' 'all(.devices[]; .framebuffer == null)' list --json

status_shape='.format == 1 and (.result | . == "ok" or . == "drift" or . == "none")
	and all(.devices[]; (keys_unsorted == ["address", "expected", "driver", "state", "group_usable",
		"text", "boot", "reason", "group_node", "device_node", "open_by", "power_state", "link",
		"link_max"]) and (.state | . == "ok" or . == "drift" or . == "gone" or . == "failed"))'
claim 01:00
json 'status: as promised' "$status_shape"' and .result == "ok" and .boot == "claimed" and
	[.devices[] | [.address, .expected, .driver, .state, .group_usable, .text, .boot,
	.reason, .group_node, .device_node]] ==
	[["0000:01:00.0", "vfio-pci", "vfio-pci", "ok", true, "", "claimed", null, "/dev/vfio/5", null],
	 ["0000:01:00.1", "vfio-pci", "vfio-pci", "ok", true, "", "claimed", null, "/dev/vfio/5", null]]' status --json
rm "$device/0000:01:00.1/driver"
json 'status: no driver' "$status_shape"' and .result == "drift" and
	.devices[1].state == "drift" and .devices[1].driver == null and .failed == 0 and .drifted >= 1' status --json
rm "$device/0000:01:00.1"
json 'status: gone' "$status_shape"' and .result == "drift" and .devices[1].state == "gone"' status --json
claim 01:00
echo vfio-pci-other >"$device/0000:01:00.0/driver_override"
json 'status: another override' '.devices[0].state == "drift" and
	(.devices[0].text | contains("vfio-pci-other"))' status --json
claim 02:00
json 'status: a boot that failed' "$status_shape"' and .result == "drift" and .boot == "failed" and
	[.devices[] | [.state, .boot, .reason]] == [["failed", "failed", "probe-failed"],
	["failed", "released", "sibling-failed"]] and .failed == 2 and .drifted == 0' status --json
equal 'status: a boot that failed is exit 1' 'exit 1' "$(run status --json | tail -n 1)"
claim 01:00
sed -i '/01:00.0/s/"state": "claimed", "reason": null/"state": "failed", "reason": "probe-failed"/' "$root/run/gpupt/report.json"
json 'status: one failed, whatever the report calls the whole' '.result == "drift" and .failed == 1 and
	[.devices[].state] == ["failed", "ok"]' status --json
equal 'status: one failed is exit 1' 'exit 1' "$(run status | tail -n 1)"
claim 01:00
sed -i '/01:00.0/s/"state": "claimed", "reason": null/"state": "timeout", "reason": null/' "$root/run/gpupt/report.json"
json 'status: a state without a reason' '.result == "drift" and (.devices[0] | .state == "failed" and
	(.text | endswith("its report does not say why")))' status --json
claim 01:00,30:00
json 'status: only an absent slot' '.result == "drift" and .boot == "partial" and
	all(.devices[]; .state == "ok")' status --json
json 'status: the notes of the boot' '[.notes[] | [.level, .code, .subject]] ==
	[["error", "absent", "gpupt.slots=30:00"]]' status --json
equal 'status: an absent slot is exit 1' 'exit 1' "$(run status --json | tail -n 1)"
make_tree claimed-before
json 'status: nothing asked' '. == {format: 1, result: "none", boot: null, drifted: 0, failed: 0, devices: [], notes: []}' status --json

# The same bytes and the same exit status as the binder's, for every machine and all of these.
cat >"$work/lines" <<'END'
gpupt.slots=02:00
gpupt.slots=01:00,03:00.1 gpupt.group=whole gpupt.host=desktop
gpupt.slots=3b:00@10de:1e07 vfio-pci.ids=10de:1e07,10de:10f7 gpupt.keep=af:00
vfio-pci.ids=10de:2204,10de:1aef gpupt.slots=0000:00:05.0/00
vfio-pci.ids=ffffffff:ffffffff gpupt.driver=pci-stub
vfio-pci.ids=ffffffff:ffffffff:ffffffff:ffffffff:030000:ff0000 gpupt.keep=00:1f.2
gpupt.slots=zz,02:00 gpupt=plan gpupt.sluts=1
gpupt.slots=01:00 gpupt=off
gpupt.keep=zz gpupt.slots=01:00.0 gpupt.group=exact
"gpupt.slots=01:00" gpupt.driver=nvgrace-gpu-vfio-pci -- gpupt=off
quiet splash
END
bad=
count=0
for machine in $(machines); do
	make_tree "${machine##*/}"
	while read -r line; do
		printf '%s\n' "$line" >"$work/cmdline"
		"$bind" --dry-run --root "$root" --cmdline "$work/cmdline" >"$work/bind" 2>&1
		echo "exit $?" >>"$work/bind"
		run plan --json --cmdline "$work/cmdline" >"$work/plan"
		cmp -s "$work/bind" "$work/plan" || bad="$bad ${machine##*/}: $line;"
		count=$((count + 1))
	done <"$work/lines"
done
equal "plan: the bytes and the status of gpupt-bind --dry-run ($count plans)" '' "$bad"
make_tree rtx3090-twins
line='quiet gpupt.slots=01:00 vfio-pci.ids=10de:2204'
echo "$line" >"$root/proc/cmdline"
"$bind" --dry-run --root "$root" >"$work/bind"
equal 'plan: the same from /proc/cmdline' "$(cat "$work/bind")" "$(run plan --json | sed '$d')"
equal 'plan: the same from a text' "$(cat "$work/bind")" "$(run plan --json --cmdline-text "$line" | sed '$d')"
"$bind" --dry-run --root "$root" --cmdline /nonexistent >"$work/bind"
echo "exit $?" >>"$work/bind"
equal 'plan: the same without a command line' "$(cat "$work/bind")" \
	"$(run plan --json --cmdline /nonexistent)"
equal 'plan: and that is exit 3' 'exit 3' "$(tail -n 1 "$work/bind")"
rm -r "$root/sys"
echo gpupt.slots=01:00 >"$work/cmdline"
"$bind" --dry-run --root "$root" --cmdline "$work/cmdline" >"$work/bind"
echo "exit $?" >>"$work/bind"
equal 'plan: the same without sysfs' "$(cat "$work/bind")" \
	"$(run plan --json --cmdline "$work/cmdline")"
equal 'plan: and that is exit 3 as well' 'exit 3' "$(tail -n 1 "$work/bind")"
make_tree gv102-pair
equal 'plan: the command line from standard input' "$(run plan --cmdline-text 'gpupt.slots=af:00 --' 3b:00 | sed '$d')" \
	"$(echo gpupt.slots=af:00 -- | "$gpupt" plan --cmdline - 3b:00 --root "$root")"
json 'plan SLOT: beside what the command line has' \
	'[.claims[] | .address + " " + .state] == ["0000:3b:00.0 claim", "0000:3b:00.1 kept",
	 "0000:3b:00.2 claim", "0000:3b:00.3 claim", "0000:af:00.0 claim", "0000:af:00.1 claim",
	 "0000:af:00.2 claim", "0000:af:00.3 claim"]' \
	plan 3b:00 --json --cmdline-text 'gpupt.slots=af:00 other.slots=1 gpupt.keep=3b:00.1 -- x'
json 'plan SLOT: a path, a function and IDs of its own' \
	'[.claims[].by] | unique == ["gpupt.slots=0000:3a:00.0/00.1@10de:10f7:1458:37a7"]' \
	plan 3a:00.0/00.1@10de:10f7 --json

json 'the formats of an export' '.format == 1 and (.formats | length) == 13 and
	([.formats[] | keys_unsorted == ["name", "platform", "where", "for_host"]] | all) and
	([.formats[] | select(.for_host) | .name] == ["lxc"])' export --list --json
equal 'the same formats as for people' "$("$gpupt" export --list | cut -d' ' -f1)" \
	"$("$gpupt" export --list --json | jq -r '.formats[].name')"
