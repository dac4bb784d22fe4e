# shellcheck shell=sh disable=SC1091,SC2154
# Sourced by run: what is shown while and after QEMU runs. A script is QEMU here, so it takes seconds.

need binutils kmod cpio gzip || exit 1
make -s build/gpupt-bind build/gpupt-modules build/mkmachine || exit 1
. tests/host-check/system.sh
system "$work/stand-in" || exit 1
mkdir "$work/bin"
said='gpupt: claimed: 2 claimed, 0 not claimed, 0 kept; 0000:02:00.0 0000:02:00.1'
stub() { # SHELL CODE: what QEMU does
	printf '#!/bin/sh\necho "Linux version 6"\n%s\nexec sleep 60\n' "$1" >"$work/bin/qemu-system-x86_64"
	chmod +x "$work/bin/qemu-system-x86_64"
}
stub_rehearse() { # ARGUMENT...
	PATH=$work/bin:$PATH "$gpupt" rehearse --root "$work/stand-in" "$@" 2>"$work/err"
}
stub_json() { # NAME STATUS FILTER ARGUMENT...
	stub_name=$1 stub_status=$2 stub_filter=$3
	shift 3
	stub_rehearse --json "$@" >"$work/json"
	equal "stand-in: JSON: $stub_name" "$stub_status true" \
		"$? $(jq -s "length == 1 and (.[0] | $stub_filter)" "$work/json" 2>&1)"
}

stub "printf '%s\n' 'systemd: Hello' '[ 1.0] $said'"
stub_json yes 0 ".format == 1 and .result == \"yes\" and (.kernel | test(\"vmlinuz\")) and (.image | test(\"initrd\")) and
	.lines == [\"$said\"] and .why == null and .messages == []"
equal 'stand-in: nobody looks on: no seconds' '0 0' \
	"$(stub_rehearse | grep -c 's of 120') $(grep -c . "$work/err")"
equal 'stand-in: --quiet: the exit status' '0 ' "$(stub_rehearse -q; echo "$? $(cat "$work/err")")"
check 'stand-in: the console is not shown' [ "$(stub_rehearse | grep -c 'systemd: Hello')" = 0 ]
check 'stand-in: --verbose shows it' [ "$(stub_rehearse -v | grep -c 'systemd: Hello')" = 1 ]
stub "echo '[ 1.0] gpupt: partial: 1 claimed, 1 not claimed, 0 kept; 0000:02:00.0'"
stub_json 'half of the card' 1 '.result == "no" and .why == "the binder did not claim the stand-in" and
	(.lines | length) == 1'
stub "echo 'Kernel panic - not syncing'"
stub_json 'a panic' 1 '.result == "panic" and .last == "Kernel panic - not syncing"'
stub "echo 'Begin: Mounting root file system'"
stub_json 'the binder does not run' 1 '.result == "silent" and .lines == []'
stub :
equal 'stand-in: JSON: nothing could be found out: no object' '3 0 1' \
	"$(stub_rehearse --json --timeout 1 >"$work/json"; echo "$? $(wc -c <"$work/json") $(grep -c '^error: rehearsal: ' "$work/err")")"
stub "echo 'Loading'; sleep 3; echo '[ 4.0] $said'"
cat >"$work/on-terminal" <<END
PATH=$work/bin:\$PATH exec "$gpupt" rehearse --root "$work/stand-in"
END
script -qec "sh $work/on-terminal" /dev/null </dev/null >"$work/out" 2>&1
check 'stand-in: on a terminal the seconds pass, with the last line' \
	[ "$(tr '\r' '\n' <"$work/out" | grep -cE '^[123] s of 120: Loading')" -ge 2 ]
check 'stand-in: and are gone at the end' [ "$(tr '\r' '\n' <"$work/out" | sed -n '/Yes:/,$p' | grep -c 's of 120')" = 0 ]
check 'stand-in: and the answer is there' grep -q Yes: "$work/out"
