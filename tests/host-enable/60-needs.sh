# shellcheck shell=sh disable=SC2154
# Sourced by run: enable does not take what the host lives on, and says what that is; plan SLOT
# decides the same.

# function ADDRESS CLASS VENDOR:DEVICE: one more on the root bus, in a group of its own.
function_new() {
	dir=$root/sys/devices/pci0000:00/$1
	cp -a "$root/sys/devices/pci0000:00/0000:00:1f.2" "$dir"
	rm -f "$dir/driver" "$dir/iommu_group"
	echo "0x$2" >"$dir/class"
	echo "0x${3%:*}" >"$dir/vendor"
	echo "0x${3#*:}" >"$dir/device"
	number=$((number + 1))
	mkdir -p "$root/sys/kernel/iommu_groups/$number/devices/$1"
	ln -s "../../../kernel/iommu_groups/$number" "$dir/iommu_group"
	ln -s "../../../devices/pci0000:00/$1" "$root/sys/bus/pci/devices/$1"
}

# block NAME PATH-BELOW-SYS/DEVICES NUMBER [SLAVE...]
block() {
	mkdir -p "$root/sys/devices/$2/slaves" "$root/sys/class/block"
	echo "$3" >"$root/sys/devices/$2/dev"
	ln -s "../../devices/$2" "$root/sys/class/block/$1"
	block_of=$root/sys/devices/$2
	shift 3
	for slave; do
		ln -s "../../../../class/block/$slave" "$block_of/slaves/$slave"
	done
}

disk=pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda
machine() { # with SATA at 00:1f.2, NVMe at 00:06.0, two network cards and two USB controllers
	fresh
	number=40
	function_new 0000:00:06.0 010802 144d:a80a
	function_new 0000:00:07.0 020000 8086:1533
	function_new 0000:00:08.0 020000 8086:1533
	function_new 0000:00:14.0 0c0330 8086:a36d
	function_new 0000:00:15.0 0c0330 1912:0014
	block sda "$disk" 8:0
	block sda1 "$disk/sda1" 8:1
	block sda2 "$disk/sda2" 8:2
	block sda3 "$disk/sda3" 8:3
	for part in 1 2 3; do
		echo $part >"$root/sys/devices/$disk/sda$part/partition"
		rmdir "$root/sys/devices/$disk/sda$part/slaves"
	done
	block nvme0n1 pci0000:00/0000:00:06.0/nvme/nvme0/nvme0n1 259:0
	mkdir -p "$root/proc/self" "$root/proc/net" "$root/dev"
}
mounts() { # LINE...
	printf '%s\n' "$@" >"$root/proc/self/mountinfo"
}
sata=00:1f.2@8086:2922
nvme=00:06.0@144d:a80a
refused() { # NAME PATTERN SLOT [NAME-TO-FORCE]: enable and plan alike; and what force makes of it
	gp enable "$3" --yes
	says "$1: refused" 1 "*$2*"
	check "$1: nothing is written" test ! -e "$root/$dropin"
	equal "$1: the refusal does not teach to override it" '' "$(grep -e '--force' -e '--headless' "$work/out")"
	gp plan "$3"
	says "$1: plan, too" 1 "*refused:*"
	if [ "${4-}" ]; then
		gp plan "$3" --force "$4"
		equal "$1: plan --force $4" 0 "$status"
		gp enable "$3" --yes --force "$4"
		equal "$1: --force $4" 0 "$status"
	fi
}
allowed() { # NAME SLOT
	gp plan "$2"
	equal "$1: plan" 0 "$status"
	gp enable "$2" --yes
	equal "$1: enable" 0 "$status"
}

machine
mounts '22 1 8:2 / / rw - ext4 /dev/sda2 rw' '23 22 8:1 / /boot rw - vfat /dev/sda1 rw'
refused "the root file system" '0000:00:1f.2: it carries the file system / (ext4 on /dev/sda2), which the host lives on' "$sata"
gp enable "$sata" --force / --force /boot --yes
equal "both file systems are to be forced" 0 "$status"
allowed "another disk" "$nvme"
machine
mounts '22 1 8:2 / / rw - ext4 /dev/sda2 rw'
refused "a partition" 'the file system / (ext4' "$sata" /
machine
mounts '22 1 8:2 / / rw - ext4 /dev/sda2 rw'
refused "... also without IDs: what it is for" 'the file system / (ext4' 00:1f.2
machine
mounts '22 1 8:2 / /mnt/x rw - ext4 /dev/sda2 rw' '23 1 259:0 / / rw - xfs /dev/nvme0n1 rw'
refused "NVMe" 'it carries the file system / (xfs on /dev/nvme0n1)' "$nvme" /
allowed "a disk that nothing needs" "$sata"
machine
gp enable "$nvme" --yes --force /nothing
says "--force of a name that is none" 2 '*/nothing: the host has no file system*'

# LVM on LUKS on a partition; md on two disks; a device with no number of its own.
machine
block dm-0 virtual/block/dm-0 253:0 sda2
block dm-1 virtual/block/dm-1 253:1 dm-0
mounts '22 1 253:1 / / rw shared:1 - ext4 /dev/mapper/vg-root rw'
refused "LVM on LUKS" 'the file system / (ext4 on /dev/mapper/vg-root)' "$sata" /
machine
block md0 virtual/block/md0 9:0 sda2 nvme0n1
mounts '22 1 9:0 / /boot/efi rw - vfat /dev/md0 rw'
refused "one half of a RAID" 'the file system /boot/efi' "$nvme" /boot/efi
machine
mkdir -p "$root/sys/fs/btrfs/uuid/devices"
ln -s ../../../../class/block/sda2 "$root/sys/fs/btrfs/uuid/devices/sda2"
ln -s ../../../../class/block/nvme0n1 "$root/sys/fs/btrfs/uuid/devices/nvme0n1"
mounts '22 1 0:24 /@ / rw - btrfs /dev/sda2 rw'
refused "the second disk of btrfs" 'the file system / (btrfs' "$nvme" /
machine
mkdir -p "$root/sys/devices/virtual/block/dm-3/dm"
block dm-3 virtual/block/dm-3 253:3 nvme0n1
echo crypt-root >"$root/sys/devices/virtual/block/dm-3/dm/name"
mounts '22 1 0:24 /@ / rw - btrfs /dev/mapper/crypt-root rw'
refused "a mapping by its name" 'the file system / (btrfs' "$nvme" /

# NVMe multipath, loop, ZFS, what cannot be seen.
machine
subsystem=$root/sys/devices/virtual/nvme-subsystem/nvme-subsys0
mkdir -p "$subsystem"
ln -s ../../../pci0000:00/0000:00:06.0/nvme/nvme0 "$subsystem/nvme0"
block nvme1n1 virtual/nvme-subsystem/nvme-subsys0/nvme1n1 259:5
mounts '22 1 259:5 / / rw - ext4 /dev/nvme1n1 rw'
refused "NVMe multipath" '0000:00:06.0: it carries the file system /' "$nvme" /
machine
block loop0 virtual/block/loop0 7:0
mkdir "$root/sys/devices/virtual/block/loop0/loop"
echo /mnt/images/root.img >"$root/sys/devices/virtual/block/loop0/loop/backing_file"
mounts '21 1 259:0 / /mnt/images rw - ext4 /dev/nvme0n1 rw' '22 1 7:0 / / rw - ext4 /dev/loop0 rw'
refused "a loop device" 'it carries the file system / (ext4 on /dev/loop0)' "$nvme" /
machine
mkdir -p "$root/etc/zfs"
printf '\0\1path\0\0/dev/nvme0n1\0\0\2' >"$root/etc/zfs/zpool.cache"
mounts '22 1 0:30 / / rw - zfs rpool/ROOT/debian rw'
allowed "ZFS on another disk" "$sata"
rm -r "${root:?}/${dropin%/*}"
refused "ZFS" 'it carries the file system / (zfs on rpool/ROOT/debian)' "$nvme" /
machine
mounts '22 1 0:30 / / rw - zfs rpool/ROOT/debian rw'
refused "ZFS whose disks are not known" 'it may carry the file system / (zfs on rpool/ROOT/debian)*not seen' "$sata" /

machine
mounts '22 1 259:0 / / rw - ext4 /dev/nvme0n1 rw'
printf 'Filename\tType\tSize\tUsed\tPriority\n/dev/sda3\tpartition\t1\t0\t-2\n' >"$root/proc/swaps"
refused "swap" 'it carries the swap /dev/sda3' "$sata" /dev/sda3
machine
mounts '22 1 259:0 / / rw - ext4 /dev/nvme0n1 rw' '23 1 8:2 / /var/lib rw - ext4 /dev/sda2 rw'
printf 'Filename\tType\tSize\tUsed\tPriority\n/var/lib/swap\\040file\tfile\t1\t0\t-2\n' >"$root/proc/swaps"
refused "a swap file" 'it carries the swap /var/lib/swap file' "$sata" '/var/lib/swap file'

# The default route.
nic1=00:07.0@8086:1533
nic2=00:08.0@8086:1533
interface() { # NAME [ADDRESS]
	mkdir -p "$root/sys/class/net/$1"
	[ -z "${2-}" ] || ln -s "../../../devices/pci0000:00/$2" "$root/sys/class/net/$1/device"
}
network() {
	machine
	interface eth0 0000:00:07.0
	interface eth1 0000:00:08.0
}
routes() { # LINE...
	printf 'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n' >"$root/proc/net/route"
	printf '%b\n' "$@" >>"$root/proc/net/route"
}
network
routes 'eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0' 'eth1\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0'
allowed "a network card without the default route" "$nic2"
gp disable --yes
refused "the network card with the default route" 'it carries the only network card with the default route, eth0' "$nic1" eth0
network
routes 'eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0' 'eth1\t00000000\t0100000A\t0003\t0\t0\t9\t00000000\t0\t0\t0'
allowed "one of two with a default route" "$nic1"
gp enable "$nic1" "$nic2" --only --yes
says "both with a default route" 1 '*it carries the default route, by eth0 over eth0, eth1*'
network
interface br0
interface vlan5
mkdir -p "$root/sys/class/net/br0/lower_vlan5" "$root/sys/class/net/br0/lower_tap0" "$root/sys/class/net/vlan5/lower_eth1"
interface tap0
routes 'br0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0'
refused "the default route by a VLAN in a bridge" 'the default route, by br0 over eth1' "$nic2" br0
network
routes
printf '%s\n' "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00000003     eth1" \
	"00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo" \
	>"$root/proc/net/ipv6_route"
refused "the default route of IPv6" 'the default route, eth1' "$nic2" eth1

# The keyboard.
keyboard() { # CONTROLLER PORT NAME
	dir=$root/sys/devices/pci0000:00/$1/usb1/$2/$2:1.0
	mkdir -p "$dir" "$root/sys/bus/usb/devices"
	echo 03 >"$dir/bInterfaceClass"
	echo 01 >"$dir/bInterfaceProtocol"
	echo "$3" >"${dir%/*}/product"
	ln -s "../../../devices/pci0000:00/$1/usb1/$2" "$root/sys/bus/usb/devices/$2"
	ln -s "../../../devices/pci0000:00/$1/usb1/$2/$2:1.0" "$root/sys/bus/usb/devices/$2:1.0"
}
machine
keyboard 0000:00:14.0 1-2 'Some Keyboard'
allowed "a USB controller without a keyboard" 00:15.0
gp disable --yes
refused "the USB controller with the keyboard" '0000:00:14.0: it carries the only keyboard, 1-2 (Some Keyboard)' 00:14.0 1-2
machine
keyboard 0000:00:14.0 1-2 'Some Keyboard'
keyboard 0000:00:15.0 3-1 'Another'
allowed "one of two keyboards" 00:14.0
gp enable 00:14.0 00:15.0 --only --yes
says "both keyboards" 1 '*it carries every keyboard, *, which the host lives on'
machine
keyboard 0000:00:14.0 1-2 'Some Keyboard'
mkdir -p "$root/sys/devices/platform/i8042/serio0/input/input3" "$root/sys/class/input"
echo 'AT Translated Set 2 keyboard' >"$root/sys/devices/platform/i8042/serio0/input/input3/name"
ln -s ../../devices/platform/i8042/serio0/input/input3 "$root/sys/class/input/input3"
allowed "a PS/2 keyboard remains" 00:14.0
machine
keyboard 0000:00:14.0 1-2 'Some Keyboard'
rm -r "$root/sys/bus/usb"
mkdir -p "$root/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:1/input/input5" "$root/sys/class/input"
echo 'Some Keyboard' >"$root/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:1/input/input5/name"
ln -s ../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:1/input/input5 "$root/sys/class/input/input5"
refused "a keyboard that only the input devices show" 'the only keyboard, 1-2 (Some Keyboard)' 00:14.0 1-2

# What is no GPU is called so before the change; a passphrase and the USB controller.
machine
gp enable 00:14.0 --yes
says "what is no GPU" 0 '*No GPU: 0000:00:14.0 (USB)*+GRUB_CMDLINE*'
gp enable 02:00 --dry-run --only
equal "a GPU with its audio is one" 0 "$(grep -c 'No GPU' "$work/out")"
machine
echo "root UUID=1 none luks" >"$root/etc/crypttab"
refused "USB by .* and a passphrase" '0000:00:14.0: it is a USB controller, and volume root asks for a passphrase*' '00:14.*'
gp enable '00:14.*' --yes --headless
equal "USB by .* and a passphrase: --headless" 0 "$status"

# One of two cards is at a guest already: the other is the host's last display.
fresh
ln -sfn ../../../../bus/pci/drivers/vfio-pci "$root/sys/devices/pci0000:00/0000:00:05.0/0000:02:00.0/driver"
mkdir -p "$root/sys/bus/pci/drivers/vfio-pci"
gp enable 01:00 --yes
says "the other card is on vfio-pci: no display would be left" 1 '*display: none would be left to the host'
gp plan 01:00
says "... plan, too" 1 'Refused: gpupt enable would not do it; else the next boot would claim*refused: display: none would be left to the host'
gp plan 01:00 --cmdline-text gpupt.host=desktop
equal "... and gpupt.host=desktop" 1 "$status"

# plan SLOT adds to what is enabled, as enable does, and its parameter is whole.
fresh
gp enable 02:00 --yes
sed -i "s|ro quiet|ro quiet gpupt.slots=$slot2|" "$root/boot/grub/grub.cfg"
gp plan 01:00 --headless
says "plan SLOT adds" 0 "*the next boot would claim *(4*functions)*  gpupt.slots=$slot2,$slot1"
gp plan 01:00
says "plan SLOT: no display would be left" 1 '*none would be left*'
equal "plan SLOT --json: exit status" 0 "$("$gpupt" plan 02:00 --json --root "$root" >/dev/null 2>&1; echo $?)"
gp plan 02:00 --cmdline-text "gpupt.keep=02:00.1 quiet"
equal "plan SLOT: the rest of the line counts" 1 "$(grep -c 'kept' "$work/out")"
for wrong in 0z:00 03:00 02:00@10de:1e07 00:04.0 00:1f.2 '02:00 01:00'; do
	# shellcheck disable=SC2086 # words
	gp enable $wrong --dry-run
	was=$status
	# shellcheck disable=SC2086 # words
	gp plan $wrong
	equal "plan $wrong: the exit status of enable" "$was" "$status"
done
