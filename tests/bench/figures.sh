# shellcheck shell=sh
# Sourced: the figures that the programs of tests/bench note down, a line each with five
# fields, AREA SERIES X UNIT VALUE, in tests/out/bench/figures.
bench_out=tests/out/bench
figures=$bench_out/figures

note() { # AREA SERIES X UNIT VALUE
	printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$figures"
}

forget() { # AREA...: what was noted before
	mkdir -p "$bench_out"
	touch "$figures"
	for forget_area; do
		sed -i "/^$forget_area	/d" "$figures"
	done
}

value() { # AREA SERIES X UNIT: prints it, or nothing
	awk -F '\t' -v a="$1" -v s="$2" -v x="$3" -v u="$4" \
		'$1 == a && $2 == s && $3 == x && $4 == u { print $5 }' "$figures"
}

bench_start=$(date +%s)
progress() { # TEXT
	printf '# [%4d s] %s\n' $(($(date +%s) - bench_start)) "$1" >&2
}
