# shellcheck shell=sh
# Which of two that are the same it is: monitors, slot, NUMA node, link, power.

devices=sys/bus/pci/devices
cp tests/machines/rtx3090-twins "$work/sight"
cat >>"$work/sight" <<END
monitor $devices/0000:01:00.0/drm/card1/card1-HDMI-A-1 LG ULTRAWIDE
monitor $devices/0000:01:00.0/drm/card1/card1-DP-2
file $devices/0000:01:00.0/drm/card1/card1-DP-1/status disconnected
file $devices/0000:01:00.0/drm/card1/card1-Writeback-1/status unknown
file $devices/0000:01:00.0/drm/renderD128/dev 226:128
file $devices/0000:01:00.0/label PCIEX16(G5)
file $devices/0000:01:00.0/numa_node 0
file $devices/0000:01:00.0/current_link_speed 2.5 GT/s PCIe
file $devices/0000:01:00.0/max_link_speed 16.0 GT/s PCIe
file $devices/0000:01:00.0/current_link_width 16
file $devices/0000:01:00.0/max_link_width 16
file $devices/0000:01:00.0/power_state D0
file $devices/0000:01:00.0/hwmon/hwmon3/power1_average 35123000
file $devices/0000:01:00.0/hwmon/hwmon3/power1_cap 350000000
file $devices/0000:02:00.0/numa_node 1
file $devices/0000:02:00.0/current_link_speed Unknown
file $devices/0000:02:00.0/max_link_speed 8 GT/s
file $devices/0000:02:00.0/current_link_width 8
file $devices/0000:02:00.0/max_link_width 16
file $devices/0000:02:00.0/power_state D3cold
file $devices/0000:02:00.0/hwmon/hwmon4/power1_average 1000000
file sys/bus/pci/slots/2/address 0000:02:00
file sys/bus/pci/slots/9/address 0000:09:00
END
rm -rf "$root"
build/mkmachine "$work/sight" "$root"
mkdir -p "$root/usr/share/misc"
cp "$here/pci.ids" "$root/usr/share/misc/pci.ids"
golden list-sight list
json 'list: which card it is' '.devices[0] | [.numa_node, .label, .slot, .link, .link_max, .power_state,
	.power_watts, .power_limit_watts, .monitors] == [0, "PCIEX16(G5)", null,
	{"speed": "2.5 GT/s", "width": 16}, {"speed": "16.0 GT/s", "width": 16}, "D0", 35, 350,
	[{"connector": "DP-2", "name": null}, {"connector": "HDMI-A-1", "name": "LG ULTRAWIDE"}]]' list --json
json 'list: a card that sleeps is not asked what it takes' '.devices[4] | [.numa_node, .slot, .link.speed,
	.link_max.speed, .power_state, .power_watts, .monitors] ==
	[1, "2", null, "8 GT/s", "D3cold", null, []]' list --json
json 'list: what is not told is null' '.devices[1] | [.numa_node, .label, .slot, .link.width, .power_state,
	.power_watts] | unique == [null]' list --json
"$gpupt" capture --root "$root" "$work/captured"
for sight_what in list 'list --json'; do
	# shellcheck disable=SC2086 # words
	"$gpupt" $sight_what --root "$root" | sed 's/, 35 of 350 W//; s/"power_[a-z_]*watts": [^,]*//g' >"$work/one"
	# shellcheck disable=SC2086
	"$gpupt" $sight_what --machine "$work/captured" | sed 's/"power_[a-z_]*watts": [^,]*//g' >"$work/two"
	check "a captured machine shows the same: $sight_what" diff -u "$work/one" "$work/two"
done
equal 'anonymous: no name of a monitor' '2 0' "$("$gpupt" capture --anonymous --root "$root" |
	sed -n '/^monitor/p' | tee "$work/monitors" | wc -l) $(grep -c LG "$work/monitors")"

# What sits behind a card's own switch is plugged in where that is, and has its link.
make_tree navi10-am5
echo '16.0 GT/s PCIe' >"$root/$devices/0000:01:00.0/current_link_speed"
echo 4 >"$root/$devices/0000:01:00.0/current_link_width"
echo '2.5 GT/s PCIe' >"$root/$devices/0000:0e:00.0/current_link_speed"
mkdir -p "$root/sys/bus/pci/slots/5-1"
echo 0000:01:00 >"$root/sys/bus/pci/slots/5-1/address"
json 'list: a slot and its link in front of the card'"'"'s own switch' '[.devices[] |
	select(.address == "0000:0e:00.0") | .slot, .link.speed, .link.width] == ["5-1", "16.0 GT/s", 4]' list --json

# A text of a monitor, a slot or a label is the maker's: it cannot say more than one line.
make_tree rtx3090-twins
printf 'x\033[31m\n' >"$root/$devices/0000:01:00.0/label"
equal 'list: a label with a control character' 1 \
	"$("$gpupt" list --root "$root" | grep -cF 'x\x1b[31m')"

too_wide=
for machine in $(machines); do
	make_tree "${machine##*/}"
	"$gpupt" list --root "$root" >"$work/out"
	# Columns are characters: what of UTF-8 only goes on is none.
	tr -d '\200-\277' <"$work/out" | grep -q '^.\{81\}' && too_wide="$too_wide ${machine##*/}"
done
equal 'list: no machine is wider than 80 columns' '' "$too_wide"
