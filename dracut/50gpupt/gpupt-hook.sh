#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# dracut hook for images without systemd: claims GPUs before udev and before what
# rd.driver.pre names. It is sourced: no exit, and nothing that changes the shell.
# (/etc/initrd-release is only in images with systemd.)

if [ ! -e /usr/lib/initrd-release ]; then
	:
elif [ -x /usr/lib/gpupt/gpupt-bind ]; then
	/usr/lib/gpupt/gpupt-bind --boot || echo "<4>gpupt-bind: exit status $?" > /dev/kmsg
else
	echo "<3>gpupt: /usr/lib/gpupt/gpupt-bind is not in this image: nothing is claimed" > /dev/kmsg
fi
