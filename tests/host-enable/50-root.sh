# shellcheck shell=sh disable=SC2154
# Sourced by run: --root is never left, whatever links say, for reading and for writing.

# The names of a small tree, by openat2 and by walking.
tree=$work/tree
outside=$work/outside
mkdir -p "$tree/a/b/c" "$tree/etc" "$tree$work" "$outside"
echo outside | tee "$outside/f" "$work/f" >/dev/null
echo inside >"$tree/f"
echo deep >"$tree/a/b/c/f"
ln -s /f "$tree/a/absolute"
ln -s "$work/f" "$tree/a/away"
ln -s ../../../../../../../../../../f "$tree/a/up"
ln -s /a/b "$tree/a/dir"
ln -s dir/c "$tree/a/chain"
ln -s ../../../f "$tree/a/b/c/three"
ln -s loop "$tree/a/loop"
ln -s /proc/self/root "$tree/a/proc"
ln -s . "$tree/a/dot"
ln -s / "$tree/a/top"
cat >"$work/expected" <<END
f: inside f
/f: inside f
./a/../f: inside f
../f: inside f
../../../../../../../../f: inside f
a/absolute: inside f
a/away: No such file or directory
a/up: inside f
a/dir/c/f: deep a/b/c/f
a/chain/f: deep a/b/c/f
a/b/c/three: inside f
a/b/c/../../absolute: inside f
a/loop: Too many levels of symbolic links
a/proc/f: No such file or directory
a/dot/dot/dot/absolute: inside f
a/top/a/top/f: inside f
f/g: Not a directory
a/b: Is a directory
a/dir/: Is a directory
nothing/f: No such file or directory
@c/f: deep 
@../../f: inside 
@../../../../../f: inside 
@c/three: inside 
@../absolute: inside 
@../dir/c/f: deep 
@/f: inside 
END
cut -d: -f1 "$work/expected" >"$work/names"
for how in openat2 walking; do
	flags=
	[ "$how" = openat2 ] || flags=-DROOT_OPENAT2=-1
	# shellcheck disable=SC2086,SC2046 # words
	cc -std=gnu11 -Isrc $flags -fsanitize=address,undefined -o "$work/walk" tests/host-enable/walk.c &&
		"$work/walk" "$tree" $(cat "$work/names") >"$work/got" 2>&1
	check "names below a root, by $how" diff -u "$work/expected" "$work/got"
done

# A pipe that nobody writes to, in place of a file of the root.
for pipe in etc/crypttab proc/cmdline run/gpupt/report.json proc/iomem boot/initrd.img-$rel etc/machine-id \
	proc/self/mountinfo; do
	fresh
	mkdir -p "$root/${pipe%/*}"
	rm -f "$root/$pipe"
	mkfifo "$root/$pipe"
	hung=
	for command in list 'plan 02:00' check status 'enable 02:00 --dry-run' 'disable --dry-run' \
		'export ansible 02:00' capture; do
		# shellcheck disable=SC2086 # words
		timeout 20 "$gpupt" $command --root "$root" >"$work/out" 2>&1 </dev/null
		[ $? -le 3 ] || hung="$hung $command"
	done
	equal "a pipe in place of $pipe: every command ends" '' "$hung"
done

# The programs: what they write and what they read.
hostile() { # LINK TARGET: below a fresh root
	fresh
	rm -rf "$outside"
	mkdir -p "$outside"
	rm -rf "${root:?}/$1"
	mkdir -p "$root/${1%/*}"
	ln -s "$2" "$root/$1"
}
for up in "$outside" "../../../../../../../../../../../..$outside"; do
	hostile etc/default/grub.d "$up"
	gp enable 02:00 --yes
	equal "a drop-in directory that leads away: nothing is written there" "" "$(ls -A "$outside")"
	hostile run/gpupt "$up"
	gp enable 02:00 --yes
	equal "/run/gpupt leads away: no lock there" "" "$(ls -A "$outside")"
	hostile proc/cmdline "$up/cmdline"
	echo 'gpupt.slots=02:00' >"$outside/cmdline"
	gp plan
	says "/proc/cmdline leads away: it is not read" 3 '*/proc/cmdline*cannot be read*'
	hostile etc/crypttab "$up/crypttab"
	echo 'root UUID=1 none luks' >"$outside/crypttab"
	gp enable 01:00 --dry-run
	equal "/etc/crypttab leads away: it is not read" 0 "$status"
	hostile usr/share/misc/pci.ids "$up/pci.ids"
	printf '10de  Outside Inc.\n\t2204  Outside\n' >"$outside/pci.ids"
	gp list
	equal "pci.ids leads away: it is not read" 0 "$(grep -c Outside "$work/out")"
	hostile etc/modprobe.d/one.conf "$up/one.conf"
	echo 'options vfio-pci disable_vga=1' >"$outside/one.conf"
	mkdir -p "$root/lib/modules/1"
	gp modules --kernel 1
	says "a file of modprobe.d leads away: libkmod is not asked" 3 '*leads out of the root*'
done
hostile etc/default/grub.d /etc/drop
mkdir "$root/etc/drop"
gp enable 02:00 --yes
equal "an absolute link in the root: the file is below it" "0 gpupt.cfg" "$status $(ls -A "$root/etc/drop")"

# The machine itself, with absolute links where sysfs has relative ones.
fresh
gp list --all
cp "$work/out" "$work/list"
for link in "$root"/sys/bus/pci/devices/*; do
	target=$(readlink -f "$link")
	ln -sfn "${target#"$root"}" "$link"
done
gp list --all
check "absolute links in sysfs: the same machine" diff "$work/list" "$work/out"
