# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by run: the metrics' service and timer under the systemd of the machine "split", whose
# card is claimed.
collector=/var/lib/prometheus/node-exporter

unit() { # MACHINE PROPERTY: of the service
	on "$1" systemctl show --value -p "$2" gpupt-metrics.service
}

timer() { # what systemd says of the timer
	on split "systemctl is-enabled gpupt-metrics.timer; systemctl is-active gpupt-metrics.timer" | tr '\n' ' '
}

promtool_takes() { # FILE
	promtool check metrics <"$1"
}

# Waits until they are there, and of this boot.
metrics_of_this_boot() { # MACHINE
	wait_end=$(($(date +%s) + $(boot_limit)))
	until on "$1" "[ \$(stat -c %Y $collector/gpupt.prom) -ge \$(sed -n 's/^btime //p' /proc/stat) ]"; do
		[ "$(date +%s)" -lt "$wait_end" ] || return 1
		sleep 2
	done
}

metrics_by_systemd() {
	equal "metrics: after the installation the timer is off" "disabled inactive " "$(timer)"
	equal "metrics: ... and the service never ran" "" "$(unit split ExecMainStartTimestamp)"
	check "metrics: without a collector the service can be started" on split systemctl start gpupt-metrics
	equal "metrics: ... and does nothing" "no gone" \
		"$(unit split ConditionResult) $(on split "[ -e /var/lib/prometheus ] || echo gone")"

	on split "mkdir -p $collector && chmod 755 $collector"
	check "metrics: the service runs" on split systemctl start gpupt-metrics
	equal "metrics: ... to success" "success" "$(unit split Result)"
	equal "metrics: ... and leaves one file, which everyone can read" "root 644 gpupt.prom" \
		"$(on split "cd $collector && stat -c '%U %a %n' *")"
	on split "cat $collector/gpupt.prom" >"$out/gpupt.prom"
	equal "metrics: ... whole" "$(on split gpupt status --format=prometheus)" "$(cat "$out/gpupt.prom")"
	check "metrics: promtool is there" have_promtool
	check "metrics: ... it takes them" promtool_takes "$out/gpupt.prom"
	equal "metrics: ... they say what was claimed" "gpupt_status 0 gpupt_claims_drifted 0 gpupt_claims_claimed 4 " \
		"$(grep -E '^gpupt_(status|claims_claimed|claims_drifted) ' "$out/gpupt.prom" | sort -r | tr '\n' ' ')"

	on split "rm $collector/gpupt.prom"
	check "metrics: systemctl enable --now" on split systemctl enable --now gpupt-metrics.timer
	check "metrics: ... has the timer write them" metrics_of_this_boot split
	equal "metrics: ... it is on" "enabled active " "$(timer)"
	check "metrics: ... and will go off again" on split \
		"systemctl show --value -p NextElapseUSecMonotonic gpupt-metrics.timer | grep -v infinity"
}
