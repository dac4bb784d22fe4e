# shellcheck shell=sh disable=SC2154 # sourced by run
# --verbose adds lines and takes none away; --json is the same with it, and so is the exit status.

more() { # ADDED ARGUMENT...: --verbose adds this, folded, and nothing else
	more_added=$1
	shift
	"$gpupt" "$@" --root "$root" >"$work/plain" 2>&1
	more_status=$?
	"$gpupt" "$@" -v --root "$root" >"$work/verbose" 2>&1
	equal "gpupt $* -v: the exit status" "$more_status" "$?"
	equal "gpupt $* -v: what it adds" "$more_added" "$(diff "$work/plain" "$work/verbose" |
		sed -n -e '/^</s/^/LOST: /p' -e 's/^> *//p' | tr '\n' ' ' | sed 's/^ *//; s/ *$//; s/after [0-9]* ms/after N ms/')"
}
make_tree demo-desktop
card1=gpupt.slots=0000:00:01.1/00@10de:2204:1043:87b3
card2=gpupt.slots=0000:00:01.2/00@10de:2204:1043:87b3
now='This boot: nothing of gpupt (/proc/cmdline)'
next="Next boot: $card2 (GRUB: /etc/default/grub.d/gpupt.cfg)"
more "$card1 $card2  $now $next" list
more "$now $next" plan
more "$now $next" plan 01:00
more '' plan --cmdline-text gpupt.slots=01:00
more "$now $next" status
more "$now $next" enable 02:00 --dry-run
more "$now $next" disable --dry-run
for command in 'list --json' 'plan --json' 'status --json' 'check --json' 'enable 02:00 -n --json'; do
	# shellcheck disable=SC2086 # words
	more '' $command
done
rm -r "${root:?}/etc/default" "${root:?}/boot"
more "$now Next boot: not known, an unknown boot loader: no loader/entries in /boot, /efi or /boot/efi: is the partition mounted?; taken to be as this one" plan

claim 01:00
more "This boot: gpupt.slots=01:00 (/proc/cmdline) Next boot: not known, an unknown boot loader: no loader/entries in /boot, /efi or /boot/efi: is the partition mounted?; taken to be as this one Report: the binder's result was 'claimed', after N ms (/run/gpupt/report.json)" status
