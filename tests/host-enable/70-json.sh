# shellcheck shell=sh disable=SC2016,SC2034,SC2154
# Sourced by run: --json of enable and disable. What there is to say of errors is on standard
# error, too; nothing else is.

asked() { # NAME STATUS FILTER ARGUMENT...: the filter is true for the only thing on standard output
	asked_name=$1 asked_status=$2 asked_filter=$3
	shift 3
	"$gpupt" "$@" --json --root "$root" >"$work/json" 2>"$work/err" </dev/null
	equal "$asked_name" "$asked_status true" "$? $(jq -s "length == 1 and (.[0] | $asked_filter)" "$work/json" 2>&1)"
}

new="gpupt.slots=$slot2"
fresh
asked "JSON: what enable would do" 0 ".format == 1 and .command == \"enable\" and .result == \"would-change\" and
	.boot_loader == \"GRUB\" and .file == \"/$dropin\" and .slots_before == [] and .slots == [\"$slot2\"] and
	.parameters_before == null and .parameters == \"$new\" and
	.commands == [\"update-initramfs -u -k all\", \"update-grub\"] and .messages == []" enable 02:00 --dry-run
check "JSON: nothing else is said" [ ! -s "$work/err" ]
asked "JSON: enable" 0 ".result == \"changed\" and .slots == [\"$slot2\"] and .messages == []" enable 02:00 -y
check "JSON: and it was done" grep -qF "$new" "$root/$dropin"
asked "JSON: a second card" 0 ".result == \"would-change\" and .slots_before == [\"$slot2\"] and
	.slots == [\"$slot2\", \"$slot1\"]" enable 01:00 -n --headless
asked "JSON: what there is to say of the plan" 0 '.messages == [{"level": "warning", "subject": "0000:01:00.0",
	"text": .messages[0].text}] and (.messages[0].text | startswith("it is the boot display"))' enable 01:00 -n --headless
check "JSON: a warning is on standard error, too" grep -q '^warning: 0000:01:00.0: it is the boot display' "$work/err"
sed -i "s/ro quiet/ro quiet gpupt=off/" "$root/boot/grub/grub.cfg"
sed -i 's/"quiet/"quiet gpupt=off/' "$root/etc/default/grub"
asked "JSON: gpupt=off" 0 '.messages == [{"level": "warning", "subject": "gpupt", "text": .messages[0].text}] and
	(.messages[0].text | startswith("gpupt=off is on the command line"))' enable 01:00 -n --headless
sed -i "s/gpupt=off/gpupt.keep=01:00/" "$root/boot/grub/grub.cfg" "$root/etc/default/grub"
asked "JSON: kept" 0 '[.messages[] | .level + " " + .subject + " " + .text] == [
	"warning 0000:01:00.0 gpupt.keep keeps it for the host",
	"warning 0000:01:00.1 gpupt.keep keeps it for the host"]' enable 01:00 -n --headless
sed -i "s/ gpupt.keep=01:00//" "$root/boot/grub/grub.cfg" "$root/etc/default/grub"
asked "JSON: refused" 1 '.result == "refused" and .slots == .slots_before and .parameters != null and
	([.messages[] | select(.level == "error")] | length) >= 1 and
	(.messages[0] | .subject == "0000:00:04.0" and (.text | contains("bridge")))' enable 00:04.0 -y
check "JSON: an error is on standard error, too" grep -q '^error: 0000:00:04.0: ' "$work/err"
asked "JSON: a slot that is not there" 1 '.result == "refused" and .messages[0].subject == "03:00"' enable 03:00 -y
asked "JSON: disable of another card" 1 '.command == "disable" and .result == "refused"' disable 01:00 -y
asked "JSON: what disable would do" 0 ".result == \"would-change\" and .slots_before == [\"$slot2\"] and
	.slots == [] and .parameters == null and .commands == [\"update-grub\"]" disable -n
asked "JSON: disable" 0 '.result == "changed" and .slots == []' disable -y
asked "JSON: disable again" 0 '.result == "unchanged" and .commands == []' disable -y
for command in 'enable 02:00' disable; do
	# shellcheck disable=SC2086 # words
	"$gpupt" $command --json --root "$root" >"$work/json" 2>"$work/err" </dev/null
	equal "JSON: $command asks nothing" "2  error: --json: there is a question to ask: give --yes or --dry-run, too" \
		"$? $(cat "$work/json") $(cat "$work/err")"
done
fresh
no_grub
asked "JSON: a boot loader that is not known" 1 ".result == \"by-hand\" and .slots == [\"$slot2\"] and
	.parameters == \"$new\" and .file == null" enable 02:00 -y

live "JSON: it was done" 0 '*Building*Generating*true*status 0*drop-in left*' \
	'gpupt_real=$gpupt
	gpupt() { "$gpupt_real" "$@" --json | jq -s "length == 1 and .[0].result == \"changed\""; }; gpupt=gpupt'
live "JSON: done already" 0 '*"changed"*"unchanged"*status 0*drop-in left*' \
	'for f in /boot/initrd*; do gzip -dc "$f" >/dev/null 2>&1 || :; done
	gpupt_real=$gpupt
	gpupt() { "$gpupt_real" "$@" --json | jq .result; "$gpupt_real" "$@" --json | jq .result; }; gpupt=gpupt'
live "JSON: update-grub fails" 1 '*grub failed here*"failed"*update-grub*status 0*' \
	'printf "#!/bin/sh\necho grub failed here\nexit 7\n" >/usr/sbin/update-grub
	gpupt_real=$gpupt
	gpupt() { "$gpupt_real" "$@" --json | jq "[.result, .messages[0].subject]"; }; gpupt=gpupt'
