# shellcheck shell=sh disable=SC2154 # sourced: $stage is the caller's
# Sourced by who plays a person in a booted machine: what is tested goes to the console as lines
# that begin with "path: ", and what the person sees with it.
export HOME=/root LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() {
	echo "path: $*" >/dev/console
}

try() { # NAME COMMAND...
	try_name=$1
	shift
	try_result='not ok'
	{
		"$@" 2>&1 </dev/null
		echo $? >status
	} | tee out | sed -u 's/^/path| /' >/dev/console
	[ "$(cat status)" = 0 ] && try_result=ok
	[ "$try_result" = ok ] || sed 's/^/path: # /' out >/dev/console
	say "$try_result boot $stage: $try_name ($(cut -d. -f1 /proc/uptime) s)"
}

has() { # TEXT COMMAND...: the command succeeds and says TEXT
	has_text=$1
	shift
	{
		"$@" 2>&1
		echo $? >has.status
	} | tee has.out
	echo "exit status $(cat has.status)"
	[ "$(cat has.status)" = 0 ] && grep -qF -e "$has_text" has.out
}

refuses() { # TEXT COMMAND...: the command ends with 1 and says TEXT
	has "$@"
	[ "$(cat has.status)" = 1 ] && grep -qF -e "$has_text" has.out
}

held_by() { # DRIVER FUNCTION...
	held_by=$1
	shift
	for held_function; do
		held_driver=$(readlink "/sys/bus/pci/devices/0000:$held_function/driver")
		echo "$held_function: ${held_driver##*/}"
		[ "${held_driver##*/}" = "$held_by" ] || return
	done
}
