# shellcheck shell=sh disable=SC2016,SC2034,SC2154
# Sourced by run: one change at a time, what somebody else changes meanwhile, what a killed run
# leaves, and programs that do not end.

for command in 'enable 02:00 --headless' disable; do
	fresh
	mkdir -p "$root/run/gpupt" "$root/${dropin%/*}"
	sed "s|^ *linux .*|& gpupt.slots=$slot2|" -i "$root/boot/grub/grub.cfg"
	printf 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT gpupt.slots=%s"\n' "$slot1" >"$root/$dropin"
	before=$(cat "$root/$dropin")
	exec 9<>"$root/run/gpupt/lock"
	flock 9
	echo 4242 >&9
	# shellcheck disable=SC2086 # words
	gp $command --yes
	says "lock: $command while another runs" 1 "*${command%% *}: process 4242 is changing the boot configuration now*run this again"
	equal "lock: ... nothing is written" "$before" "$(cat "$root/$dropin")"
	# shellcheck disable=SC2086 # words
	gp $command --dry-run
	equal "lock: --dry-run needs none" 0 "$status"
	exec 9>&-
done
fresh
gp enable 02:00 --yes
equal "lock: nothing is in it afterwards" "0 0" "$status $(stat -c %s "$root/run/gpupt/lock")"
fresh
gp enable 02:00
equal "lock: nor without an answer" "1 0" "$status $(stat -c %s "$root/run/gpupt/lock")"

# meanwhile NAME FILE TEXT: while the answer is awaited, somebody writes.
meanwhile() {
	mkdir -p "$root/${2%/*}"
	{
		sleep 1
		echo "$3" >"$root/$2"
		echo y
	} | "$gpupt" enable 02:00 --root "$root" >"$work/out" 2>&1
	status=$?
	says "$1" 1 '*somebody else has changed it since it was shown; nothing was written: run this again'
	equal "$1: what he wrote stays" "$3" "$(cat "$root/$2")"
	equal "$1: nothing is left beside it" "${2##*/}" "$(ls -A "$root/${2%/*}")"
}
fresh
meanwhile "changed meanwhile: the drop-in" "$dropin" '# by hand'
fresh
no_grub
mkdir -p "$root/etc/kernel" "$root/usr/bin"
: >"$root/usr/bin/kernel-install"
echo "root=/dev/vda ro quiet" >"$root/etc/kernel/cmdline"
meanwhile "changed meanwhile: /etc/kernel/cmdline" etc/kernel/cmdline 'root=/dev/vdb'

# What is no plain file is left alone.
fresh
mkdir -p "$root/$dropin"
gp enable 02:00 --yes
says "a directory in place of the drop-in" 3 "*/$dropin: it cannot be read: it is a directory"
fresh
mkdir -p "$root/${dropin%/*}"
ln -s elsewhere "$root/$dropin"
gp enable 02:00 --yes
says "a link in place of the drop-in" 1 "*/$dropin: it is a symbolic link, which is not replaced*"
check "a link in place of the drop-in: it stays" test -L "$root/$dropin" -a ! -e "$root/${dropin%/*}/elsewhere"
fresh
: >"$root/run/gpupt"
gp enable 02:00 --yes
says "no lock can be made" 3 '*/run/gpupt/lock: it cannot be made: not a directory; nothing was changed'
check "no lock can be made: nothing is written" test ! -e "$root/$dropin"
if [ "$(id -u)" = 0 ]; then
	fresh
	unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && shift && exec "$@"' \
		"$root" - "$gpupt" enable 02:00 --yes --root "$root" >"$work/out" 2>&1 </dev/null
	status=$?
	says "a read-only root" 3 '*it cannot be made: read-only file system; nothing was changed'
else
	skip "a read-only root" "only root can make one"
fi
gp enable 02:00 --timeout 0
says "--timeout 0" 2 '*--timeout: expected seconds*'

# The trace of a killed run, as it lies there after a reboot and before one.
fresh
mkdir -p "$root/${dropin%/*}" "$root/run/gpupt"
echo 'old text' >"$root/${dropin%/*}/.gpupt-orig"
: >"$root/${dropin%/*}/.gpupt-new"
echo '4242 enable' >"$root/run/gpupt/lock"
gp enable 02:00
says "a killed run: named" 1 "*/run/gpupt/lock: gpupt enable (process 4242) did not come to its end*
warning: /${dropin%/*}/.gpupt-new: left by a run that was killed: a new text*
warning: /${dropin%/*}/.gpupt-orig: left by a run that was killed: the text from before in /$dropin
*Nothing was changed."
gp check --all
says "a killed run: check names it" '[013]' "*boot-config*gpupt enable (process 4242) did not*gpupt-orig: left by*"
gp enable 02:00
says "a killed run: named until something is done" 1 "*process 4242*gpupt-orig: left by*Nothing was changed."
gp enable 02:00 --yes
equal "a killed run: then it is gone" "0 gpupt.cfg 0" \
	"$status $(ls -A "$root/${dropin%/*}") $(stat -c %s "$root/run/gpupt/lock")"

kills='mv /usr/sbin/update-grub /usr/sbin/ug
	printf "#!/bin/sh\nkill -9 \$PPID\n" >/usr/sbin/update-grub
	chmod +x /usr/sbin/update-grub
	"$gpupt" enable 02:00 --yes'
live "killed while update-grub ran, then once more" 0 \
	"*Killed*lock: gpupt enable (process *) did not come to its end*.gpupt-orig: left by*made anew*Done*status 0
drop-in left
in the boot menu" "$kills
	mv /usr/sbin/ug /usr/sbin/update-grub"
live "killed while update-grub ran: disable names it too" 0 \
	"*Killed*lock: gpupt enable (process *) did not come to its end*.gpupt-orig: left by*Done*status 0" "$kills
	mv /usr/sbin/ug /usr/sbin/update-grub
	gpupt_real=\$gpupt; gpupt() { \"\$gpupt_real\" disable --yes; }; gpupt=gpupt"
live "SIGTERM while the images are built: taken back" 1 \
	'*==> update-initramfs*Taking the change back*as it was*status 1' \
	'printf "#!/bin/sh\nkill -TERM \$PPID\nsleep 20\n" >/usr/sbin/update-initramfs'
live "SIGTERM to gpupt alone while update-grub runs: taken back" 1 \
	'*==> update-grub*Taking the change back*Generating*as it was*status 1' \
	'mv /usr/sbin/update-grub /usr/sbin/ug
	printf "#!/bin/sh\n[ -e /once ] || { : >/once; kill -TERM \$PPID; }\nexec /usr/sbin/ug\n" >/usr/sbin/update-grub
	chmod +x /usr/sbin/update-grub'
hangs='mv /usr/sbin/update-grub /usr/sbin/ug
	printf "#!/bin/sh\n[ ! -e /once ] || exec /usr/sbin/ug\n: >/once\n%ssleep 50\nsleep 50\n" "$trap" >/usr/sbin/update-grub
	chmod +x /usr/sbin/update-grub
	gpupt_real=$gpupt; gpupt() { "$gpupt_real" enable 02:00 --yes --timeout 2; }; gpupt=gpupt'
live "update-grub hangs: ended, and taken back" 1 \
	'*update-grub: it did not end within 2 seconds*Taking the change back*Generating*as it was*status 1' "trap=
	$hangs"
live "update-grub hangs and will not end" 1 \
	'*update-grub: it did not end within 2 seconds*Taking the change back*Generating*as it was*status 1' \
	"trap=\"trap '' TERM;\"
	$hangs"
live "the program changes the file itself: taken back is what can be" 1 \
	'*gpupt.cfg: it is not what was written, now that the program has run*Taking the change back*somebody else has changed it*could not be taken back whole*lock: enable*' \
	'printf "#!/bin/sh\necho by the program >/etc/default/grub.d/gpupt.cfg\n" >/usr/sbin/update-grub'

# Nothing that is copied is cut, however long.
fresh
long=$(printf '0000:00:05.0/00@10de:2204:1043:8708,%.0s' $(seq 300))
gp plan 02:00 --cmdline-text "gpupt.slots=$long"
check "a list of 10 kB is printed whole or not at all" \
	[ "$(grep -oE 'gpupt.slots=[^ ]*,[^ ]*' "$work/out" | tr , '\n' | grep -vcE '^(gpupt.slots=)?0000:00:05.0/00@10de:2204:1043:8708$')" = 0 ]
mkdir -p "$root/${dropin%/*}"
printf 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT gpupt.slots=%s%s"\n' "$long" "$slot1" >"$root/$dropin"
gp disable 03:00 --yes
says "the list of what is enabled is whole" '[12]' "*$slot1"
