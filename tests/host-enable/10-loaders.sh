# shellcheck shell=sh disable=SC2016,SC2034,SC2154
# Sourced by run: every boot loader that gpupt knows, and one that it does not.

# GRUB of Debian: a drop-in, and the rest untouched.
fresh
grub=$(cat "$root/etc/default/grub")
gp enable 02:00 --dry-run
says "grub: it says first what the change means" 0 "Ready: the next boot claims *(2*functions).*0000:02:00.1*claim*--- (not there)
+++ /etc/default/grub.d/gpupt.cfg*"
says "grub: --dry-run shows the change" 0 "*+GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 \$GRUB_CMDLINE_LINUX_DEFAULT\"*Nothing was changed*"
check "grub: --dry-run writes nothing" test ! -e "$root/etc/default/grub.d"
gp enable 02:00
says "grub: without an answer nothing happens" 1 '*Make this change? ?y/N? 
Nothing was changed.'
check "grub: ... and nothing is written" test ! -e "$root/etc/default/grub.d"
gp enable 02:00 --yes
equal "grub: enable" 0 "$status"
equal "grub: the commands" "update-initramfs -u -k all;update-grub;" "$(would_run)"
equal "grub: what the shell makes of the drop-in" "gpupt.slots=$slot2 quiet" \
	"$(grub_line)"
equal "grub: mode of the drop-in" 644 "$(stat -c %a "$root/$dropin")"
equal "grub: the person's own file is untouched" "$grub" "$(cat "$root/etc/default/grub")"
equal "grub: nothing is left beside it" gpupt.cfg "$(ls -A "$root/etc/default/grub.d")"
sed -i "s|ro quiet|ro quiet gpupt.slots=$slot2|" "$root/boot/grub/grub.cfg"
gp plan
says "grub: plan plans what is configured, and says so" 0 \
	"Ready: the next boot claims *(2*functions).*Configured is another command line for the next boot than this boot had*"
echo "root=/dev/vda ro quiet gpupt.slots=$slot2" >"$root/proc/cmdline"
gp plan
says "grub: ... not where this boot had the same" 0 "Ready: the next boot claims *(2*functions).*"
echo "root=/dev/vda ro quiet" >"$root/proc/cmdline"
gp plan --cmdline-text "gpupt.slots=$slot2"
says "grub: plan of a line that is given" 0 'Ready: the next boot claims *(2*functions).*0000:02:00.1  audio  claim  vfio-pci  named'
before=$(stat -c '%i %y' "$root/$dropin")
gp enable 0000:02:00 --yes
says "grub: enabled again: nothing to do" 0 'Nothing to do*'
equal "grub: ... and nothing was written" "$before" "$(stat -c '%i %y' "$root/$dropin")"
gp enable 01:00 --yes --headless
equal "grub: a second card is added" "gpupt.slots=$slot2,$slot1 quiet" \
	"$(grub_line)"
gp disable 02:00 --yes
equal "grub: one is taken out" "gpupt.slots=$slot1 quiet" \
	"$(grub_line)"
equal "grub: disable rebuilds no image" "update-grub;" "$(would_run)"
gp disable 03:00 --yes
says "grub: what is not enabled cannot be disabled" 1 "*03:00: it is not enabled; enabled is: $slot1"
gp disable --yes
check "grub: with the last one the drop-in goes" test ! -e "$root/$dropin"
gp disable --yes
says "grub: gpupt.slots that somebody else wrote" 1 '*did not put it there*'
sed -i 's/ gpupt.slots=.*//' "$root/boot/grub/grub.cfg"
gp disable --yes
says "grub: disabled again: nothing to do" 0 'Nothing is enabled*'

# One change from one list to another.
fresh
gp enable 02:00 --yes
gp enable 01:00 --only --dry-run
says "--only: the change has both" 0 "*-GRUB*$slot2*+GRUB*=\"gpupt.slots=$slot1 *Nothing was changed*"
gp enable 01:00 --only --yes
equal "--only: the others are taken out" "gpupt.slots=$slot1 quiet" "$(grub_line)"
gp enable 01:00 03:00 --only --yes
says "--only: a slot that is not there" 1 '*03:00: there is no such slot*'
equal "--only: ... and it is as it was" "gpupt.slots=$slot1 quiet" "$(grub_line)"
gp enable --only --yes
says "--only: no slot" 2 '*which slot?*'

# By address.
fresh
gp enable 02:00.0 02:00.0 --by-address --yes
equal "--by-address, named twice, one function" "gpupt.slots=0000:02:00.0@10de:2204:1043:8708 quiet" \
	"$(grub_line)"

# A bare address that was enabled by hand becomes the exact name.
fresh
mkdir "$root/etc/default/grub.d"
echo 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT gpupt.slots=02:00"' >"$root/$dropin"
gp enable 02:00 --yes
equal "the same slot is not written twice" "gpupt.slots=$slot2 quiet" \
	"$(grub_line)"

# grubby of Fedora and RHEL: no file; the entries of the boot loader specification are read.
fresh
no_grub
rm "$root/usr/sbin/update-initramfs"
mkdir -p "$root/usr/bin" "$root/boot/loader/entries"
: >"$root/usr/sbin/grubby"
: >"$root/usr/bin/dracut"
printf 'title Fedora\nlinux /vmlinuz\noptions root=UUID=1 ro rhgb quiet\n' >"$root/boot/loader/entries/1-6.99.conf"
gp enable 02:00 --yes
equal "grubby: enable" 0 "$status"
equal "grubby: the commands" \
	"dracut --regenerate-all --force;grubby --update-kernel=ALL --remove-args=gpupt.slots --args=gpupt.slots=$slot2;" \
	"$(would_run)"
sed -i "s|quiet|quiet gpupt.slots=$slot2|" "$root/boot/loader/entries/1-6.99.conf"
gp disable --yes
equal "grubby: disable" "grubby --update-kernel=ALL --remove-args=gpupt.slots;" "$(would_run)"

# kernel-install, with systemd-boot: the line keeps every other parameter, spaces and all.
fresh
no_grub
mkdir -p "$root/etc/kernel" "$root/usr/bin"
: >"$root/usr/bin/kernel-install"
line='root=UUID=1  rw "dyndbg=func foo +p" gpupt.keep=01:00 quiet'
echo "$line" >"$root/etc/kernel/cmdline"
chmod 640 "$root/etc/kernel/cmdline"
gp enable 02:00 --yes
equal "kernel-install: the line" "gpupt.slots=$slot2 $line" "$(cat "$root/etc/kernel/cmdline")"
equal "kernel-install: mode stays" 640 "$(stat -c %a "$root/etc/kernel/cmdline")"
equal "kernel-install: the commands" \
	"update-initramfs -u -k all;kernel-install add $rel /boot/vmlinuz-$rel;" "$(would_run)"
gp enable 02:00 --yes
says "kernel-install: enabled again: nothing to do" 0 'Nothing to do*'
gp disable --yes
equal "kernel-install: disable leaves the line as it was" "$line" "$(cat "$root/etc/kernel/cmdline")"

# A bare -- ends what the kernel reads.
echo 'root=UUID=1 -- single' >"$root/etc/kernel/cmdline"
gp enable 02:00 --yes
equal "kernel-install: in front of a bare --" "gpupt.slots=$slot2 root=UUID=1 -- single" \
	"$(cat "$root/etc/kernel/cmdline")"

# Proxmox with systemd-boot.
: >"$root/etc/kernel/proxmox-boot-uuids"
echo 'root=ZFS=rpool/ROOT/pve-1 boot=zfs' >"$root/etc/kernel/cmdline"
gp enable 02:00 --yes
equal "proxmox: the line" "gpupt.slots=$slot2 root=ZFS=rpool/ROOT/pve-1 boot=zfs" "$(cat "$root/etc/kernel/cmdline")"
equal "proxmox: the commands" "update-initramfs -u -k all;proxmox-boot-tool refresh;" "$(would_run)"

# Any other.
fresh
no_grub
gp enable 02:00 --yes
says "unknown loader: the parameters, nothing changed, exit 1" 1 \
	"*Ready: the next boot claims *(2*functions).*nothing was changed*  gpupt.slots=$slot2"
gp disable --yes
says "unknown loader: disable" 1 '*none that gpupt knows*'
