# shellcheck shell=sh disable=SC2154 # sourced: variables come from the caller
# Sourced by run: what the host command costs on machines of many functions, beside a program that
# only reads the same files once (reader.c): system calls (strace), and what it does itself with each
# function more, in instructions (callgrind). A step that grows with the square of the functions
# shows there: with a few thousand of them it costs more than all the rest.
gcc -std=gnu11 -O2 -Wall -Wextra -o "$work/reader" tests/bench/reader.c || exit 1

# What is read of each function; NAME@ is a link, NAME/ a directory.
host_reads='uevent config driver_override physfn@ iommu_group@ driver@'
host_reads_capture='vendor device class subsystem_vendor subsystem_device config driver_override physfn@
	iommu_group@ driver@ resource boot_vga removable power_state sriov_totalvfs sriov_numvfs numa_node
	current_link_width max_link_width reset_method drm/ vfio-dev/ label current_link_speed max_link_speed'

# NAME, system calls in ratio to the reader at most, thousands of instructions for a function at most,
# ARGUMENT...
host_rows() {
	cat <<-'END'
		list 1.2 24 list
		list-all 1.2 60 list --all
		list-json 1.2 180 list --all --json
		svg 1.2 22 list --svg -
		plan 1.5 24 plan 01:00
		check 1.25 26 check --all
		status 1.2 20 status
		capture 1.2 26 capture
		anonymous 1.2 26 capture --anonymous
		libvirt 1.2 20 export libvirt 01:00
	END
	[ "${GPUPT_LEVEL-}" = full ] || return 0
	cat <<-'END'
		dot 1.2 22 list --dot
		next 1.5 24 plan
		check-json 1.25 26 check --json
		prometheus 1.2 20 status --format prometheus
	END
	build/gpupt export --list </dev/null |
		awk '$1 != "libvirt" { print $1, 1.2, 20, "export", $1, "01:00" }'
}

count_one() { # NAME FUNCTIONS PROGRAM ARGUMENT...
	count_name=$1
	count_functions=$2
	shift 2
	progress "$count_name, $count_functions functions"
	strace -f -o "$work/calls" "$@" >/dev/null 2>&1 </dev/null
	note host "$count_name" "$count_functions" calls "$(calls_in "$work/calls")"
	rm -f "$work"/instructions.*
	valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/instructions.%p" \
		"$@" >/dev/null 2>&1 </dev/null
	note host "$count_name" "$count_functions" instructions \
		"$(awk '/ Collected : / { n += $NF } END { print n }' "$work"/instructions.*)"
}

# A card is claimed, and the boot has left its report, which status wants.
host_machine() { # FUNCTIONS
	make_machine "$1" 1 2 && printf '%s\n' "$quiet gpupt.slots=01:00" >"$tree/proc/cmdline" && run_binder
}

count_host() { # FUNCTIONS...
	host_rows >"$work/rows"
	for host_functions; do
		host_machine "$host_functions" || return
		# shellcheck disable=SC2086 # words
		count_one reader "$host_functions" "$work/reader" "$tree" $host_reads
		# shellcheck disable=SC2086
		count_one reader-capture "$host_functions" "$work/reader" "$tree" $host_reads_capture
		while read -r host_name host_calls host_most host_arguments; do
			# shellcheck disable=SC2086
			count_one "$host_name" "$host_functions" build/gpupt $host_arguments --root "$tree"
		done <"$work/rows"
	done
}

# From one size of the machine to the next, so that what each start costs is in neither.
by_function() { # NAME UNIT FEWER MORE
	awk -v a="$(value host "$1" "$3" "$2")" -v b="$(value host "$1" "$4" "$2")" -v n=$(($4 - $3)) \
		'BEGIN { printf "%.2f\n", (b - a) / n }'
}

judge_host() { # FUNCTIONS...: of two or more machines, in order
	while [ $# -gt 1 ]; do
		while read -r host_name host_calls host_most host_arguments; do
			case $host_arguments in
			capture*) host_reader=reader-capture ;;
			*) host_reader=reader ;;
			esac
			host_ratio=$(ratio "$(by_function "$host_name" calls "$1" "$2")" \
				"$(by_function $host_reader calls "$1" "$2")")
			at_most "$host_arguments, $2 functions: calls in ratio to reading once" \
				"$host_ratio" "$host_calls"
			# One that gave up early would be the best of all.
			at_most "$host_arguments, $2 functions: all of it was read" 0.9 "$host_ratio"
			at_most "$host_arguments, $2 functions: thousands of instructions for each" \
				"$(ratio "$(by_function "$host_name" instructions "$1" "$2")" 1000)" "$host_most"
		done <"$work/rows"
		shift
	done
}
