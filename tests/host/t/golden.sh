# shellcheck shell=sh
# What people see.

make_tree gv102-pair
golden list-pair list
golden list-pair-all list --all
golden plan-nothing plan
golden plan-pair plan 3b:00
golden plan-pair-both plan 3b:00 af:00
golden plan-absent plan 3b:00 b3:00
golden plan-mismatch plan 3b:00@10de:2204
golden plan-mistakes plan --cmdline-text \
	'gpupt.slots=3b:00,zz gpupt.keep=03:00 gpupt.slot=af:00 vfio-pci.ids=10de:1e07'
golden plan-off plan --cmdline-text 'gpupt.slots=3b:00 gpupt=off'
golden plan-only plan --cmdline-text 'gpupt.slots=3b:00 gpupt=plan'

golden plan-storage plan 00:1f.2
golden plan-storage-meant plan 00:1f.2@8086:a182

make_tree shared-group
golden list-shared list
golden plan-shared plan 03:00
golden plan-shared-whole plan --cmdline-text 'gpupt.slots=03:00 gpupt.group=whole'
golden plan-boot-display plan 07:00 --cmdline-text 'gpupt.host=desktop'

make_tree twins-vfio-by-id
golden list-guests list
golden plan-twins plan --cmdline-text 'gpupt.slots=02:00 vfio-pci.ids=10de:2204,10de:1aef'
golden plan-keep plan --cmdline-text 'vfio-pci.ids=10de:2204 gpupt.keep=01:00'

make_tree arc-twins
golden list-arc list
make_tree nvswitch-same-group
golden list-switches list
make_tree xe-sriov
golden list-virtual list --all

# A bridge whose address is higher than its child's, as behind a switch that was added later.
rm -rf "$root"
cat >"$work/upside-down" <<'END'
0000:20:00.0 8086:2030 class=060400 group=1 driver=pcieport
  0000:10:00.0 8086:2030 class=060400 group=2 driver=i2c_bridge
    0000:05:00.0 10de:2204 class=030000 sub=1043:8708 group=2
END
build/mkmachine "$work/upside-down" "$root"
golden list-upside-down list --all

make_tree without-iommu
golden list-no-iommu list
golden plan-no-iommu plan 01:00
LC_ALL=C golden list-ascii list
equal 'bytes that the character set does not have' 1 \
	"$(LC_ALL=C "$gpupt" plan --root "$root" --cmdline-text "gpupt.x$(printf '\303\251\033')=1" |
		grep -cF 'gpupt.x?\x1b: not a parameter')"

make_tree vmd
rm "$root/sys/bus/pci/devices/0000:e1:00.0/vendor"
golden list-unreadable list

# Status.

make_tree claimed-before
golden status-nothing-asked status
claim 01:00
golden status-ok status
mkdir -p "$device/0000:01:00.0/vfio-dev/vfio0" "$device/0000:01:00.1/vfio-dev/vfio1"
echo 511:0 >"$device/0000:01:00.0/vfio-dev/vfio0/dev"
golden status-nodes status
sed -i 's/"version": "[^"]*"/"version": "9.0"/; s/"elapsed_us": [0-9]*,/"new": {"a": []},/; s/"boot_vga": false, //' "$root/run/gpupt/report.json"
golden status-newer status
claim 01:00
echo '(null)' >"$device/0000:01:00.0/driver_override"
ln -sfn ../../../../bus/pci/drivers/snd_hda_intel "$device/0000:01:00.1/driver"
mkdir -p "$root/etc/driverctl.d"
echo snd_hda_intel >"$root/etc/driverctl.d/pci-0000:01:00.1"
golden status-drift status
claim 01:00
rm "$device/0000:01:00.0/driver" "$device/0000:01:00.1"
printf '%s\n' '6,811,9000,-;vfio-pci 0000:01:00.0: enabling device' \
	'4,812,9900,-;nouveau 0000:01:00.0: unknown chipset (0badf00d)' \
	' SUBSYSTEM=pci' ' DEVICE=+pci:0000:01:00.0' '6,813,9901,-;gpupt: 0000:01:00.0: not so' \
	>"$root/dev/kmsg"
golden status-gone status
claim 01:00
rm "$device/0000:01:00.0/driver"
mkdir -p "$root/etc/libvirt/qemu"
cat >"$root/etc/libvirt/qemu/other.xml" <<'END'
<hostdev mode='subsystem' type='pci' managed='yes'>
  <source>
    <address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/>
  </source>
</hostdev>
<hostdev mode='subsystem' type='pci' managed='no'>
  <source>
    <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
  </source>
</hostdev>
END
sed "s/managed='yes'/managed='x'/; s/managed='no'/managed='yes'/" "$root/etc/libvirt/qemu/other.xml" \
	>"$root/etc/libvirt/qemu/win11.xml"
golden status-libvirt status
claim 01:00
echo 0x1111 >"$device/0000:01:00.0/device"
golden status-other-device status
claim 02:00,30:00
golden status-failed status
claim '01:00 gpupt=off'
golden status-off status
claim '01:00 gpupt.keep=01:00'
golden status-kept status
claim '01:00 gpupt=plan'
golden status-plan status
claim 01:00.0
ln -sfn ../../../../bus/pci/drivers/snd_hda_intel "$device/0000:01:00.1/driver"
echo 'gpupt.slots=01:00.0 gpupt.group=exact' >"$root/proc/cmdline"
"$bind" --root "$root"
golden status-group status

# A terminal gets colour, unless it is not wanted.
make_tree gv102-pair
on_terminal() { # COMMAND
	TERM=${2-xterm} script -qec "$1 list --root $root" /dev/null </dev/null
}
check 'colour on a terminal' sh -c "TERM=xterm script -qec '$gpupt list --root $root' /dev/null </dev/null |
	grep -q '$(printf '\033')'"
equal 'no colour with --no-color' "$("$gpupt" list --root "$root")" \
	"$(on_terminal "$gpupt --no-color" | tr -d '\r')"
equal 'no colour on a terminal that has none' "$("$gpupt" list --root "$root")" \
	"$(on_terminal "$gpupt" dumb | tr -d '\r')"
equal 'no colour with NO_COLOR' "$("$gpupt" list --root "$root")" \
	"$(on_terminal "env NO_COLOR=1 $gpupt" | tr -d '\r')"

# What the binder cannot know: it is told before the reboot.
make_tree flex170-sriov
gpu=$(cd "$root/sys/bus/pci/devices" && grep -l 0x0380 ./*/class | cut -d/ -f2 | head -n 1)
printf '%s\n' '00000000-00000000 : PCI Bus 0000:00' "  00000000-00000000 : $gpu" \
	'    00000000-00000000 : BOOTFB' >"$root/proc/iomem"
for command in "plan ${gpu%.*}" "enable ${gpu%.*} --headless --dry-run"; do
	# shellcheck disable=SC2086 # words
	run $command >"$work/out"
	equal "a framebuffer in its memory: $command" "warning: $gpu: BOOTFB is in its memory, and vfio-pci leaves it there: a guest finds a dead card; add video=efifb:off initcall_blacklist=sysfb_init" \
		"$(tr '\n' ' ' <"$work/out" | tr -s ' ' | grep -o 'warning: [^ ]*: BOOTFB.*sysfb_init')"
done
echo 'quiet initcall_blacklist=sysfb_init' >"$root/proc/cmdline"
check 'none where the command line turns it off' sh -c '! grep -q BOOTFB "$1"' - "$(run plan "${gpu%.*}" >"$work/out"; echo "$work/out")"
