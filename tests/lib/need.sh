# Sourced: installs the Debian packages that a test or the demo needs, and says so.
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/gpupt

need() { # PACKAGE...: install those that are missing
	need_missing=
	for need_package; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$need_package" 2>/dev/null)" = installed ] ||
			need_missing="$need_missing $need_package"
	done
	[ -n "$need_missing" ] || return 0
	echo "# installing with apt:$need_missing" >&2
	if [ "$(id -u)" != 0 ]; then
		echo "gpupt: this needs root to install:$need_missing" >&2
		return 1
	fi
	mkdir -p "$cache"
	(
		flock 9
		# shellcheck disable=SC2086 # a list of package names
		apt_install $need_missing || { apt-get -qq update && apt_install $need_missing; }
	) 9>"$cache/apt.lock" >"$cache/apt.log" 2>&1 || {
		tail -n 20 "$cache/apt.log" >&2
		echo "gpupt: apt-get could not install:$need_missing (whole log: $cache/apt.log)" >&2
		return 1
	}
}

apt_install() {
	DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@"
}
