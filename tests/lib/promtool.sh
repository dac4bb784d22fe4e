# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced, after need.sh: promtool, of Prometheus itself. Not installed: the package would start
# a Prometheus on this machine.
have_promtool() { # prints why not
	mkdir -p "$cache"
	(
		flock 9
		[ ! -x "$cache/prometheus/usr/bin/promtool" ] || exit 0
		rm -rf "$cache/prometheus" "$cache/prometheus.tmp"
		mkdir "$cache/prometheus.tmp"
		cd "$cache/prometheus.tmp" || exit
		apt-get -qq download prometheus || { apt-get -qq update && apt-get -qq download prometheus; } || exit
		dpkg-deb -x prometheus_*.deb root && mv root ../prometheus && rm -r "$cache/prometheus.tmp"
	) 9>"$cache/prometheus.lock" 2>&1
}

promtool() {
	"$cache/prometheus/usr/bin/promtool" "$@"
}
