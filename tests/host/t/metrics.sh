# shellcheck shell=sh
# Metrics for node exporter's textfile collector: promtool, of Prometheus itself, takes them in
# every state, and they agree with the text and the JSON.

. tests/lib/promtool.sh
check 'metrics: promtool is there' have_promtool

metrics() { # NAME STATUS PATTERN...: lines that must be there; valid whatever they say
	metrics_name=$1 metrics_status=$2
	shift 2
	"$gpupt" status --format=prometheus --root "$root" >"$work/out" 2>"$work/err"
	metrics_got=$?
	metrics_bad=$(promtool check metrics <"$work/out" 2>&1) || metrics_bad="promtool: $metrics_bad"
	for metrics_line in "gpupt_status $metrics_status" "$@"; do
		grep -qxF -- "$metrics_line" "$work/out" || metrics_bad="$metrics_bad; missing: $metrics_line"
	done
	[ "$metrics_got" = "$metrics_status" ] || metrics_bad="$metrics_bad; exit status $metrics_got"
	if [ -z "$metrics_bad" ]; then
		ok "metrics: $metrics_name"
	else
		not_ok "metrics: $metrics_name" "$metrics_bad" "$(cat "$work/out" "$work/err")"
	fi
}

# What promtool is worth: it refuses what is no such text.
printf 'gpupt_status{a="b} 1\n' >"$work/out"
equal 'metrics: promtool refuses a label without its end' 1 \
	"$(promtool check metrics <"$work/out" >/dev/null 2>&1; echo $?)"

claim 01:00
metrics 'as promised' 0 'gpupt_boot_report 1' 'gpupt_claims_wanted 2' 'gpupt_claims_claimed 2' \
	'gpupt_claims_drifted 0' 'gpupt_boot_result{result="claimed"} 1' 'gpupt_boot_errors 0' \
	'gpupt_device_state{address="0000:01:00.0",state="ok"} 1' \
	'gpupt_device_state{address="0000:01:00.0",state="drift"} 0' \
	'gpupt_device_group_usable{address="0000:01:00.1"} 1'
sed 's/"elapsed_us": [0-9]*/"elapsed_us": 61000042/' "$root/run/gpupt/report.json" >"$work/report"
cp "$work/report" "$root/run/gpupt/report.json"
metrics 'seconds, to the microsecond' 0 'gpupt_boot_seconds 61.000042'
ln -sfn ../../../../bus/pci/drivers/snd_hda_intel "$device/0000:01:00.1/driver"
metrics 'another driver' 1 'gpupt_claims_wanted 2' 'gpupt_claims_claimed 2' 'gpupt_claims_drifted 1' \
	'gpupt_device_state{address="0000:01:00.0",state="ok"} 1' \
	'gpupt_device_state{address="0000:01:00.1",state="ok"} 0' \
	'gpupt_device_state{address="0000:01:00.1",state="drift"} 1'
rm "$device/0000:01:00.1"
metrics 'a function that is gone' 1 'gpupt_claims_drifted 1' \
	'gpupt_device_state{address="0000:01:00.1",state="gone"} 1'
claim 02:00,30:00
metrics 'a boot that failed' 1 'gpupt_claims_wanted 2' 'gpupt_claims_claimed 0' 'gpupt_claims_drifted 0' \
	'gpupt_boot_result{result="failed"} 1' 'gpupt_boot_errors 1' \
	'gpupt_device_state{address="0000:02:00.0",state="failed"} 1' \
	'gpupt_device_state{address="0000:02:00.0",state="drift"} 0'
claim '01:00 gpupt.keep=01:00.1'
metrics 'a kept function is not wanted' 0 'gpupt_claims_wanted 1' 'gpupt_claims_claimed 1'
claim 01:00,30:00
metrics 'an absent slot' 1 'gpupt_boot_result{result="partial"} 1' 'gpupt_boot_errors 1'
claim '01:00 gpupt=off'
metrics 'off' 0 'gpupt_boot_result{result="off"} 1' 'gpupt_claims_wanted 0'
claim '01:00 gpupt=plan'
metrics 'a boot that only planned' 0 'gpupt_boot_result{result="ready"} 1' 'gpupt_claims_wanted 0'
equal 'metrics: a plan took no time' '' "$(grep gpupt_boot_seconds "$work/out")"
claim 01:00
sed 's/"result": "claimed"/"result": "a\\"\\\\\\u00e9"/' "$root/run/gpupt/report.json" >"$work/report"
cp "$work/report" "$root/run/gpupt/report.json"
metrics 'a label with quotes and bytes of its own' 0 'gpupt_boot_result{result="a\"\\??"} 1'
echo '{' >"$root/run/gpupt/report.json"
metrics 'a report that cannot be read' 3 'gpupt_boot_report 0' 'gpupt_claims_claimed 0'
rm "$root/run/gpupt/report.json"
metrics 'no report where one must be' 3 'gpupt_boot_report 0'
equal 'metrics: and a message says why' 1 "$(grep -c 'left no report' "$work/err")"
make_tree claimed-before
metrics 'nothing asked' 0 'gpupt_boot_report 0' 'gpupt_claims_wanted 0'
claim 01:00
rm -r "$root/sys"
metrics 'no sysfs' 3 'gpupt_boot_report 0'

claim 01:00
for format in text json; do
	option=
	[ "$format" = text ] || option=--$format
	# shellcheck disable=SC2086 # no argument if it is empty
	equal "status: --format=$format is the same as ${option:-nothing}" "$(run status $option)" \
		"$(run status --format=$format)"
done
wrong 'status: a format that there is not' 2 'xml: unknown format; it is text, json or prometheus' \
	status --format=xml --root "$root"
equal 'status: metrics that cannot be written are exit 3' 3 \
	"$("$gpupt" status --format=prometheus --root "$root" >/dev/full 2>/dev/null; echo $?)"

# The example that is installed with the package.
check 'the alert rules are valid' promtool check rules docs/prometheus/gpupt.rules.yml
for file in docs/prometheus/*.test.yml; do
	check "the alert rules do what ${file##*/} says" promtool test rules "$file"
done
