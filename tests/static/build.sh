# shellcheck shell=sh disable=SC2154 # sourced by run, which has $work
# SPDX-License-Identifier: GPL-2.0-or-later
# What packagers rely on: the Makefile and the flags.

# Hardening, from plain make: what runs on the host reads images and configuration of others.
for program in gpupt gpupt-modules; do
	headers=$(readelf -hldW build/$program)
	check "$program can be loaded anywhere" sh -c 'echo "$1" | grep -q "Flags:.* PIE"' - "$headers"
	check "$program: what the loader filled in is read-only" \
		sh -c 'echo "$1" | grep -q GNU_RELRO && echo "$1" | grep -q BIND_NOW' - "$headers"
	equal "$program: the stack is not executable" RW \
		"$(echo "$headers" | sed -n 's/.*GNU_STACK.* \(R[WE]*\) .*/\1/p')"
	check "$program: the stack is guarded" sh -c 'nm -D "$1" | grep -q __stack_chk_fail' - build/$program
	check "$program: the C library checks sizes" sh -c 'nm -D "$1" | grep -q "snprintf_chk"' - build/$program
done

# A compiler's answers to flags are no surprise: distributions' own win, without a warning.
one=host/modules/modtable.o
for flags in '-O2 -D_FORTIFY_SOURCE=3' '-O2 -Wp,-U_FORTIFY_SOURCE,-D_FORTIFY_SOURCE=3' '-O0 -g' '-Og' \
	'-O1 -fsanitize=address' '-O2 -fno-pie -fno-stack-protector'; do
	check "no warning with CFLAGS=$flags" env "CFLAGS=$flags" \
		make -s -B B="$work/flags" WERROR=-Werror "$work/flags/$one"
done
check "no warning with Debian's own CPPFLAGS" env CFLAGS=-O2 'CPPFLAGS=-Wdate-time -D_FORTIFY_SOURCE=2' \
	make -s -B B="$work/flags" WERROR=-Werror "$work/flags/$one"

# The environment counts, and stands behind what is ours.
commands=$(CC='true cc' CPPFLAGS=-DTWO CFLAGS=-O3 LDFLAGS=-Wl,-z,lazy make -n B="$work/new" "$work/new/gpupt-modules")
check "CC, CPPFLAGS and CFLAGS from the environment" \
	sh -c 'echo "$1" | grep -q "^true cc .*-fPIE\|^true cc .*hardening.* -DTWO -O3 -c"' - "$commands"
check "LDFLAGS from the environment" sh -c 'echo "$1" | grep -q "true cc .*-z,now .*-O3 -Wl,-z,lazy -o"' - "$commands"
check "make install takes DESTDIR and PREFIX from the environment" \
	env DESTDIR="$work/dest" PREFIX=/opt/x make -s install
equal "and installs nothing elsewhere" "$work/dest/opt" "$(find "$work/dest" -mindepth 1 -maxdepth 1)"
check "the program is there" test -x "$work/dest/opt/x/bin/gpupt"
check "make uninstall takes them, too" env DESTDIR="$work/dest" PREFIX=/opt/x make -s uninstall
equal "and leaves no file" "" "$(find "$work/dest" -type f)"

# What others package.
if git rev-parse HEAD >/dev/null 2>&1; then
	dist=gpupt-$(sed -n 's/^VERSION = //p' Makefile)
	check "make dist" make -s dist B="$work/dist1"
	check "the same bytes later and elsewhere" sh -c 'umask 002; TZ=Asia/Kathmandu LC_ALL=C \
		make -s dist B="$1/dist2" && cmp "$1/dist1/$2" "$1/dist2/$2"' - "$work" "$dist.tar.gz"
	equal "what git knows is in it" "$(git ls-tree -r --name-only HEAD | LC_ALL=C sort)" \
		"$(tar -tf "$work/dist1/$dist.tar.gz" | sed -n "/[^/]$/s|^$dist/||p" | LC_ALL=C sort)"
else
	skip "make dist" "this is no git repository"
fi

# One place for who and where; a packaging that names another would be found by nobody.
mkdir "$work/contact"
git ls-files -co --exclude-standard | tar -c -T - | tar -C "$work/contact" -x
check "make contact" make -s -C "$work/contact" contact HOMEPAGE=https://elsewhere.example/gpupt \
	CONTACT='Some One <one@elsewhere.example>'
equal "... and nothing names what was there before" "" \
	"$(cd "$work/contact" && grep -rIl 'gpupt\.example' . --exclude-dir=tests)"
equal "... but what is there now" "$(printf '%s\n' Makefile debian/changelog debian/control debian/copyright \
	debian/upstream/metadata debian/watch packaging/arch/PKGBUILD packaging/nix/default.nix rpm/gpupt.spec)" \
	"$(cd "$work/contact" && grep -rIl 'elsewhere\.example' . --exclude-dir=tests | sed 's|^\./||' | LC_ALL=C sort)"

# What systemd thinks of the service that runs every minute: 0 is nothing exposed, 10 all of it.
metrics=systemd/gpupt-metrics.service
if command -v systemd-analyze >/dev/null; then
	check "the metrics service is exposed by 0.5 at most" \
		systemd-analyze security --offline=true --threshold=5 --no-pager "$metrics"
	check "and no setting in it is unknown" sh -c '! systemd-analyze verify --man=no "$1" 2>&1 |
		grep metrics.service:' - "./$metrics"
else
	skip "the metrics service is exposed by 0.5 at most" "no systemd-analyze here"
fi

# Looking at what make would do starts nothing.
mkdir "$work/bin"
for program in cc gcc c99 clang klcc musl-gcc pkg-config pkgconf; do
	printf '#!/bin/sh\necho %s >>%s/started\nexit 1\n' "$program" "$work" >"$work/bin/$program"
done
chmod +x "$work"/bin/*
check "make -n works" env "PATH=$work/bin:$PATH" make -n B="$work/none" all install
none "make -n starts no compiler and no pkg-config" "$(sort "$work/started" 2>/dev/null | uniq -c)"
