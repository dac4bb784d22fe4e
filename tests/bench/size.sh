# shellcheck shell=sh disable=SC2154 # sourced: variables come from the caller
# Sourced by run: bytes of the programs, and what gpupt adds to an image of Debian 13.

size_programs() {
	for size_program in gpupt-bind gpupt-modules gpupt; do
		cp "build/$size_program" "$work/stripped"
		strip "$work/stripped"
		note size "$size_program" - bytes "$(stat -c %s "$work/stripped")"
	done
}

size_image() {
	progress "three images of Debian 13"
	tests/lab/root trixie /src/tests/bench/image >"$work/images" 2>"$work/log" || {
		tail -n 20 "$work/log" >&2
		return 1
	}
	cat "$work/images"
	while read -r size_name size_bytes; do
		eval "size_$size_name=$size_bytes"
	done <"$work/images"
	note size image - bytes "$size_plain"
	note size image-modules - bytes $((size_modules - size_plain))
	note size image-gpupt - bytes $((size_with - size_modules))
}
