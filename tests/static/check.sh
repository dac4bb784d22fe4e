# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tests/check itself, in a tree of a few suites that do nothing.

tree=$work/checked
mkdir -p "$tree/tests/lib"
cp tests/check "$tree/tests/check"
cp tests/lib/need.sh "$tree/tests/lib"
printf 'all build/mkmachine:\n' >"$tree/Makefile"
for suite in static unit cases lab host; do
	mkdir "$tree/tests/$suite"
	# shellcheck disable=SC2016 # for the suite
	printf '#!/bin/sh\necho "ok 1 - %s at $GPUPT_LEVEL"\n' $suite >"$tree/tests/$suite/run"
	chmod +x "$tree/tests/$suite/run"
done
ran() { # ARGUMENT...: the suites that ran, and the exit status
	"$tree/tests/check" "$@" >"$work/checked.out" 2>"$work/checked.err"
	ran_status=$?
	echo "$(sed -n 's/^== \(.*\) ==$/\1/p' "$work/checked.out" | grep -vx build | paste -sd' ') $ran_status"
}
equal "tests/check: all of its level, in the order of the list" "static unit cases host lab 0" "$(ran)"
equal "tests/check quick" "static unit cases 0" "$(ran quick)"
equal "tests/check --from: this suite and those behind it" "cases host lab 0" "$(ran --from cases)"
equal "tests/check full --from: the level is kept" "host lab 0 2" \
	"$(ran full --from host) $(grep -c 'at full' "$work/checked.out")"
equal "tests/check --from what the level does not have" " 2 level quick has no such suite; it has:" \
	"$(ran quick --from host) $(sed -n "1s/^error: --from 'host': //p" "$work/checked.err")"
equal "tests/check of a suite that is not there" \
	" 2 error: hots: there is no such suite, nor a level; there are:" \
	"$(ran hots) $(head -n 1 "$work/checked.err")"
equal "... and which are" "  quick full static unit cases host lab " "$(sed 1d "$work/checked.err")"
printf '#!/bin/sh\necho "ok 1 - before"\nexec sleep 30\n' >"$tree/tests/host/run"
# As a terminal does, with all that it started.
setsid "$tree/tests/check" full >"$work/checked.out" 2>"$work/checked.err" &
stopped=$!
for tenth in $(seq 100); do
	! grep -qx '== host ==' "$work/checked.out" || break
	sleep 0.1
done
kill -- "-$stopped"
wait "$stopped"
equal "tests/check that is stopped says how it goes on" "to go on from here: tests/check full --from host" \
	"$(grep '^to go on' "$work/checked.err")"
