# shellcheck shell=sh disable=SC2154
# Sourced by run: what enable refuses, and that nothing is written then.

untouched() { # NAME
	check "$1: nothing is written" diff -r --no-dereference "$work/good/etc" "$root/etc"
}

fresh
gp enable --yes
says "no slot" 2 '*which slot?*'
gp enable 0z:00 --yes
says "no slot's name" 2 '*0z:00: this is not a slot: did you mean 01:00?*'
gp enable 02.00 --yes
says "a slot that is spelt otherwise" 2 'error: 02.00: this is not a slot: did you mean 02:00?'
gp disable 02.00 --yes
says "the same of disable" 2 'error: 02.00: this is not a slot: did you mean 02:00?'
gp enable 03:00 --yes
says "a slot that is not there: the nearest" 1 '*03:00: there is no such slot; the nearest is 0000:02:00'
gp enable 02:00@10de:1e07 --yes
says "another device than its IDs say" 1 "*another device is there; if that is meant: $slot2*"
gp enable 00:04.0 --yes
says "a bridge" 1 '*0000:00:04.0: the next boot would not claim it*bridge*'
gp enable 00:1f.2 --yes
says "storage without IDs" 1 '*0000:00:1f.2: the next boot would not claim it*@VENDOR:DEVICE: *@8086:2922:*'
gp enable 01:00 02:00 --yes
says "no display would be left" 1 '*display: none would be left to the host'
gp enable 02:00 --nonsense
says "an unknown option" 2 '*--nonsense*'
untouched "all of these"
gp enable 01:00 02:00 --yes --headless
equal "--headless: no display left" 0 "$status"

fresh
echo "root UUID=1 none luks" >"$root/etc/crypttab"
gp enable 01:00 --yes
says "boot display and passphrase" 1 '*boot display*volume root asks for a passphrase on it'
check "boot display and passphrase: nothing is written" test ! -e "$root/etc/default/grub.d"
gp enable 02:00 --yes
equal "a passphrase does not matter for another card" 0 "$status"
fresh
echo "root UUID=1 none luks" >"$root/etc/crypttab"
gp enable 01:00 --yes --headless
equal "--headless: boot display and passphrase" 0 "$status"

fresh
echo "cryptdevice=UUID=1:root root=/dev/mapper/root quiet" >"$root/proc/cmdline"
gp enable 01:00 --yes
says "boot display and mkinitcpio's passphrase" 1 '*boot display*volume root asks for a passphrase on it'

# The IOMMU is switched off, and what stands in front does not switch it on.
for off in intel_iommu=off iommu=off; do
	fresh
	rm "$root"/sys/bus/pci/devices/*/iommu_group
	echo "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet $off\"" >"$root/etc/default/grub"
	sed -i "s/ro quiet/ro quiet $off/" "$root/boot/grub/grub.cfg"
	gp enable 02:00 --yes
	says "$off on the line: refused" 1 "error: IOMMU: the next boot is told to leave it off: take *off the command line"
	check "$off on the line: nothing is written" test ! -e "$root/$dropin"
done

# Without IOMMU groups: Intel gets intel_iommu=on; where it has no effect, a sentence.
no_groups() {
	fresh
	rm "$root"/sys/bus/pci/devices/*/iommu_group
}
no_groups
gp enable 02:00 --yes
equal "no groups, Intel: intel_iommu=on is added" "gpupt.slots=$slot2 intel_iommu=on quiet" \
	"$(grub_line)"
gp enable 01:00 --yes --headless
equal "... once" "gpupt.slots=$slot2,$slot1 intel_iommu=on quiet" \
	"$(grub_line)"
gp disable 01:00 --yes
equal "... it stays with the card that is left" "gpupt.slots=$slot2 intel_iommu=on quiet" \
	"$(grub_line)"
no_groups
echo "root=/dev/vda ro quiet intel_iommu=on" >"$root/proc/cmdline"
gp enable 02:00 --yes
says "no groups although intel_iommu=on: VT-d" 1 '*although intel_iommu=on is given*VT-d*'
untouched "no groups although intel_iommu=on"
no_groups
echo "root=/dev/vda ro quiet intel_iommu=on" >"$root/proc/cmdline"
echo "flags : fpu hypervisor" >>"$root/proc/cpuinfo"
gp enable 02:00 --yes
says "... in a virtual machine: nothing of firmware" 1 '*although intel_iommu=on is given: give this virtual machine an IOMMU*'
check "... nothing at all" sh -c '! grep -q "in the firmware" "$1"' - "$work/out"
gp list
check "list in a virtual machine: nothing of firmware" sh -c '! grep -q "in the firmware" "$1"' - "$work/out"
says "list in a virtual machine: what it lacks" 0 '*No IOMMU groups: *until this*virtual*machine*has*an*IOMMU*'
no_groups
gp enable 02:00 --dry-run
says "no groups, Intel: the parameter switches it on" 0 '*The IOMMU is off,*intel_iommu=on switches it*on.*'
echo "flags : fpu hypervisor" >>"$root/proc/cpuinfo"
gp enable 02:00 --dry-run
says "... not in a virtual machine without one" 0 '*The IOMMU is off,*give this virtual machine an*IOMMU*'

no_groups
printf 'vendor_id\t: AuthenticAMD\n' >"$root/proc/cpuinfo"
gp enable 02:00 --yes
says "no groups, AMD: the firmware" 1 '*AMD-Vi*'
untouched "no groups, AMD"

fresh
rm -r "$root/sys"
gp enable 02:00 --yes
says "no sysfs" 3 '*sys/bus/pci/devices: it cannot be read*'
fresh
rm "$root/usr/sbin/update-initramfs"
gp enable 02:00 --yes
says "no image generator" 1 '*neither update-initramfs nor dracut*not touched*'
untouched "no image generator"
gp enable 02:00 --dry-run
says "no image generator: what --dry-run would do is told, and what would come of it" 0 \
	'*warning: images: neither update-initramfs nor dracut*is refused*would run: update-grub*'
