# shellcheck shell=sh disable=SC2016,SC2154
# Sourced by run: mkinitcpio's hook by its documented interface: what build() asks for, with
# stand-ins for mkinitcpio's functions and a binder and table maker that were "installed".

# The calls of build() go to $work/calls. mkinitcpio_image HOOK...
mkinitcpio_image() {
	rm -rf "$work/image" "$work/calls"
	mkdir "$work/image"
	sed "s|/usr/lib/gpupt/|$work/lib/|g; s|/usr/lib/dracut/modules.d/50gpupt|$PWD/dracut/50gpupt|" \
		mkinitcpio/install/gpupt >"$work/install-gpupt"
	bash -c '
		work=$0
		HOOKS=("$@")
		KERNELVERSION=6.99-test
		BUILDROOT=$work/image
		warning() { printf "warning $1\n" "${@:2}" >>"$work/calls"; }
		add_binary() { echo "binary $1" >>"$work/calls"; }
		add_runscript() { echo runscript >>"$work/calls"; }
		add_dir() { mkdir -p "$BUILDROOT$1"; }
		add_symlink() { ln -s "$2" "$BUILDROOT$1"; }
		. "$work/install-gpupt"
		build
	' "$work" "$@" >"$work/out" 2>&1
	status=$?
}

mkdir -p "$work/lib"
: >"$work/lib/gpupt-bind"
cat >"$work/lib/gpupt-modules" <<'END'
#!/bin/sh
echo "modules $*" >>"${0%/lib/*}/calls"
echo "gpupt-modules: something to say" >&2
END
chmod +x "$work/lib/gpupt-bind" "$work/lib/gpupt-modules"

mkinitcpio_image base gpupt udev autodetect kms
equal "mkinitcpio, busybox: binder, modules, an early hook" \
	"0 binary $work/lib/gpupt-bind
modules --kernel 6.99-test --into $work/image
warning gpupt: something to say
runscript" "$status $(cat "$work/calls")"
mkinitcpio_image base udev gpupt
equal "mkinitcpio, busybox: behind udev: warned of" \
	"warning gpupt: put it in front of udev in HOOKS: it would come too late" "$(grep udev "$work/calls")"
mkinitcpio_image base systemd gpupt
equal "mkinitcpio, systemd: a unit, no early hook" "0 0" "$status $(grep -c runscript "$work/calls")"
equal "mkinitcpio, systemd: its condition is for these images" "ConditionPathExists=/etc/initrd-release" \
	"$(grep '^Condition' "$work/image/usr/lib/systemd/system/gpupt.service")"
check "mkinitcpio, systemd: wanted by initrd.target" \
	test -f "$work/image/usr/lib/systemd/system/initrd.target.wants/gpupt.service"
check "mkinitcpio, systemd: before udev" \
	grep -q '^Before=systemd-udevd.service' "$work/image/usr/lib/systemd/system/gpupt.service"
rm "$work/lib/gpupt-bind"
mkinitcpio_image base gpupt udev
equal "mkinitcpio without the binder: a warning, and the image is made" \
	"0 warning gpupt: $work/lib/gpupt-bind is not there: this image will claim nothing" "$status $(cat "$work/calls")"
equal "mkinitcpio, run hook: an early one, and nothing at once" "run_earlyhook is a function" \
	"$(dash -c '. mkinitcpio/hooks/gpupt; type run_earlyhook' 2>&1 | sed 's/ shell function/ function/')"
