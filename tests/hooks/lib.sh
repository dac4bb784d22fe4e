# shellcheck shell=sh disable=SC2012,SC2034,SC2154 # file names are ours; variables of others
# SPDX-License-Identifier: GPL-2.0-or-later
# Sourced by the scripts that run in a machine's root, after tap.sh: what holds for an
# image whatever made it. $image is a directory with the whole image unpacked.
lib=/usr/lib/gpupt
image=/tmp/image

warned() { # NAME TEXT: the generator's log has it
	if grep -q "$2" /tmp/log; then ok "$1"; else not_ok "$1" "$(cat /tmp/log)"; fi
}

silent() { # NAME: the generator said nothing about gpupt
	if grep gpupt /tmp/log | grep -v -e 'Including module' -e Executing: >/tmp/said; then not_ok "$1" "$(cat /tmp/said)"; else ok "$1"; fi
}

has_binder() { # not the same bytes: dracut strips what is stripped
	[ "$("$image$lib/gpupt-bind" --version)" = "$("$lib/gpupt-bind" --version)" ]
}

has_table() { # this kernel's, whole
	table=$image/etc/gpupt/modules
	[ "$(head -n 1 "$table")" = "gpupt-modules 1 $KERNEL" ] &&
		[ "$(tail -n 1 "$table")" = "end $(($(wc -l <"$table") - 2))" ]
}

has_modules() { # SUFFIX: each module of the table, compressed like that, and only so
	grep -c '^module .*/vfio-pci.ko' "$image/etc/gpupt/modules" || return
	sed -n 's/^module [^ ]* \(\/[^ ]*\).*/\1/p' "$image/etc/gpupt/modules" >/tmp/paths
	while read -r path; do
		ls "$image$path"* && [ "$(ls "$image$path"*)" = "$image$path$1" ] || return
	done </tmp/paths
}

image_is_good() { # NAME SUFFIX
	check "$1: the binder is there" has_binder
	check "$1: the table is there" has_table
	check "$1: the modules are there" has_modules "$2"
}

without_gpupt() { # NAME: an image that boots, and no table in it
	check "$1: there is an image" test -s "$image/init" -o -L "$image/init"
	check "$1: without table" test ! -e "$image/etc/gpupt/modules"
}

suffix() { # how this kernel's modules are compressed
	basename "$(echo "/lib/modules/$KERNEL"/kernel/drivers/vfio/vfio.ko*)" | sed 's/.*\.ko//'
}

# A copy of the kernel's modules that the tests may spoil, under the same name.
spoil_modules() { # COMMAND...: run in the directory of modules
	[ -d /tmp/modules ] || cp -a "/lib/modules/$KERNEL" /tmp/modules
	(cd "/lib/modules/$KERNEL" && "$@") && depmod "$KERNEL"
}

restore_modules() {
	rm -rf "/lib/modules/${KERNEL:?}"
	cp -a /tmp/modules "/lib/modules/$KERNEL"
}

# Stands in for the binder, where what counts is how it is called.
put_recorder() { # DIR STATUS
	cat >"$1$lib/gpupt-bind" <<-END
		#!/bin/sh
		echo "\$@" >>/recorded
		exit $2
	END
	chmod 755 "$1$lib/gpupt-bind"
}
