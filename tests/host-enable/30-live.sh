# shellcheck shell=sh disable=SC2016,SC2034,SC2154
# Sourced by run: the commands really run, in a throw-away view of this machine's root with
# the fixture laid over it and stand-ins for the programs, and fail in every way they can.

live "all goes well" 0 \
	'*==> update-initramfs -u -k all*Building*==> update-grub*Generating*Done*gpupt=off*status 0*drop-in left*in the boot menu' ''
live "update-grub fails: taken back" 1 \
	'*grub failed here*update-grub: it failed with exit status 7*Taking the change back*status 1*lock: enable' \
	'printf "#!/bin/sh\necho grub failed here\nexit 7\n" >/usr/sbin/update-grub'
live "update-grub fails once: the menu is made anew without it" 1 \
	'*exit status 7*Taking the change back*Generating*as it was*status 1' \
	'mv /usr/sbin/update-grub /usr/sbin/ug
	printf "#!/bin/sh\n[ -e /once ] || { : >/once; exit 7; }\nexec /usr/sbin/ug\n" >/usr/sbin/update-grub
	chmod +x /usr/sbin/update-grub'
live "update-grub is not there to be started" 1 \
	'*update-grub: it could not be started*Taking the change back*status 1*lock: enable' \
	'printf "#!/no/such/shell\n" >/usr/sbin/update-grub'
live "update-grub is killed" 1 '*update-grub: it failed with exit status 137*Taking the change back*status 1*lock: enable' \
	"printf '#!/bin/sh\nkill -9 \$\$\n' >/usr/sbin/update-grub"
live "update-initramfs fails: taken back" 1 \
	'*update-initramfs: it failed with exit status 3*Taking the change back*as it was*status 1' \
	'printf "#!/bin/sh\nexit 3\n" >/usr/sbin/update-initramfs'
live "the rebuilt image lacks gpupt: taken back" 1 \
	"*boot/initrd.img-$rel: the image would claim nothing: gpupt is not in it*Taking the change back*as it was*status 1" \
	'cd /tmp && mkdir -p conf && : >conf/initramfs.conf && find conf | cpio -o -H newc --quiet >image
	cp image "$(echo /boot/initrd.img-6.99*)"; cd /'
live "another file overwrites the variable: taken back" 1 \
	'*the boot menu does not have the change*Taking the change back*status 1*also left: zz.cfg' \
	'echo GRUB_CMDLINE_LINUX_DEFAULT=quiet >/etc/default/grub.d/zz.cfg'
live "a program that does nothing: the menu keeps a longer list, and that is found" 1 \
	'*the boot menu does not have the change*Taking the change back*it was taken back*status 1*in the boot menu' \
	'printf "#!/bin/sh\n" >/usr/sbin/update-grub
	printf "\tlinux /vmlinuz quiet gpupt.slots=0000:00:05.0/00@10de:2204:1043:8708,03:00\n" >/boot/grub/grub.cfg'
live "/etc is read-only" 1 '*etc/default/grub.d/gpupt.cfg: it cannot be written: read-only file system*status 1' \
	'mount --bind /etc /etc && mount -o remount,ro,bind /etc'
live "the disk is full" 1 '*etc/default/grub.d/gpupt.cfg: it cannot be written: no space left*status 1*also left: full' \
	'mount -t tmpfs -o size=4k tmpfs /etc/default/grub.d; head -c 4096 /dev/zero >/etc/default/grub.d/full || :'
live "Ctrl-C while update-grub runs: taken back" 1 '*exit status 130*Taking the change back*status 1*lock: enable' \
	"printf '#!/bin/sh\nkill -INT \$PPID \$\$\nsleep 5\n' >/usr/sbin/update-grub"
live "an answer is asked for" 0 '*Make this change? *Done*status 0*' \
	'gpupt_real=$gpupt; gpupt() { echo y | "$gpupt_real" enable 02:00; }; gpupt=gpupt'
live "somebody who is not root" 3 '*error: enable: only root may do that: sudo gpupt enable *status 3' \
	'cp "$gpupt" /usr/local/bin/gpupt
	chmod 755 "$root"
	gpupt() { setpriv --reuid 65534 --clear-groups /usr/local/bin/gpupt "$@"; }; gpupt=gpupt'
live "disable: update-grub fails once: the card stays enabled" 1 \
	'*Done*exit status 7*Taking the change back*Generating*as it was*status 1*drop-in left*in the boot menu' \
	'"$gpupt" enable 02:00 --yes
	mv /usr/sbin/update-grub /usr/sbin/ug
	printf "#!/bin/sh\n[ -e /once ] || { : >/once; exit 7; }\nexec /usr/sbin/ug\n" >/usr/sbin/update-grub
	chmod +x /usr/sbin/update-grub
	gpupt_real=$gpupt; gpupt() { "$gpupt_real" disable --yes; }; gpupt=gpupt'
live "disable: /etc is read-only" 1 \
	'*Done*etc/default/grub.d/gpupt.cfg: it cannot be written: read-only file system; it is as it was*status 1*drop-in left*in the boot menu' \
	'"$gpupt" enable 02:00 --yes
	mount --bind /etc /etc && mount -o remount,ro,bind /etc
	gpupt_real=$gpupt; gpupt() { "$gpupt_real" disable --yes; }; gpupt=gpupt'
live "disable: somebody who is not root" 3 '*error: disable: only root may do that: sudo gpupt disable *status 3*drop-in left*' \
	'"$gpupt" enable 02:00 --yes
	cp "$gpupt" /usr/local/bin/gpupt
	chmod 755 "$root"
	gpupt() { setpriv --reuid 65534 --clear-groups /usr/local/bin/gpupt disable --yes; }; gpupt=gpupt'
