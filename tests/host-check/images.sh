# shellcheck shell=sh disable=SC2016,SC2154
# Sourced by run: images of both generators in all their packings. Each must pass whole, and
# with its order turned round the same packing must fail: so it was really read.
mkdir -p "$work/early/kernel/x86/microcode"
echo microcode >"$work/early/kernel/x86/microcode/AuthenticAMD.bin"
dracut_files "$work/good" "$rel" "$work/systemd"
cp -a "$work/systemd" "$work/hooks"
dracut_systemd "$work/systemd"
cp dracut/50gpupt/gpupt-hook.sh "$work/hooks/usr/lib/dracut/hooks/cmdline/00-gpupt-hook.sh"
cp -a "$work/good.image" "$work/scripts"
mkinitcpio_files "$work/good" "$rel" "$work/mkinitcpio"
cp -a "$work/mkinitcpio" "$work/mkinitcpio-systemd"
rm -r "$work/mkinitcpio-systemd/init_functions" "$work/mkinitcpio-systemd/hooks"
mkdir -p "$work/mkinitcpio-systemd/usr/lib/systemd/system/initrd.target.wants"
dracut_systemd "$work/mkinitcpio-systemd"
sed -i 's|/usr/lib/initrd-release|/etc/initrd-release|' \
	"$work/mkinitcpio-systemd/usr/lib/systemd/system/gpupt.service"
for kind in scripts systemd hooks mkinitcpio mkinitcpio-systemd; do
	cp -a "$work/$kind" "$work/$kind-late"
done
order "$work/scripts-late" udev gpupt
sed -i '/systemd-udevd.service/d' "$work/systemd-late/usr/lib/systemd/system/gpupt.service"
rm "$work/hooks-late/usr/lib/dracut/hooks/cmdline/00-gpupt-hook.sh"
sed -i 's/gpupt udev/udev gpupt/' "$work/mkinitcpio-late/config"
# The unit would be skipped: such an image does not have that file.
sed -i 's|=/etc/initrd-release|=/usr/lib/initrd-release|' \
	"$work/mkinitcpio-systemd-late/usr/lib/systemd/system/gpupt.service"

early() {
	pack "$work/early"
}

zeros() { # NUMBER
	head -c "$1" /dev/zero
}

image_verdicts() { # the worst of all that is about the image
	run_check
	jq -r '[.checks[] | select(.id | startswith("image")) | select(.result == "fail") | .id] | join(" ")' \
		"$work/json"
}

packing() { # NAME COMMAND: makes the image of the archive on standard input
	for kind in $kinds; do
		fresh
		pack "$work/$kind" | (eval "$2") >"$root/boot/initrd.img-$rel"
		equal "image of $kind: $1: all is well" "" "$(image_verdicts)"
		pack "$work/$kind-late" | (eval "$2") >"$root/boot/initrd.img-$rel"
		case $(image_verdicts) in
		image-order | image-binder) ok "image of $kind: $1: out of order is found" ;;
		*) not_ok "image of $kind: $1: out of order is found" "$(cat "$work/json")" ;;
		esac
	done
}

early >"$work/early.cpio"
zeros 512 >"$work/zeros"
export work
kinds='scripts systemd hooks mkinitcpio mkinitcpio-systemd'
packing uncompressed cat
kinds='scripts systemd hooks'
packing "early cpio and gzip" 'cat "$work/early.cpio"; gzip -1'
packing "early cpio, zeros, early cpio, and xz" \
	'cat "$work/early.cpio" "$work/zeros" "$work/early.cpio"; xz -0 --check=crc32'
packing "early cpio and zstd" 'cat "$work/early.cpio"; zstd -q -1'
packing "lz4, as the kernel wants it" 'lz4 -q -l -1'
packing "lzma" 'xz -0 --format=lzma'
packing "bzip2" 'bzip2 -1'
packing "zstd in several frames" 'zstd -q -1; zstd -q -1 <"$work/early.cpio"'
packing "gzip, then an uncompressed segment" 'gzip -1; cat "$work/zeros" "$work/early.cpio"'

# Unified kernel images: the same image is a section of them.
printf 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n' >"$work/osrel"
echo "$rel" >"$work/uname"
packing "in a unified kernel image" 'gzip -1 >"$work/initrd"
	pe .linux=/dev/null .osrel="$work/osrel" .uname="$work/uname" .initrd="$work/initrd"'

unified() { # FILE: the machine has nothing else to boot
	rm "$root"/boot/initrd.img-* "$root"/boot/vmlinuz-*
	mkdir -p "$root/$(dirname "$1")" "$root/sys/firmware/efi/efivars"
	: >"$root/sys/firmware/efi/efivars/StubInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
	pack "$image" | gzip -1 >"$work/initrd"
}
for file in boot/efi/EFI/Linux/debian.efi efi/EFI/Linux/x.EFI boot/EFI/Linux/x.efi; do
	fresh
	unified "$file"
	pe .osrel="$work/osrel" .uname="$work/uname" .initrd="$work/initrd" >"$root/$file"
	run_check
	equal "/$file is found by its .uname" "1 read, of initramfs-tools; /$file is a unified kernel image of Debian GNU/Linux 13 (trixie)" \
		"$(jq -r '.checks[] | select(.id == "image").text' "$work/json")"
	equal "/$file: every check of it passes" "" "$(image_verdicts)"
done
fresh
unified efi/EFI/Linux/x.efi
echo "root=/dev/vda $good_slots" >"$work/cmdline"
pe .uname="$work/uname" .initrd="$work/initrd" .cmdline="$work/cmdline" >"$root/efi/EFI/Linux/x.efi"
"$gpupt" rehearse --root "$root" >"$work/out" 2>&1
equal "a unified kernel image cannot be rehearsed: what to do instead" \
	"3 error: efi/EFI/Linux/x.efi: a unified kernel image needs firmware, which a rehearsal has not: give its .initrd section with --image" \
	"$? $(cat "$work/out")"
rm "$root/efi/EFI/Linux/x.efi"
pe .osrel="$work/osrel" .initrd="$work/initrd" >"$root/efi/EFI/Linux/0123-$rel.efi"
pe .osrel="$work/osrel" .initrd="$work/osrel" >"$root/efi/EFI/Linux/0123-1$rel.efi"
equal "without .uname: by its name" "" "$(image_verdicts)"
pe .uname="$work/uname" .initrd="$work/initrd" | head -c 9000 >"$root/efi/EFI/Linux/0123-$rel.efi"
run_check
equal "a unified kernel image that is cut: damaged" fail "$(found image | cut -d'|' -f1)"
rm -r "$root/efi"
run_check
equal "its partition is not mounted: that is said" \
	"3 warn skip|a unified kernel image booted this machine, and its EFI system partition is not mounted|mount it at /efi or /boot (bootctl status tells which partition), then check again" \
	"$status $(jq -r .result "$work/json") $(found image)"
equal "... nothing is said of what could not be looked at" skip "$(found image-binder | cut -d'|' -f1)"
equal "... and the running kernel's modules were looked at" "ok|the running kernel has them ($rel)|" \
	"$(found vfio-modules)"

# Arch keeps kernels by the name of their package.
fresh
mv "$root/boot/vmlinuz-$rel" "$root/boot/vmlinuz-linux-lts"
mv "$root/boot/initrd.img-$rel" "$root/boot/initramfs-linux-lts.img"
echo linux-lts >"$root/lib/modules/$rel/pkgbase"
mkdir -p "$root/usr/lib"
ln -s ../../lib/modules "$root/usr/lib/modules"
equal "initramfs-linux-lts.img is found" " /boot/initramfs-linux-lts.img" "$(image_verdicts) $(
	rm -r "$image/etc/gpupt"
	pack "$image" | gzip -1 >"$root/boot/initramfs-linux-lts.img"
	run_check
	found image-table | grep -o '/boot/[a-z.-]*'
)"
