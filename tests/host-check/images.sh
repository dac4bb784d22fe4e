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
for kind in scripts systemd hooks; do
	cp -a "$work/$kind" "$work/$kind-late"
done
order "$work/scripts-late" udev gpupt
sed -i '/systemd-udevd.service/d' "$work/systemd-late/usr/lib/systemd/system/gpupt.service"
rm "$work/hooks-late/usr/lib/dracut/hooks/cmdline/00-gpupt-hook.sh"

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
	for kind in scripts systemd hooks; do
		fresh
		pack "$work/$kind" | sh -c "$2" >"$root/boot/initrd.img-$rel"
		equal "image of $kind: $1: all is well" "" "$(image_verdicts)"
		pack "$work/$kind-late" | sh -c "$2" >"$root/boot/initrd.img-$rel"
		case $(image_verdicts) in
		image-order | image-binder) ok "image of $kind: $1: out of order is found" ;;
		*) not_ok "image of $kind: $1: out of order is found" "$(cat "$work/json")" ;;
		esac
	done
}

early >"$work/early.cpio"
zeros 512 >"$work/zeros"
export work
packing uncompressed cat
packing "early cpio and gzip" 'cat "$work/early.cpio"; gzip -1'
packing "early cpio, zeros, early cpio, and xz" \
	'cat "$work/early.cpio" "$work/zeros" "$work/early.cpio"; xz -0 --check=crc32'
packing "early cpio and zstd" 'cat "$work/early.cpio"; zstd -q -1'
packing "lz4, as the kernel wants it" 'lz4 -q -l -1'
packing "lzma" 'xz -0 --format=lzma'
packing "bzip2" 'bzip2 -1'
packing "zstd in several frames" 'zstd -q -1; zstd -q -1 <"$work/early.cpio"'
packing "gzip, then an uncompressed segment" 'gzip -1; cat "$work/zeros" "$work/early.cpio"'
