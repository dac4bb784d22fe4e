# shellcheck shell=sh disable=SC1090,SC1091,SC2034,SC2154 # files that are sourced share variables
# Sourced by tests/lab/run: the words that a case may use. A case file is sourced twice:
# before the boot only its settings count, after the boot its words look at $found.

# One machine for each release and each way that its images are made.
every="trixie bookworm forky trixie-dracut bookworm-dracut bookworm-dracut-nosystemd forky-dracut"
others=${every#trixie }
musl=trixie-musl # the binder is linked with musl
nvidia="trixie-nvidia trixie-nvidia-dracut" # with NVIDIA's own driver

# The settings, and what holds where a case says nothing.
case_load() { # CASE
	[ -r "$lab/cases/$1" ] || die "there is no case '$1' in tests/lab/cases"
	check=trixie # machines of the bounded run
	full=        # and those of the full one
	hardware=twins
	cards= # a machine of tests/machines, for the hardware "library"
	variant=gpupt
	cmdline=
	fails= # not empty: gpupt ends with an exit status that is not 0
	script= # of tests/lab/guest, run in the machine when all is up
	words=ignored
	. "$lab/cases/$1"
}

case_judge() { # CASE DIR: one line on standard output for each thing that is not as it should be
	found=$2/found
	words=judged
	judge_boot
	. "$lab/cases/$1"
}

wrong() {
	printf '%s\n' "$*"
}

# What must hold in every boot, whatever gpupt did.
judge_boot() {
	head -n 1 "$found/kernel.log" | grep -q 'Linux version' ||
		wrong "the kernel log is not whole: it does not begin with 'Linux version'"
	! grep -E 'Oops|BUG:|WARNING:|Call Trace|Kernel panic|blocked for more than' "$found/kernel.log" ||
		wrong "the kernel complained"
	[ "$(cat "$found/login")" = active ] || wrong "the machine did not come to its login"
	judge_units
	judge_lines
	[ ! -e "$found/case.rc" ] || [ "$(cat "$found/case.rc")" = 0 ] ||
		wrong "the script in the machine: $(tail -n 20 "$found/case.out")"
	[ ! -e "$found/report.json" ] || {
		jq -e .format "$found/report.json" >/dev/null || wrong "the report is not JSON"
		grep -q '^644 .*report.json' "$found/run" || wrong "the report's mode: $(cat "$found/run")"
	}
	judge_leftovers
}

# Whatever happens: nothing of gpupt's is left that the report does not show.
judge_leftovers() {
	awk '$2 == "vfio-pci" || $3 != "(null)" { print $1, $2, $3 }' "$found/functions" |
		while read -r leftover leftover_has; do
			jq -e --arg a "$leftover" 'any(.claims[]; .address == $a and
				(.state == "claimed" or .state == "held" or .state == "timeout"))' \
				"$found/report.json" >/dev/null 2>&1 ||
				wrong "$leftover: the report does not show driver and override $leftover_has"
		done
}

# gpupt's lines in the kernel log; where it runs more than once, a line of the lab's begins
# each run.
judge_lines() {
	awk '
	/\] gpupt-lab: / { n = 0 }
	/\] gpupt: / && ++n == 9 { print "gpupt wrote more than 8 lines to the kernel log" }
	' "$found/kernel.log"
}

# Where a unit runs gpupt in the image, that one is seen to have failed later, too, if it has.
judge_units() {
	units_failed=$(cut -d ' ' -f 1 "$found/failed-units")
	units_expected=
	[ -z "$fails" ] || ! grep -q '^gpupt\.service$' "$image/ORDER" || units_expected=gpupt.service
	[ "$units_failed" = "$units_expected" ] ||
		wrong "units failed: ${units_failed:-none}, expected ${units_expected:-none}"
}

# Full addresses of those that are in the machine; one that nobody finds, if none is.
functions_of() { # [DOMAIN:]SLOT|FUNCTION...
	for functions_of; do
		case $functions_of in *:*:*) ;; *) functions_of=0000:$functions_of ;; esac
		grep -o "^${functions_of}[^ ]*" "$found/functions" || echo "$functions_of.0"
	done
}

field() { # ADDRESS N: driver 2, override 3, group 4, id 5, class 6
	awk -v a="$1" -v n="$2" '$1 == a { print $n }' "$found/functions"
}

# Lines of the whole kernel log that name ADDRESS and come neither from the PCI core nor
# from DRIVER nor from gpupt. The device core prints each attempt of a driver at a device
# ("really_probe"), also where the driver itself says nothing. NVIDIA's driver looks at each
# card of its maker that it did not get, and says who has it: that line is no stranger's.
strangers() { # ADDRESS DRIVER
	awk -v address="$1" -v driver="$2" '
	index($0, address) {
		line = $0
		sub(/^\[ *[0-9.]*\] /, "", line)
		split(line, word, " ")
		ours = word[1] == "pci" || word[1] == driver || word[1] == "gpupt:" ||
			line == "NVRM: GPU " address " is already bound to " driver "."
		if (line ~ /really_probe:/)
			ours = index(line " ", " driver " driver " ")
		if (!ours)
			print line
	}' "$found/kernel.log"
}

probed() { # ADDRESS DRIVER
	grep -E "$1: .*probing driver $2 with device|probing driver $2 with device $1" "$found/kernel.log" >/dev/null
}

claimed() { # SLOT|FUNCTION...: vfio-pci has them, gpupt says so, and nobody else came near
	[ "$words" = judged ] || return 0
	for address in $(functions_of "$@"); do
		[ "$(field "$address" 2)" = vfio-pci ] || wrong "$address: driver $(field "$address" 2), expected vfio-pci"
		[ "$(field "$address" 3)" = vfio-pci ] || wrong "$address: override $(field "$address" 3), expected vfio-pci"
		claimed_entry=$(jq -c --arg a "$address" \
			'.claims[] | select(.address == $a) | [.state, .driver, .driver_before, .reason]' \
			"$found/report.json" 2>&1)
		[ "$claimed_entry" = '["claimed","vfio-pci",null,null]' ] ||
			wrong "$address: report has state, driver, driver_before, reason $claimed_entry"
		claimed_log=$(strangers "$address" vfio-pci)
		[ -z "$claimed_log" ] || wrong "$address: another driver in the kernel log:
$claimed_log"
	done
}

host() { # SLOT|FUNCTION...: the host's drivers got their chance, and gpupt left it alone
	[ "$words" = judged ] || return 0
	given_back "$@"
	for address in $(functions_of "$@"); do
		! probed "$address" vfio-pci || wrong "$address: vfio-pci probed it"
	done
}

given_back() { # SLOT|FUNCTION...: the same, but vfio-pci may have been there before
	[ "$words" = judged ] || return 0
	for address in $(functions_of "$@"); do
		# shellcheck disable=SC2086 # one word a function
		host_driver=$(echo $host_drivers | cut -d ' ' -f $((${address##*.} + 1)))
		case $host_driver in
		-) host_expected=none ;;
		*\?) host_expected=none ;;
		*) host_expected=$host_driver ;;
		esac
		[ "$(field "$address" 2)" = "$host_expected" ] ||
			wrong "$address: driver $(field "$address" 2), expected $host_expected"
		[ "$(field "$address" 3)" = '(null)' ] || wrong "$address: override $(field "$address" 3)"
		[ "$host_driver" = - ] || probed "$address" "${host_driver%\?}" ||
			wrong "$address: ${host_driver%\?} never probed it"
	done
}

# The machine has the functions of $cards with their IDs and classes, and what shares a group
# there shares one here.
as_data() {
	[ "$words" = judged ] || return 0
	awk '
	FNR == NR { here[$1] = $5 " " $6; group[$1] = $4; next }
	$1 !~ /^[0-9a-f]+:[0-9a-f]+:[0-9a-f]+\.[0-7]$/ || / physfn=/ { next }
	{
		n++
		class = ""
		in_data = "none"
		for (i = 3; i <= NF; i++) {
			if ($i ~ /^class=/) class = substr($i, 7)
			if ($i ~ /^group=/) in_data = substr($i, 7)
		}
		if (here[$1] != $2 " " class)
			print $1 " is \"" here[$1] "\", in the data " $2 " " class
		if (!(in_data in group_here))
			group_here[in_data] = group[$1]
		if (!(group[$1] in group_there))
			group_there[group[$1]] = in_data
		if (group_here[in_data] != group[$1] || group_there[group[$1]] != in_data ||
			(in_data == "none") != (group[$1] == "none"))
			print $1 " is in group " group[$1] ", in the data " in_data
	}
	END { if (!n) print "the data has no functions" }
	' "$found/functions" "$top/tests/machines/$cards"
}

# What was decided and done at boot is what the plan of the library says of the same machine.
as_planned() {
	[ "$words" = judged ] || return 0
	rm -rf "$found/tree"
	echo "$cmdline" >"$found/cmdline"
	if ! "$top/build/mkmachine" "$top/tests/machines/$cards" "$found/tree"; then
		wrong "no plan of $cards could be made"
		return
	fi
	"$top/build/gpupt-bind" --dry-run --root "$found/tree" --cmdline "$found/cmdline" >"$found/plan.json"
	plan_differs "$found/plan.json" "$found/report.json"
}

plan_differs() { # PLAN REPORT: prints how, of what does not depend on drivers and group numbers
	jq -s '.[] | [
		[.claims[] | [.address, .path, .id, .subsystem, .class, .by, .why, .reason,
			if .state == "claim" then "claimed" else .state end]],
		[.notes[] | [.level, .code, .subject]]]' "$@" |
		jq -s -r 'if length == 2 and .[0] == .[1] then empty else
			"the plan of the library has\n\(.[0])\nthe report\n\(.[1])" end'
}

driver() { # FUNCTION NAME: the bare fact
	[ "$words" = judged ] || return 0
	driver_of=$(functions_of "$1")
	[ "$(field "$driver_of" 2)" = "$2" ] || wrong "$driver_of: driver $(field "$driver_of" 2), expected $2"
}

report() { # JQ-EXPRESSION VALUE
	[ "$words" = judged ] || return 0
	report_got=$(jq -r "$1" "$found/report.json" 2>&1)
	[ "$report_got" = "$2" ] || wrong "report: $1 is $report_got, expected $2"
}

note() { # LEVEL CODE SUBJECT
	report "any(.notes[]; .level == \"$1\" and .code == \"$2\" and .subject == \"$3\")" true
}

claims() { # N: so many functions are claimed in the report, and have vfio-pci in the machine
	report '[.claims[] | select(.state == "claimed")] | length' "$1"
	[ "$words" = judged ] || return 0
	claims_got=$(awk '$2 == "vfio-pci"' "$found/functions" | wc -l)
	[ "$claims_got" = "$1" ] || wrong "vfio-pci has $claims_got functions, expected $1"
}

no_report() {
	[ "$words" = judged ] || return 0
	[ ! -e "$found/report.json" ] || wrong "there is a report: $(jq -c . "$found/report.json")"
}

log() { # EXTENDED-REGULAR-EXPRESSION: in the whole kernel log
	[ "$words" = judged ] || return 0
	grep -E -e "$1" "$found/kernel.log" >/dev/null || wrong "not in the kernel log: $1"
}

said() { # EXTENDED-REGULAR-EXPRESSION: in the kernel log or in the journal
	[ "$words" = judged ] || return 0
	grep -E -e "$1" "$found/kernel.log" "$found/journal" >/dev/null || wrong "neither in the kernel log nor in the journal: $1"
}

no_log() {
	[ "$words" = judged ] || return 0
	! no_log_got=$(grep -E -e "$1" "$found/kernel.log") || wrong "in the kernel log: $no_log_got"
}

earlier() { # EXTENDED-REGULAR-EXPRESSION TEXT: in the kernel log, before the first line with TEXT
	[ "$words" = judged ] || return 0
	awk -v first="$1" -v text="$2" '
		$0 ~ first { seen = 1 }
		index($0, text) { it = seen; exit }
		END { exit !it }' "$found/kernel.log" || wrong "not in the kernel log before '$2': $1"
}

# The kernel log from the line "gpupt-lab: RUN" to the next run's.
run_log() { # RUN
	awk -v run="$1" '
	/\] gpupt-lab: [^:]*$/ { in_it = $NF == run }
	in_it' "$found/kernel.log"
}

during() { # RUN EXTENDED-REGULAR-EXPRESSION
	[ "$words" = judged ] || return 0
	run_log "$1" | grep -E -e "$2" >/dev/null || wrong "not in the kernel log during $1: $2"
}

not_during() { # RUN EXTENDED-REGULAR-EXPRESSION: the run was there, and this was not in it
	[ "$words" = judged ] || return 0
	during "$1" gpupt-lab:
	! not_during_got=$(run_log "$1" | grep -E -e "$2") ||
		wrong "in the kernel log during $1: $not_during_got"
}

# What recipe/look found in the image: initramfs-tools' own order, dracut's hooks, or the
# units, those last that systemd starts after gpupt.service in any case.
order() { # before|after: gpupt against all that can insert a driver
	[ "$words" = judged ] || return 0
	order_got=$(awk '
		/init-top\/.*gpupt|^cmdline\/.*gpupt|^pre-udev\/.*gpupt|^gpupt\.service$/ { g = NR }
		/init-top\/udev|^udev$|^cmdline\/.*parse-kernel|^dracut-pre-udev\.service$/ ||
		/^systemd-(udevd|udev-trigger|modules-load)\.service$/ { u = u ? u : NR }
		END { print !g || !u ? "neither" : g < u ? "before" : "after" }' "$image/ORDER")
	[ "$order_got" = "$1" ] || wrong "in the image gpupt runs $order_got udev, expected $1"
}

image_whole() { # the binder, this kernel's table, and every module of it are in the image
	[ "$words" = judged ] || return 0
	grep -q '/usr/lib/gpupt/gpupt-bind$' "$image/contents" || wrong "the image has no binder"
	[ "$(sed -n 1p "$image/table")" = "gpupt-modules 1 $(cat "$found/uname")" ] ||
		wrong "the image's table is for another kernel: $(sed -n 1p "$image/table")"
	[ "$(tail -n 1 "$image/table")" = "end $(($(wc -l <"$image/table") - 2))" ] ||
		wrong "the image's table is not whole"
	grep -q '^module vfio_pci .*/vfio-pci.ko' "$image/table" || wrong "vfio-pci is not in the image's table"
	awk '$1 == "module" && $3 != "builtin" { print $3 }' "$image/table" | while read -r image_module; do
		grep -q -e "$image_module\(\.[a-z0-9]*\)\{0,1\}$" "$image/contents" ||
			wrong "the image's table has $image_module, the image does not"
	done
}
