# shellcheck shell=sh disable=SC2016,SC2154
# Sourced by run: every other way to a kernel's command line.

efivar() { # NAME TEXT: a variable of the Boot Loader Interface
	mkdir -p "$root/sys/firmware/efi/efivars"
	{
		printf '\6\0\0\0'
		printf '%s' "$2" | sed 's/./&\n/g' | while IFS= read -r efivar_c; do printf '%s\0' "$efivar_c"; done
		printf '\0\0'
	} >"$root/sys/firmware/efi/efivars/$1-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
}

secure_boot() {
	mkdir -p "$root/sys/firmware/efi/efivars"
	printf '\6\0\0\0\1' >"$root/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
}

programs() { # NAME...
	mkdir -p "$root/usr/bin"
	for programs_name; do
		: >"$root/usr/bin/$programs_name"
	done
}

with_cmdline() { # TEXT: a system with kernel-install and etc/kernel/cmdline
	fresh
	no_grub
	programs kernel-install
	mkdir -p "$root/etc/kernel"
	printf '%b' "$1" >"$root/etc/kernel/cmdline"
}

cmdline_is() { # NAME TEXT
	printf '%b' "$2" >"$work/wanted"
	check "$1" diff "$work/wanted" "$root/etc/kernel/cmdline"
}

entry() { # NAME LINE...: of the boot loader specification
	mkdir -p "$root/boot/loader/entries"
	entry_name=$1
	shift
	printf '%s\n' 'title Linux' 'linux /linux' "$@" >"$root/boot/loader/entries/$entry_name.conf"
}

# Which loader: Proxmox keeps both.
proxmox() {
	fresh
	mkdir -p "$root/etc/kernel" "$root/sys/firmware/efi"
	: >"$root/etc/kernel/proxmox-boot-uuids"
	echo 'root=ZFS=rpool/ROOT/pve-1 boot=zfs' >"$root/etc/kernel/cmdline"
}
proxmox
gp enable 02:00 --yes
equal "proxmox with EFI and GRUB, and no LoaderInfo: GRUB" "update-initramfs -u -k all;update-grub;proxmox-boot-tool refresh;" "$(would_run)"
proxmox
efivar LoaderInfo 'systemd-boot 252.39'
gp enable 02:00 --yes
equal "proxmox, LoaderInfo is systemd-boot's" "update-initramfs -u -k all;proxmox-boot-tool refresh;" "$(would_run)"
proxmox
efivar LoaderInfo 'GRUB 2.12'
gp enable 02:00 --yes
equal "proxmox, LoaderInfo is GRUB's" "gpupt.slots=$slot2 quiet" "$(grub_line)"
proxmox
efivar LoaderInfo 'systemd-boot 252.39'
printf 'root=ZFS=x\ngpupt.slots=02:00 quiet\n' >"$root/etc/kernel/cmdline"
gp enable 01:00 --yes --headless
says "proxmox: that only line 1 counts is said" 0 '*only line 1 of*'
cmdline_is "proxmox: line 1 gets them, line 2 loses them" "gpupt.slots=02:00,$slot1 root=ZFS=x\nquiet\n"
checked "proxmox: check says so too" fail "*has 'gpupt.slots=02:00,$slot1', but this boot does not*only line 1*|run proxmox-boot-tool refresh*"
printf '# mine\nroot=ZFS=x\n' >"$root/etc/kernel/cmdline"
gp enable 02:00 --yes
says "proxmox: a comment as line 1 is refused" 1 '*etc/kernel/cmdline: its first line is a comment*'
cmdline_is "proxmox: ... and it is as it was" '# mine\nroot=ZFS=x\n'

# grub-mkconfig without drop-ins.
no_dropins() {
	fresh
	programs grub-mkconfig
	echo '. ${sysconfdir}/default/grub' >"$root/usr/bin/grub-mkconfig"
}
no_dropins
gp enable 02:00 --yes
equal "grub without grub.d: a marked line" \
	"$(printf '%s\n' 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"' "GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 \$GRUB_CMDLINE_LINUX_DEFAULT\" # gpupt enable")" \
	"$(cat "$root/etc/default/grub")"
gp enable 01:00 --only --yes --headless
equal "grub without grub.d: it is changed" "gpupt.slots=$slot1 quiet" \
	"$(. "$root/etc/default/grub" && echo "$GRUB_CMDLINE_LINUX_DEFAULT")"
gp disable --yes
equal "grub without grub.d: it is taken out" 'GRUB_CMDLINE_LINUX_DEFAULT="quiet"' "$(cat "$root/etc/default/grub")"
no_dropins
rm "$root/usr/sbin/update-grub"
printf 'GRUB_CMDLINE_LINUX_DEFAULT="quiet gpupt.slots=01:00"' >"$root/etc/default/grub"
gp enable 02:00 --yes --headless
equal "grub-mkconfig: the command" "update-initramfs -u -k all;grub-mkconfig -o /boot/grub/grub.cfg;" "$(would_run)"
equal "grub-mkconfig: no final newline; a line of somebody else's stays" "gpupt.slots=$slot2 quiet gpupt.slots=01:00" \
	"$(. "$root/etc/default/grub" && echo "$GRUB_CMDLINE_LINUX_DEFAULT")"
no_dropins
rm "$root/usr/sbin/update-grub" "$root/usr/bin/grub-mkconfig"
programs grub2-mkconfig
mv "$root/boot/grub" "$root/boot/grub2"
gp enable 02:00 --yes
equal "opensuse: grub2-mkconfig" "update-initramfs -u -k all;grub2-mkconfig -o /boot/grub2/grub.cfg;" "$(would_run)"

# EL 8: the parameters are a variable of grubenv.
el8() { # KERNELOPTS
	fresh
	no_grub
	rm "$root/usr/sbin/update-initramfs"
	programs grubby dracut
	mkdir -p "$root/boot/grub2"
	printf '# GRUB Environment Block\nsaved_entry=abc-4.18.0-553.el8.x86_64\nkernelopts=%s\n####' "$1" >"$root/boot/grub2/grubenv"
	printf 'set default="${saved_entry}"\nif [ -z "${kernelopts}" ]; then\n  set kernelopts="root=/dev/wrong"\nfi\nblscfg\n' \
		>"$root/boot/grub2/grub.cfg"
	entry abc-4.18.0-553.el8.x86_64 'options $kernelopts $tuned_params'
	entry abc-4.18.0-600.el8.x86_64 'options root=/dev/other'
}
el8 "root=/dev/vda ro gpupt.slots=$slot2"
gp enable 02:00 --yes
check "el8: enabled already: not taken back" grep -q -e 'Nothing to do' -e '^would run: dracut' "$work/out"
gp disable --yes
equal "el8: disable finds it" "0 grubby --update-kernel=ALL --remove-args=gpupt.slots;" "$status $(would_run)"
el8 'root=/dev/vda ro -- single'
gp enable 02:00 --yes
says "el8: grubby would put them behind a bare --" 1 '*bare --, behind which grubby*'

# etc/kernel/cmdline as people have it.
with_cmdline '# my line\nroot=UUID=1 rw\nquiet gpupt.slots=02:00\n# gpupt.slots=01:00\ngpupt.slots=01:00\n'
gp enable 02:00 --yes --headless
cmdline_is "kernel-install: comments stay, one list in front, of all lines" \
	"# my line\ngpupt.slots=01:00,$slot2 root=UUID=1 rw\nquiet\n# gpupt.slots=01:00\n"
gp disable --yes
cmdline_is "kernel-install: taken out" '# my line\nroot=UUID=1 rw\nquiet\n# gpupt.slots=01:00\n'
with_cmdline '# only a comment'
gp enable 02:00 --yes
cmdline_is "kernel-install: never behind a comment" "# only a comment\ngpupt.slots=$slot2\n"
with_cmdline 'root=UUID=1\r\nquiet gpupt.slots=02:00\r\n'
gp disable --yes
cmdline_is "kernel-install: CRLF" 'root=UUID=1\r\nquiet\r\n'
with_cmdline 'root=UUID=1 name=Gr\0303\0266\0303\0237e -- x gpupt.slots=01:00'
gp enable 02:00 --yes
cmdline_is "kernel-install: not ASCII, no final newline, slots behind a bare --" \
	"gpupt.slots=$slot2 root=UUID=1 name=Gr\0303\0266\0303\0237e -- x"
with_cmdline ''
mv "$root/etc/kernel/cmdline" "$root/etc/line"
echo root=UUID=1 >"$root/etc/line"
ln -s /etc/line "$root/etc/kernel/cmdline"
gp enable 02:00 --yes
equal "kernel-install: a link is followed below the root" "gpupt.slots=$slot2 root=UUID=1 /etc/line" \
	"$(cat "$root/etc/line") $(readlink "$root/etc/kernel/cmdline")"
with_cmdline ''
rm "$root/etc/kernel/cmdline"
mkdir "$root/etc/kernel/cmdline"
gp enable 02:00 --yes
says "kernel-install: a directory in its place" 3 '*etc/kernel/cmdline: it cannot be read: it is a directory*'
with_cmdline "gpupt.slots=$slot2 root=UUID=1\n"
entry "0123-$rel" 'options root=UUID=1' 'options quiet'
echo 0123 >"$root/etc/machine-id"
checked "kernel-install: not run since: check" fail \
	"/etc/kernel/cmdline has 'gpupt.slots=$slot2', but the boot menu does not (boot/loader/entries/0123-$rel.conf)|run kernel-install add $rel /boot/vmlinuz-$rel"
gp enable 02:00 --yes
says "kernel-install: not run since: enable runs it" 0 "*made anew*would run: kernel-install add $rel*"

# systemd-boot: which entry, and whose.
by_hand() {
	fresh
	no_grub
	efivar LoaderInfo 'systemd-boot 257'
	entry a-old 'options root=UUID=1 gpupt.slots=03:00'
	entry b-new 'options root=UUID=1' 'options quiet gpupt.slots=04:00'
}
by_hand
gp enable 02:00 --yes
says "hand-written entries: the line is shown, nothing changed" 1 \
	"*hand-written loader entries: nothing was changed*boot/loader/entries/b-new.conf*  options gpupt.slots=04:00,$slot2 root=UUID=1 quiet"
gp enable 02:00 --only --yes
says "hand-written entries: --only" 1 "*  options gpupt.slots=$slot2 root=UUID=1 quiet"
gp disable --yes
says "hand-written entries: disable" 1 "*  options root=UUID=1 quiet"
gp disable 02:00 --yes
says "hand-written entries: disable of what is not enabled" 1 '*02:00: it is not enabled; enabled is: 04:00'
entry b-new "options root=UUID=1 gpupt.slots=$slot1,$slot2"
gp disable 01:00 --yes
says "hand-written entries: disable of one of two" 1 "*  options gpupt.slots=$slot2 root=UUID=1"
"$gpupt" disable 01:00 --yes --json --root "$root" >"$work/json" 2>&1
equal "hand-written entries: what is left, for programs" "by-hand $slot2" \
	"$(sed '/^error: /d' "$work/json" | jq -r '.result + " " + .slots[0]')"
entry b-new 'options root=UUID=1'
gp disable --yes
says "hand-written entries: nothing to take out" 0 'Nothing is enabled*'
entry b-new 'options root=UUID=1' 'options quiet gpupt.slots=04:00'
boots_next "the newest, all its options lines" "*gpupt.slots=04:00*"
printf 'timeout 3\r\ndefault a-*\r\n' >"$root/boot/loader/loader.conf"
boots_next "loader.conf's default" "*gpupt.slots=03:00*"
efivar LoaderEntryDefault b-new.conf
boots_next "LoaderEntryDefault goes before it" "*gpupt.slots=04:00*"
efivar LoaderEntryOneShot a-old.conf
boots_next "LoaderEntryOneShot goes before that" "*gpupt.slots=03:00*"
efivar LoaderEntryOneShot auto-windows
checked "next entry: another system: unknown, and why" warn "*LoaderEntryOneShot chooses 'auto-windows', which is no kernel's entry*"
rm "$root"/sys/firmware/efi/efivars/LoaderEntry*
mv "$root/boot/loader" "$root/loader"
checked "next entry: no partition mounted: unknown, and why" warn "*is the partition mounted*"
mkdir "$root/efi"
mv "$root/loader" "$root/efi/"
boots_next "in /efi" "*gpupt.slots=03:00*"
with_cmdline 'root=UUID=1\n'
efivar LoaderInfo 'systemd-boot 257'
entry mine 'options root=UUID=1'
gp enable 02:00 --yes
says "an entry that kernel-install does not write" 1 "*boot/loader/entries/mine.conf*  options gpupt.slots=$slot2 root=UUID=1"
cmdline_is "... its own file is not touched" 'root=UUID=1\n'

by_hand
programs kernel-install
echo b >"$root/etc/machine-id"
gp enable 02:00 --yes
says "kernel-install without its file: what to put there" 1 \
	"*it is kernel-install without /etc/kernel/cmdline: nothing was changed*b-new.conf is kernel-install's*
  gpupt.slots=04:00,$slot2 root=UUID=1 quiet"

# LoaderInfo decides, also where it names a loader that is not known: what is installed is not used.
fresh
efivar LoaderInfo 'rEFInd 0.14.0.2'
gp enable 02:00 --yes
says "LoaderInfo is of another loader, GRUB is installed: by hand" 1 \
	"*it is none that gpupt knows: nothing was changed*  gpupt.slots=$slot2"
check "LoaderInfo is of another loader: nothing is written" test ! -e "$root/$dropin"
echo 'GRUB_CMDLINE_LINUX_DEFAULT="gpupt.slots=02:00"' >"$root/etc/default/grub"
echo "gpupt.slots=02:00" >"$root/proc/cmdline"
checked "LoaderInfo is of another loader: check" warn "*not known (an unknown boot loader): rEFInd 0.14.0.2 starts this machine|*"
fresh
no_grub
programs grubby dracut
entry a 'options root=UUID=1'
efivar LoaderInfo 'rEFInd 0.14.0.2'
gp enable 02:00 --yes
says "LoaderInfo is of another loader, grubby is installed: by hand" 1 '*it is none that gpupt knows*'

# Programs that keep the line themselves, and those whose change is only printed.
fresh
no_grub
mkdir -p "$root/run"
: >"$root/run/ostree-booted"
programs rpm-ostree
entry ostree-2 'options root=UUID=1 gpupt.slots=01:00'
gp enable 02:00 --only --yes
equal "rpm-ostree" "update-initramfs -u -k all;rpm-ostree kargs --delete-if-present=gpupt.slots=01:00 --append=gpupt.slots=$slot2;" "$(would_run)"
gp disable --yes
equal "rpm-ostree: disable" "rpm-ostree kargs --delete-if-present=gpupt.slots=01:00;" "$(would_run)"
rm "$root/usr/bin/rpm-ostree"
programs bootc
gp enable 02:00 --yes --headless
says "bootc: printed" 1 "*it is bootc: nothing was changed*usr/lib/bootc/kargs.d/50-gpupt.toml:*  kargs = ?\"gpupt.slots=*$slot2\"?"
fresh
no_grub
programs kernelstub
gp enable 02:00 --yes
says "kernelstub: printed" 1 "*  kernelstub --add-options \"gpupt.slots=$slot2\""
gp disable --yes
says "kernelstub: disable" 1 "*nothing was changed*"
fresh
no_grub
printf 'timeout: 3\n/Linux\n  cmdline: root=UUID=1\n' >"$root/boot/limine.conf"
gp enable 02:00 --yes
says "limine: printed" 1 "*In /boot/limine.conf*  cmdline: gpupt.slots=$slot2"
with_cmdline 'root=UUID=1\n'
programs sdbootutil
gp enable 02:00 --yes
equal "opensuse: sdbootutil" "update-initramfs -u -k all;sdbootutil update-all-entries;" "$(would_run)"
with_cmdline 'root=UUID=1\n'
rm "$root/usr/sbin/update-initramfs"
programs mkinitcpio
mkdir "$root/etc/mkinitcpio.d"
echo 'default_uki="/efi/EFI/Linux/arch.efi"' >"$root/etc/mkinitcpio.d/linux.preset"
gp enable 02:00 --yes
equal "mkinitcpio's unified images" "mkinitcpio -P;mkinitcpio -P; gpupt.slots=$slot2 root=UUID=1" "$(would_run) $(cat "$root/etc/kernel/cmdline")"

# Unified kernel images: an addon.
pe() { # FILE CMDLINE [SIGNATURE-SIZE]: a PE file with one section, .cmdline
	mkdir -p "${1%/*}"
	# shellcheck disable=SC2059 # octal
	le4() { printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($1 % 256)) $(($1 / 256 % 256)) 0 0)"; }
	{
		printf 'MZ'
		head -c 58 /dev/zero
		le4 64
		printf 'PE\0\0\0\0\1\0'
		head -c 12 /dev/zero
		# PE32+ with five directories, of which the fifth is of signatures.
		printf '\230\0\0\0\013\002'
		head -c 106 /dev/zero
		le4 5
		head -c 32 /dev/zero
		le4 300
		le4 "${3:-0}"
		printf '.cmdline'
		le4 ${#2}
		le4 0
		le4 512
		le4 280
		head -c 16 /dev/zero
		printf '%s' "$2"
		head -c 512 /dev/zero
	} >"$1"
}
uki() { # CMDLINE [STUB]
	fresh
	no_grub
	programs ukify
	efivar StubInfo "${2:-systemd-stub 257.7-1}"
	pe "$root/boot/efi/EFI/Linux/debian-6.99.efi" "$1"
}
addon=boot/efi/loader/addons/gpupt.addon.efi
uki 'root=UUID=1 quiet'
gp enable 02:00 --yes
equal "addon: made" "update-initramfs -u -k all;mkdir -p /boot/efi/loader/addons;ukify build --config=/dev/null --cmdline=gpupt.slots=$slot2 --output=/$addon;" "$(would_run)"
pe "$root/$addon" "gpupt.slots=$slot2"
boots_next "an image with its addon" "*gpupt.slots=$slot2*"
gp disable --yes
equal "addon: deleted" "rm -f /$addon;" "$(would_run)"
uki 'root=UUID=1 quiet'
secure_boot
gp enable 02:00 --yes
says "addon: Secure Boot and no keys" 1 '*Secure Boot is on, so an unsigned addon does nothing*uki.conf*'
mkdir -p "$root/etc/kernel"
printf '[UKI]\nSecureBootPrivateKey = /etc/kernel/key.pem\nSecureBootCertificate=/etc/kernel/cert.pem\n' >"$root/etc/kernel/uki.conf"
gp enable 02:00 --yes
equal "addon: signed with the keys that are configured" \
	"ukify build --config=/dev/null --cmdline=gpupt.slots=$slot2 --output=/$addon --secureboot-private-key=/etc/kernel/key.pem --secureboot-certificate=/etc/kernel/cert.pem;" \
	"$(would_run | sed 's/.*addons;//')"
pe "$root/$addon" "gpupt.slots=$slot2" 8
boots_next "an image with its signed addon, Secure Boot" "*gpupt.slots=$slot2*"
gp enable 02:00 --yes
says "addon: signed, nothing to do" 0 '*Nothing to do*'
pe "$root/$addon" "gpupt.slots=$slot2" 60000
checked "addon: a signature that is not there" fail '*it is not signed*'
pe "$root/$addon" "gpupt.slots=$slot2"
checked "addon: not signed, Secure Boot" fail \
	"*/$addon has 'gpupt.slots=$slot2', but it is not signed, and with Secure Boot systemd-stub passes over it*ukify build *--secureboot-private-key=/etc/kernel/key.pem*"
gp enable 02:00 --yes
equal "addon: not signed, made anew" 1 "$(would_run | grep -c 'ukify build.*secureboot-private-key')"
rm "$root/etc/kernel/uki.conf"
checked "addon: not signed, and no keys" fail "*it is not signed*SecureBootPrivateKey=*gpupt enable*"
gp disable --yes
equal "addon: not signed, and no keys: deleted all the same" "rm -f /$addon;" "$(would_run)"
uki 'root=UUID=1 -- single'
gp enable 02:00 --yes
says "addon: an image with a bare --" 1 '*bare --, behind which an addon*'
uki 'root=UUID=1' 'systemd-stub 252.39-1'
gp enable 02:00 --yes
says "addon: a stub that reads none" 1 '*nothing was changed*'
uki 'root=UUID=1'
printf 'MZ' >"$root/boot/efi/EFI/Linux/debian-6.99.efi"
checked "an image that is cut: unknown, and why" warn "*its command line cannot be read*"
with_cmdline "root=UUID=1\n"
echo layout=uki >"$root/etc/kernel/install.conf"
pe "$root/efi/EFI/Linux/0123-$rel.efi" 'root=UUID=1'
gp enable 02:00 --yes
equal "kernel-install with unified images: the line" "gpupt.slots=$slot2 root=UUID=1" "$(cat "$root/etc/kernel/cmdline")"
checked "kernel-install with unified images: not run since" fail "*the boot menu does not (efi/EFI/Linux/0123-$rel.efi)|run kernel-install*"
