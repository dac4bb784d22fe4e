# shellcheck shell=sh disable=SC2154 # sourced by run, which has $work and has built everything
# SPDX-License-Identifier: GPL-2.0-or-later
# Dependencies between files have a direction: X.c and X.h are one, and whether it includes or calls, no way
# leads from a file back to it. Calls are what a header that several files implement would hide.

circles() { # of the lines "FILE FILE" on standard input, for each circle its files
	LC_ALL=C sort -u | tsort 2>&1 >/dev/null | sed 's/^tsort: //; /loop:$/s/.*/a circle:/'
}
equal "a circle is seen, and its files are named" "a b c" \
	"$(printf '%s\n' 'x a' 'a b' 'b c' 'c a' 'c y' | circles | sed 1d | sort | xargs)"

# Of the sources' own include lines, all of which begin at src.
included() {
	find src -name '*.[ch]' -exec grep -H '^#include "' {} + |
		sed 's|^src/\(.*\)\.[ch]:#include "\(.*\)\.h".*|\1 \2|' | awk '$1 != $2'
}
# Of the objects, the binder's and the host's; one of a file that is gone counts no more.
called() {
	find build/bind build/host -name '*.o' | while read -r object; do
		file=${object#build/*/}
		[ ! -f "src/${file%.o}.c" ] || echo "$object"
	done | xargs nm -PA | sed 's|^build/[a-z]*/\(.*\)\.o: |\1 |' |
		awk '$3 ~ /[TDBRC]/ && $2 != "main" {of[$2] = of[$2] " " $1}
			$3 == "U" {caller[++n] = $1; name[n] = $2}
			END {
				for (i = 1; i <= n; i++) {
					count = split(of[name[i]], file, " ")
					for (j = 1; j <= count; j++)
						if (file[j] != caller[i])
							print caller[i], file[j]
				}
			}'
}
included >"$work/included"
called >"$work/called"
check "include lines are seen ($(wc -l <"$work/included"))" grep -qx 'core/decide core/plan' "$work/included"
check "calls are seen ($(wc -l <"$work/called"))" grep -qx 'core/decide core/plan' "$work/called"
none "no circle of files" "$(cat "$work/included" "$work/called" | circles)"
