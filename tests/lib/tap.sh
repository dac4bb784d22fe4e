# Sourced by the test scripts: a few words of TAP. One line a test; details go to
# standard error or behind "# ". tests/check counts the lines of all suites.
tap_n=0
tap_failed=0

ok() { # NAME
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1"
}

not_ok() { # NAME [DETAIL...]
	tap_n=$((tap_n + 1))
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_n - $1"
	shift
	for tap_detail; do
		printf '%s\n' "$tap_detail" | sed 's/^/# /'
	done
}

skip() { # NAME REASON
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}

check() { # NAME COMMAND...: ok if the command succeeds, its output shown if not
	tap_name=$1
	shift
	if tap_out=$("$@" 2>&1); then
		ok "$tap_name"
	else
		not_ok "$tap_name" "$tap_out"
	fi
}

equal() { # NAME EXPECTED GOT
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "expected: $2" "got:      $3"
	fi
}

done_testing() {
	echo "1..$tap_n"
	[ "$tap_failed" -eq 0 ]
}

# An argument that names nothing: says what there is, and ends. "exists PATTERN || no_such ..."
exists() {
	[ -e "$1" ]
}

no_such() { # WHAT GIVEN FILE...
	{
		printf 'error: %s: there is no such %s' "$2" "$1"
		shift 2
		if [ $# -gt 80 ]; then
			printf '; ls %s lists them\n' "$(dirname "$1")"
		else
			printf '; there are:\n'
			for no_such_file; do
				no_such_file=${no_such_file##*/}
				echo "${no_such_file%.*}"
			done | paste -sd' ' | fold -s -w 78 | sed 's/^/  /'
		fi
	} >&2
	exit 2
}
