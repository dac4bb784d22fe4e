# shellcheck shell=sh disable=SC1090,SC1091,SC2034,SC2154 # files that are sourced share variables
# Sourced by the lab's programs: where things are, progress, locks, keys.
lab=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
while [ ! -e "$lab/lab/lib.sh" ]; do lab=${lab%/*}; done
top=${lab%/*}
lab=$lab/lab
. "$top/tests/lib/need.sh"
store=$cache/lab
lab_start=$(date +%s)
mkdir -p "$store/log"

die() {
	echo "gpupt: lab: $*" >&2
	exit 1
}

lab_needs() { # what the lab itself runs; a machine that has it all is asked nothing
	[ "$(id -u)" = 0 ] || die "the lab needs root: it makes root file systems and mounts them"
	need mmdebstrap qemu-system-x86 e2fsprogs mount jq git cpio
}

step() { # TEXT...: one line of progress, with the seconds since the start
	printf '# [%4d s] %s\n' $(($(date +%s) - lab_start)) "$*" >&2
}

# Runs a long command with its output in a file, and says every 15 seconds where it is.
quietly() { # TEXT LOG COMMAND...
	quietly_text=$1
	quietly_log=$2
	quietly_start=$(date +%s)
	shift 2
	step "$quietly_text ..."
	"$@" >"$quietly_log" 2>&1 </dev/null &
	quietly_pid=$!
	(
		# The sleep outlives us a little: it must hold neither lock nor pipe.
		while sleep 15 >/dev/null 2>&1 8>&-; do
			step "$quietly_text ... $(tail -n 1 "$quietly_log" | tr -cd ' -~' | cut -c 1-50)"
		done
	) &
	quietly_watch=$!
	quietly_rc=0
	wait "$quietly_pid" || quietly_rc=$?
	kill "$quietly_watch" 2>/dev/null
	wait "$quietly_watch" 2>/dev/null
	if [ "$quietly_rc" != 0 ]; then
		tail -n 25 "$quietly_log" | sed 's/^/# | /' >&2
		step "$quietly_text: failed with $quietly_rc, whole log: $quietly_log"
		return 1
	fi
	step "$quietly_text: $(($(date +%s) - quietly_start)) s"
}

key() { # FILE|ARTEFACT|"parts TEXT"...: 12 hex digits of all their names and contents
	for key_item; do
		if [ -d "$key_item" ]; then
			echo "artefact ${key_item##*/}"
		elif [ "${key_item#parts }" != "$key_item" ]; then
			echo "$key_item"
		else
			echo "file ${key_item#"$top"/}"
			cat "$key_item"
		fi
	done | sha256sum | cut -c 1-12
}

# An artefact is a directory of the store, named after what went into it. It is made
# once, under a lock, in a temporary place, and moved to its name when it is complete.
artefact() { # NAME-KEY MAKER ARGUMENT...: MAKER is called with an empty directory first
	artefact_name=$1
	artefact_maker=$2
	shift 2
	if [ ! -d "$store/$artefact_name" ]; then
		(
			flock 8
			[ -d "$store/$artefact_name" ] && exit 0
			trap 'discard "$store/$artefact_name.tmp"; exit 1' INT TERM HUP
			discard "$store/$artefact_name.tmp"
			mkdir "$store/$artefact_name.tmp"
			"$artefact_maker" "$store/$artefact_name.tmp" "$@" &&
				mv -T "$store/$artefact_name.tmp" "$store/$artefact_name"
		) 8>"$store/$artefact_name.lock" || return 1
		rm -f "$store/$artefact_name.lock"
		forget_old
	fi
	touch "$store/$artefact_name"
}

forget_old() { # roots and disks that nobody used for three days, images for three hours
	find "$store" -maxdepth 1 -type d \( -name 'image-*' -o -name 'tree-*' \) -mmin +180 \
		-exec rm -rf --one-file-system {} +
	find "$store" -maxdepth 1 -type d \( -name 'base-*' -o -name 'layer-*' -o -name 'root-*' -o -name 'disk-*' \
		-o -name 'modules-*' \) -mtime +2 -exec rm -rf --one-file-system {} +
}

discard() { # DIR: never through a mount, or the machine's own /dev goes with it
	rm -rf --one-file-system "$1"
}
