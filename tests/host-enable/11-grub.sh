# shellcheck shell=sh disable=SC2016,SC2154
# Sourced by run: GRUB: what people write into the drop-in, what a bare -- does, which entry
# of the menu boots next, and a configuration that has not reached the menu.

put_dropin() { # LINE...
	mkdir -p "$root/etc/default/grub.d"
	printf '%s\n' "$@" >"$root/$dropin"
}

dropin_is() { # NAME LINE...
	dropin_name=$1
	shift
	equal "$dropin_name" "$(printf '%s\n' "$@")" "$(grep -v '^#' "$root/$dropin" 2>&1)"
}

menu() { # PARAMETERS: of the entry that boots next
	sed -i "s|\tlinux.*|\tlinux /vmlinuz-$rel root=/dev/vda ro $*|;" "$root/boot/grub/grub.cfg"
}

checked() { # NAME VERDICT PATTERN: what check says of the boot configuration
	"$gpupt" check --json --root "$root" >"$work/json" 2>"$work/err"
	checked_got=$(jq -r '.checks[] | select(.id == "boot-config") | "\(.result)|\(.text)|\(.hint)"' "$work/json")
	# shellcheck disable=SC2254 # a pattern
	case $checked_got in
	$2\|$3) ok "$1" ;;
	*) not_ok "$1" "wanted: $2|$3" "got:    $checked_got" ;;
	esac
}

var='$GRUB_CMDLINE_LINUX_DEFAULT'

# Behind a bare -- the kernel gives everything to init: ours stand in front.
fresh
echo 'GRUB_CMDLINE_LINUX_DEFAULT="quiet -- splash"' >"$root/etc/default/grub"
gp enable 02:00 --yes
equal "grub: in front of a bare --" "gpupt.slots=$slot2 quiet -- splash" "$(grub_line)"
menu "quiet -- gpupt.slots=$slot2"
checked "check: parameters behind a bare -- in the menu" fail "*behind a bare --*init*"
menu "gpupt.slots=$slot2 quiet -- splash"
checked "check: in front of it all is well" warn "*the next one gets 'gpupt.slots=$slot2'*"

# What somebody else wrote into the drop-in stays.
fresh
put_dropin "GRUB_TIMEOUT=9" "GRUB_CMDLINE_LINUX_DEFAULT=\"$var gpupt.keep=01:00 gpupt.slots=02:00\""
gp enable 02:00 --yes
dropin_is "drop-in: a guard and another variable stay" "GRUB_TIMEOUT=9" \
	"GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var gpupt.keep=01:00\""
gp disable --yes
dropin_is "drop-in: ... also when the slots go" "GRUB_TIMEOUT=9" \
	"GRUB_CMDLINE_LINUX_DEFAULT=\"$var gpupt.keep=01:00\""
gp disable --yes
says "drop-in: ... and nothing is enabled then" 0 'Nothing is enabled*'

fresh
put_dropin 'GRUB_CMDLINE_LINUX_DEFAULT="${GRUB_CMDLINE_LINUX_DEFAULT} gpupt.slots=02:00"'
gp enable 02:00 --yes
dropin_is 'drop-in: ${} is understood' \
	"GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 \${GRUB_CMDLINE_LINUX_DEFAULT}\""
gp disable --yes
check 'drop-in: ${} is all that is left: the file goes' test ! -e "$root/$dropin"

fresh
put_dropin 'GRUB_CMDLINE_LINUX_DEFAULT+=" gpupt.slots=02:00 gpupt.host=desktop"'
gp enable 02:00 --yes
dropin_is "drop-in: += is understood" 'GRUB_CMDLINE_LINUX_DEFAULT+=" gpupt.host=desktop"' \
	"GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var\""
gp disable --yes
dropin_is "drop-in: ... and stays" 'GRUB_CMDLINE_LINUX_DEFAULT+=" gpupt.host=desktop"'

fresh
put_dropin "GRUB_CMDLINE_LINUX_DEFAULT='quiet gpupt.slots=02:00'"
gp enable 02:00 --yes
dropin_is "drop-in: what overwrites the variable stays, ours follows" \
	"GRUB_CMDLINE_LINUX_DEFAULT='quiet'" "GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var\""

fresh
put_dropin "GRUB_CMDLINE_LINUX=\"\$GRUB_CMDLINE_LINUX gpupt.slots=02:00 \\\"dyndbg=func foo +p\\\"\""
gp enable 02:00 --yes
dropin_is "drop-in: another variable, with quotes for the kernel" \
	"GRUB_CMDLINE_LINUX=\"\$GRUB_CMDLINE_LINUX \\\"dyndbg=func foo +p\\\"\"" \
	"GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var\""

for form in 'if true; then GRUB_CMDLINE_LINUX_DEFAULT="gpupt.slots=02:00"; fi' \
	'GRUB_CMDLINE_LINUX_DEFAULT="$(cat /etc/line) gpupt.slots=02:00"' \
	'GRUB_CMDLINE_LINUX_DEFAULT="gpupt.slots=02:00' \
	'GRUB_CMDLINE_LINUX_DEFAULT="quiet -- gpupt.slots=02:00"'; do
	fresh
	put_dropin "$form"
	cp "$root/$dropin" "$work/before"
	gp enable 02:00 --yes
	says "drop-in: refused with a reason: $form" 1 '*gpupt.cfg: line 1 has gpupt.slots in a form*'
	check "drop-in: ... and as it was" cmp "$work/before" "$root/$dropin"
	gp disable --yes
	equal "drop-in: ... nor is it taken out" "1 $(cat "$work/before")" "$status $(cat "$root/$dropin")"
done

# Bad files.
fresh
printf 'GRUB_CMDLINE_LINUX_DEFAULT="%s gpupt.slots=02:00"\r\nGRUB_TIMEOUT=1\r' "$var" >"$root/etc/default/x"
mkdir "$root/etc/default/grub.d"
mv "$root/etc/default/x" "$root/$dropin"
gp enable 02:00 --yes
equal "drop-in: CRLF, no final newline" \
	"$(printf 'GRUB_CMDLINE_LINUX_DEFAULT="gpupt.slots=%s %s"\r\nGRUB_TIMEOUT=1\r' "$slot2" "$var")" \
	"$(cat "$root/$dropin")"
fresh
put_dropin '# Zwölf Bäume' 'GRUB_DISTRIBUTOR="Größe"'
printf '# x' >>"$root/$dropin"
gp enable 02:00 --yes
equal "drop-in: not ASCII, no final newline" \
	"$(printf '%s\n' '# Zwölf Bäume' 'GRUB_DISTRIBUTOR="Größe"' '# x' "GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var\"")" \
	"$(cat "$root/$dropin")"
fresh
mkdir -p "$root/$dropin"
gp enable 02:00 --yes
says "drop-in: a directory" 3 '*gpupt.cfg: it cannot be read: it is a directory*'
fresh
put_dropin "$(head -c 1048576 /dev/zero | tr '\0' '#')"
"$gpupt" enable 02:00 --yes --root "$root" >"$work/out" 2>&1
status=$?
equal "drop-in: 1 MiB" "0 1048577" "$status $(grep '^##' "$root/$dropin" | wc -c)"
fresh
mkdir -p "$root/etc/default/grub.d"
printf 'A=1\0B=2\n' >"$root/$dropin"
gp enable 02:00 --yes
says "drop-in: no text" 3 '*gpupt.cfg: it cannot be read*'

# A configuration that has not reached the menu.
fresh
put_dropin "GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var\""
checked "not applied: check says what to run" fail \
	"/$dropin has 'gpupt.slots=$slot2', but the boot menu does not (boot/grub/grub.cfg)|run update-grub"
gp enable 02:00 --yes
says "not applied: enable makes the menu anew" 0 '*are not: made anew*would run: update-grub*'
sed -i 's/"quiet"/"quiet gpupt.keep=01:00"/' "$root/etc/default/grub"
menu "gpupt.slots=$slot2 quiet"
gp enable 02:00 --yes
says "not applied: a guard in /etc/default/grub" 0 '*made anew*would run: update-grub*'
checked "not applied: ... and check" fail "*has 'gpupt.keep=01:00', but the boot menu does not*|run update-grub"
fresh
echo 'GRUB_CMDLINE_LINUX_DEFAULT="quiet gpupt.slots=02:00"' >"$root/etc/default/grub"
checked "not applied: written by hand" fail \
	"/etc/default/grub has 'gpupt.slots=02:00', but the boot menu does not*|run update-grub"
fresh
menu "gpupt.slots=$slot2 quiet"
touch -d '1 hour ago' "$root/boot/grub/grub.cfg"
touch "$root/etc/default/grub"
checked "not applied: taken out, and still in the menu" fail \
	"the boot menu (/boot/grub/grub.cfg) has 'gpupt.slots=$slot2', but the configuration, which is newer*|run update-grub"

# A file that is read after ours, and sets the variable anew.
fresh
put_dropin "GRUB_CMDLINE_LINUX_DEFAULT=\"gpupt.slots=$slot2 $var\""
echo "GRUB_CMDLINE_LINUX_DEFAULT='quiet splash'" >"$root/etc/default/grub.d/zz-local.cfg"
checked "not applied: a later file sets it anew" fail \
	"/$dropin has 'gpupt.slots=$slot2', but /etc/default/grub.d/zz-local.cfg is read after it and sets *|begin the value there with \$GRUB_CMDLINE_LINUX_DEFAULT*"
echo "GRUB_CMDLINE_LINUX_DEFAULT=\"$var crashkernel=1G\"" >"$root/etc/default/grub.d/zz-local.cfg"
echo 'GRUB_CMDLINE_LINUX_DEFAULT="console=tty1"' >"$root/etc/default/grub.d/50-cloudimg-settings.cfg"
menu "console=tty1 gpupt.slots=$slot2 crashkernel=1G"
checked "not applied: ... but not one that adds to it, nor an earlier one" warn "this boot had nothing of gpupt, *"

# A long list is compared whole.
fresh
long=gpupt.slots=$(seq -f '%02.0f:00@10de:2204:1043:8708' -s , 10 49)
put_dropin "GRUB_CMDLINE_LINUX_DEFAULT=\"$long $var\""
menu "quiet"
checked "not applied: more than 512 bytes" fail "*gpupt.slots=10:00@10de*...', but the boot menu does not*"
menu "$long,50:00"
checked "not applied: ... that differ at their end" fail "*gpupt.slots=10:00@10de*...', but the boot menu does not*"

# Which entry of the menu boots next.
two_entries() { # DEFAULT
	cat >"$root/boot/grub/grub.cfg" <<-END
		if [ -s \$prefix/grubenv ]; then
		  load_env
		fi
		if [ "\${next_entry}" ] ; then
		   set default="\${next_entry}"
		else
		   set default="$1"
		fi
		function savedefault {
		  true
		}
		menuentry 'Debian' --class gnu \$menuentry_id_option 'gnulinux-simple' {
			linux	/vmlinuz-$rel root=/dev/vda ro quiet
		}
		submenu 'Advanced options' \$menuentry_id_option 'gnulinux-advanced' {
			menuentry 'Debian, with 6.99' --id 'gnulinux-6.99' {
				if true; then
					true
				fi
				linux	/vmlinuz-$rel root=/dev/vda "dyndbg=func foo +p" ro gpupt.slots=02:00
			}
			menuentry 'Debian, recovery' \$menuentry_id_option 'gnulinux-recovery' {
				linux	/vmlinuz-$rel root=/dev/vda ro single gpupt.slots=03:00 \$vt_handoff
			}
		}
		menuentry 'UEFI Firmware Settings' {
			fwsetup
		}
	END
}
grubenv() { # LINE...
	{
		echo '# GRUB Environment Block'
		printf '%s\n' "$@"
		printf '####'
	} >"$root/boot/grub/grubenv"
}
boots_next() { # NAME PATTERN: of the plan for it, which need not be a good one
	"$gpupt" plan --root "$root" >"$work/out" 2>&1
	status=$?
	says "next entry: $1" "$status" "$2"
}
fresh
two_entries 0
boots_next "the first" 'Nothing to do*'
two_entries 1
boots_next "a submenu's first" "*gpupt.slots=02:00*"
two_entries '1>1'
boots_next "by numbers" "*gpupt.slots=03:00*"
two_entries 'gnulinux-advanced>gnulinux-6.99'
boots_next "by IDs" "*gpupt.slots=02:00*"
two_entries 'Advanced options>Debian, recovery'
boots_next "by titles" "*gpupt.slots=03:00*"
two_entries '${saved_entry}'
grubenv 'saved_entry=gnulinux-advanced>gnulinux-recovery'
boots_next "saved_entry" "*gpupt.slots=03:00*"
two_entries 0
grubenv 'next_entry=gnulinux-advanced>gnulinux-6.99'
boots_next "next_entry, once" "*gpupt.slots=02:00*"
two_entries 'no such entry'
grubenv
boots_next "one that is not there: the first" 'Nothing to do*'
two_entries 2
checked "next entry: no kernel: unknown, and why" warn "*not known (GRUB): entry 'UEFI Firmware Settings' boots next, and it has no line with a kernel*"
: >"$root/boot/grub/grub.cfg"
checked "next entry: an empty menu" warn "*not known (GRUB): /boot/grub/grub.cfg has no entry*"
rm "$root/boot/grub/grub.cfg"
mkdir "$root/boot/grub/grub.cfg"
checked "next entry: a directory in place of the menu" warn "*not known (GRUB): /boot/grub/grub.cfg: *"
