# shellcheck shell=sh disable=SC2154 # sourced: variables come from the caller
# Sourced by run: what the host command costs on machines of many functions, in system calls (strace)
# and instructions (callgrind). "reading" is an export that reads all of the machine and finds
# nothing to print.
host_commands='reading list plan check capture export'

host_arguments() { # NAME
	case $1 in
	reading) echo export lxc ;;
	list) echo list --all ;;
	plan) echo plan 01:00 ;;
	export) echo export libvirt 01:00 ;;
	*) echo "$1" ;;
	esac
}

count_host() { # FUNCTIONS...
	for host_functions; do
		make_machine "$host_functions" 1 2 || return
		printf '%s\n' "$quiet gpupt.slots=01:00" >"$tree/proc/cmdline"
		for host_command in $host_commands; do
			progress "$host_command, $host_functions functions"
			# shellcheck disable=SC2046 # words
			set -- $(host_arguments "$host_command") --root "$tree"
			strace -f -o "$work/calls" build/gpupt "$@" >/dev/null 2>&1
			note host "$host_command" "$host_functions" calls "$(calls_in "$work/calls")"
			rm -f "$work"/instructions.*
			valgrind --tool=callgrind --callgrind-out-file=/dev/null \
				--log-file="$work/instructions.%p" build/gpupt "$@" >/dev/null 2>&1
			note host "$host_command" "$host_functions" instructions \
				"$(awk '/ Collected : / { n += $NF } END { print n }' "$work"/instructions.*)"
		done
	done
}

# Reading is mostly the kernel's work, so the calls are what counts: in user space alone even printing
# weighs more. Neither grows faster than the machine.
judge_host() { # SMALL LARGE: four times as many functions
	for host_command in $host_commands; do
		for host_unit in calls instructions; do
			[ $host_unit = calls ] && host_most=1.5 || host_most=5
			at_most "$host_command, $2 functions: $host_unit in ratio to reading them" "$(ratio \
				"$(value host "$host_command" "$2" $host_unit)" \
				"$(value host reading "$2" $host_unit)")" "$host_most"
			at_most "$host_command: $host_unit with four times the functions" "$(ratio \
				"$(value host "$host_command" "$2" $host_unit)" \
				"$(value host "$host_command" "$1" $host_unit)")" 4.2
		done
	done
}
