# shellcheck shell=sh disable=SC2154 # sourced: variables come from the caller
# Sourced by run: what the binder does on machines of any size, in counts that are the same
# wherever they are taken: instructions (callgrind, both processes, user space), system calls
# and opened files (strace), memory (memory.c). Nothing here depends on time.
tree=$work/tree
binder=$PWD/build/gpupt-bind

# Prints a machine as mkmachine wants it: CARDS cards of EACH functions, one behind each root
# port, and what is missing to FUNCTIONS in all as virtual functions of network adapters, which
# share one directory: a machine of 16,384 functions is made in a moment.
machine_text() { # FUNCTIONS CARDS EACH
	sed -n '/^file/,$p' tests/machines/rtx3090-twins
	awk -v functions="$1" -v cards="$2" -v each="$3" 'BEGIN {
		split("10de:2204 10de:1aef 10de:1ad6 10de:1ad7", id, " ")
		split("030000 040300 0c0330 0c8000", class, " ")
		for (c = 1; c <= cards; c++) {
			printf "0000:00:%02x.%x 8086:29c0 class=060400 group=%d driver=pcieport\n",
				int(c / 8), c % 8, c
			for (f = 0; f < each; f++) {
				k = f < 4 ? f + 1 : 4
				printf "  0000:%02x:00.%x %s class=%s sub=1043:8708 group=%d driver=vfio-pci\n",
					c, f, id[k], class[k], 1000 + c
			}
		}
		left = functions - cards * (each + 1)
		for (f = 0; f < left; f++) {
			address = sprintf("0000:%02x:%02x.%x", 64 + int(f / 256), int(f / 8) % 32, f % 8)
			if (f)
				print "link sys/bus/pci/devices/" address " " first
			else
				print address, "8086:1889 class=020000 group=1"
			first = "../../../devices/pci0000:40/0000:40:00.0"
		}
	}'
}

# The cards' driver link is there from the start, as if vfio-pci had found its devices the
# moment it is inserted, and vfio-pci itself is not: the binder goes the whole way of a boot,
# overrides, modules (recorded, not inserted), links, verification, report.
# What a real sysfs has beside the attributes: class and IDs in one file; of the config space the vendor,
# that there are capabilities, and the header.
make_uevent() { # DIR
	(
		cd "$1" || exit
		for uevent_name in class vendor device subsystem_vendor subsystem_device; do
			uevent_value=0x0000
			[ ! -e "$uevent_name" ] || read -r uevent_value <"$uevent_name"
			echo "${uevent_value#0x}"
		done | tr 'a-f\n' 'A-F ' | {
			read -r class vendor device subvendor subdevice
			echo "PCI_CLASS=${class#0}"
			echo "PCI_ID=$vendor:$device"
			echo "PCI_SUBSYS_ID=$subvendor:$subdevice"
			echo "MODALIAS=pci:"
		} >uevent
		read -r uevent_value <class
		uevent_header=000
		[ "${uevent_value#0x0604}" = "$uevent_value" ] || uevent_header=001
		read -r uevent_value <vendor
		uevent_ids=$(printf '\\%03o\\%03o' $((uevent_value & 255)) $((uevent_value >> 8)))
		printf "$uevent_ids%4s\\020%7s\\$uevent_header%49s" '' '' '' | tr ' ' '\000' >config
	)
}

make_machine() { # FUNCTIONS CARDS EACH
	rm -rf "$tree"
	machine_text "$@" >"$work/machine"
	build/mkmachine "$work/machine" "$tree" || return
	find "$tree/sys/devices" -name vendor | while read -r made; do
		make_uevent "${made%/vendor}"
	done
	rm -r "$tree/sys/bus/pci/drivers/vfio-pci"
}

card_slots() { # CARDS: 01:00,02:00...
	awk -v n="$1" 'BEGIN { for (c = 1; c <= n; c++) printf (c == 1 ? "%02x:00" : ",%02x:00"), c }'
}

# The whole way once more; not 0 if the binder did not end as the command line wants.
run_binder() { # PROGRAM-BEFORE-IT...
	rm -rf "$tree/run/gpupt"
	for run_card in "$tree"/sys/bus/pci/devices/0000:[0-2]?:00.?; do
		[ "${run_card%:00.?}" = "$tree/sys/bus/pci/devices/0000:00" ] ||
			echo '(null)' >"$run_card/driver_override"
	done
	: >"$tree/dev/kmsg"
	"$@" "$binder" --root "$tree" 2>"$work/stderr" || {
		echo "gpupt: bench: the binder ended with $?: $(cat "$work/stderr")" >&2
		return 1
	}
}

# Runs the binder on $tree with this command line, and notes what it cost. RESULT is what its
# report must say, or - for none.
count() { # AREA SERIES X RESULT COMMAND-LINE
	printf '%s\n' "$5" >"$tree/proc/cmdline"
	rm -f "$work"/instructions.*
	run_binder strace -f -o "$work/calls" || return
	count_result=$(jq -r .result "$tree/run/gpupt/report.json" 2>/dev/null)
	if [ "${count_result:--}" != "$4" ]; then
		echo "gpupt: bench: $1 $2 $3: the report says '$count_result', not '$4'" >&2
		return 1
	fi
	run_binder "$work/memory" "$work/bytes" || return
	run_binder valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		--log-file="$work/instructions.%p" || return
	note "$1" "$2" "$3" instructions \
		"$(awk '/ Collected : / { n += $NF } END { print n }' "$work"/instructions.*)"
	note "$1" "$2" "$3" calls "$(calls_in "$work/calls")"
	note "$1" "$2" "$3" memory "$(cat "$work/bytes")"
}

# What a boot makes of these: without what only a tree needs (is it a real sysfs, what is there
# already, the list of what was "inserted", a line of which stands for the call that inserts), with
# the two that ask whether /run is mounted. strace splits a call that another process interrupts; the
# second half is not counted, and neither are exit, and execve, which is not the binder's.
calls_in() { # FILE
	calls_n=$(grep -vc -e '+++' -e '^[0-9]* *exit' -e '^[0-9]* *execve(' -e ' resumed>' \
		-e ' fstatfs(' -e '"sys", ' -e '"sys/module/' -e '"run/gpupt/inserted"' "$1")
	! grep -q 'report.json.new' "$1" || calls_n=$((calls_n + 2))
	echo "$calls_n"
}

# The files that were opened of the functions that nothing asked for, for each of them.
opens_by_filler() {
	opens_n=$(grep -c 'openat([0-9]*, "0000:[4-7][0-9a-f]:' "$work/calls")
	opens_of=$(find "$tree/sys/bus/pci/devices/" -name '0000:[4-7]?:*' | wc -l)
	awk -v n="$opens_n" -v of="$opens_of" 'BEGIN { printf "%.3f\n", of ? n / of : 0 }'
}

quiet="BOOT_IMAGE=/boot/vmlinuz-6.12.48+deb13-amd64 root=UUID=0 ro quiet splash"
ids=vfio-pci.ids=10de:2204,10de:1aef

# What nobody asked for, one card, and the same by ID, on machines of four sizes.
count_scale() { # FUNCTIONS...
	for scale_functions; do
		progress "a machine of $scale_functions functions"
		make_machine "$scale_functions" 1 2 || return
		count scale nothing "$scale_functions" - "$quiet" || return
		note scale nothing "$scale_functions" touched "$(grep -Ec \
			'(open|stat|link)[a-z0-9]*\(.*"/?(sys|run|dev)' "$work/calls")"
		count scale slot "$scale_functions" claimed "$quiet gpupt.slots=01:00" || return
		note scale slot "$scale_functions" opens "$(opens_by_filler)"
		count scale ids "$scale_functions" claimed "$quiet $ids" || return
		note scale ids "$scale_functions" opens "$(opens_by_filler)"
	done
}

count_claims() { # FUNCTIONS...: from 1 to 256
	for claims_functions; do
		progress "$claims_functions claimed functions"
		claims_each=$((claims_functions < 8 ? claims_functions : 8))
		claims_cards=$((claims_functions / claims_each))
		make_machine 512 "$claims_cards" "$claims_each" || return
		count claims slot "$claims_functions" claimed \
			"$quiet gpupt.slots=$(card_slots "$claims_cards")" || return
		case $claims_each in # no entry for what is not there
		1) claims_ids=10de:2204 ;;
		2) claims_ids=10de:2204,10de:1aef ;;
		*) claims_ids=10de:2204,10de:1aef,10de:1ad6,10de:1ad7 ;;
		esac
		count claims ids "$claims_functions" claimed "$quiet vfio-pci.ids=$claims_ids" || return
	done
}

# Command lines of words that are none of gpupt's business.
count_cmdline() { # BYTES...
	make_machine 16 1 2 || return
	for cmdline_bytes; do
		progress "a command line of $cmdline_bytes bytes"
		cmdline_text=$(awk -v n=$((cmdline_bytes - ${#quiet} - 20)) 'BEGIN {
			for (i = 0; length(text) < n; i++)
				text = text " module" i ".option=value" i
			print substr(text, 1, n) }')
		count cmdline nothing "$cmdline_bytes" - "$quiet$cmdline_text" || return
		count cmdline slot "$cmdline_bytes" claimed "$quiet$cmdline_text gpupt.slots=01:00" || return
	done
}
