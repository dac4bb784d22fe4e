# shellcheck shell=sh
# Bad input, and machines where things are missing: what, where and what next, in one line.

make_tree gv102-pair
wrong 'errors begin so' 2 'error: frobnicate: unknown' frobnicate
wrong 'an unknown command, with the nearest' 2 'sttaus: unknown command; did you mean status?' sttaus
wrong 'an unknown command, far from all' 2 'frobnicate: unknown command; see gpupt --help' frobnicate
wrong 'an unknown option, with the nearest' 2 '--jsno: unknown option; did you mean --json?' list --jsno
wrong 'an unknown option, far from all' 2 '--foo: unknown option; see gpupt list --help' list --foo
wrong 'an unknown option before the command' 2 'did you mean --version?' --versoin list
wrong 'an unknown letter' 2 '-x: unknown option; see gpupt plan --help' plan -x
wrong 'a letter that another command has' 2 '-n: unknown option; see gpupt list --help' list -n
wrong 'help for what is no command' 2 'frobnicate: unknown command; see gpupt --help' help frobnicate
wrong 'JSON of an export' 2 'an export has the platform' export qemu --json --root "$root"
wrong 'quiet, where there is a question to ask' 2 'give --yes or --dry-run, too' enable -q 02:00 --root "$root"
wrong 'quiet disable, where there is a question to ask' 2 'give --yes or --dry-run, too' disable -q --root "$root"
wrong 'an option without its argument' 2 '--cmdline: an argument is missing' plan --cmdline
wrong 'an option with an argument too many' 2 '--all=x: this option takes no argument' list --all=x
wrong 'an argument too many' 2 '02:00: unexpected argument' list --root "$root" 02:00
wrong 'an argument too many for status' 2 'x: unexpected argument' status --root "$root" x
wrong 'both ways of a command line' 2 'give one of them' plan --cmdline a --cmdline-text b --root "$root"
wrong 'no slot' 2 '0g.0h: this is not a slot: expected [DOMAIN:]BUS:DEV' plan 0g.0h --root "$root"
for spelt in 3b.00 3b-00 0000.3b.00 3b/00.0 3b:0x; do
	case $spelt in
	*.0) meant=3b:00.0 ;;
	0000*) meant=0000:3b:00 ;;
	*) meant=3b:00 ;;
	esac
	wrong "a slot that is spelt otherwise: $spelt" 2 "error: $spelt: this is not a slot: did you mean $meant?" \
		plan "$spelt" --root "$root"
done
wrong 'the same of enable' 2 'did you mean 3b:00?' enable 3b.00 --root "$root"
check 'the same on a command line' grep -q 'gpupt.slots=3b.00: expected .*' <<END
$(run plan --cmdline-text gpupt.slots=3b.00 | tr '\n' ' ' | grep 'did you mean 3b:00?')
END
wrong 'the same of export' 2 'did you mean 3b:00?' export qemu 3b.00 --root "$root"
wrong 'no slot: where they are' 2 'or a path such as 00:05.0/00.0; gpupt list shows the slots' plan GPU1 --root "$root"
wrong 'no slot: the parameter' 2 'did you mean 3b:00?' plan gpupt.slots=3b:00 --root "$root"
wrong 'no slot: a bus' 2 'did you mean 3b:00?' enable 3b --root "$root"
wrong 'no slot: an ID' 2 'error: 10DE:1E07: this is an ID, and no slot: it is at 0000:3b:00.0, 0000:af:00.0' \
	probe 10DE:1E07 --root "$root"
wrong 'no slot: nothing' 2 "error: '': this is not a slot: expected" plan '' --root "$root"
wrong 'no command: nothing' 2 "error: '': unknown command" ''
wrong 'no command: version' 2 'did you mean --version?' version
wrong 'a format, nearly' 2 'libvrt: unknown format; did you mean libvirt?' export libvrt
wrong 'no format' 2 'x: unknown format; there are: lxd' export x
wrong 'an option for an argument' 2 '--svg: an argument is missing' list --svg --root "$root"
wrong 'an option for an argument, with one of its own' 2 '--force: an argument is missing' enable --force --root="$root" 3b:00
wrong 'an option for an argument, in front' 2 '--root: an argument is missing' --root --machine x list
wrong 'the demo of another root' 2 'demo: not with --root: it shows a machine of its own' demo --root "$root"
wrong 'a directory for a captured machine' 3 'it is a directory, which --root looks at' --machine "$root" list
for hop in 00:00 00:01 05:00 3c:00 ff:1f; do
	wrong "a hint is a slot of a GPU: $hop" 1 'there is no such slot; the nearest is 0000:' enable "$hop" --root "$root"
	check "... $hop" grep -qE 'nearest is 0000:(03|3b|af):00$' "$work/err"
done
wrong 'a slot with bytes that no terminal wants' 2 '\x1b[31m: this is not a slot' plan "$(printf '\033[31m')" --root "$root"
wrong 'a root that is not there' 3 "$work/nothing: this root cannot be opened: no such file" list --root "$work/nothing"
wrong 'a root that is a file' 3 'this root cannot be opened: not a directory' list --root "$work/err"
wrong 'modules without a kernel' 2 'For the running one: gpupt modules --kernel' modules --root "$root"
wrong 'modules of a kernel that is not there' 3 '9.9: this kernel has no directory' modules --kernel 9.9 --root "$root"
wrong 'modules of no version' 2 'this kernel is not a kernel version' modules --kernel ../x --root "$root"
equal 'no command at all' 'exit 2' "$("$gpupt" 2>/dev/null; echo "exit $?")"
for where in "--root $root list" "list --root $root" "list --root=$root" "--no-color --root $root list"; do
	# shellcheck disable=SC2086 # words
	equal "options anywhere: gpupt $where" "$(run list | sed '$d')" "$("$gpupt" $where)"
done
equal 'help is what --help says' "$("$gpupt" --help; "$gpupt" plan --help; "$gpupt" export lxd --help)" \
	"$("$gpupt" help; "$gpupt" help plan; "$gpupt" help export lxd)"
equal 'letters in front: -h, -V' "$("$gpupt" --help; "$gpupt" --version)" "$("$gpupt" -h; "$gpupt" -V)"
for command in list plan 'check --all' 'list --json' status capture; do
	# shellcheck disable=SC2086 # words
	said=$("$gpupt" $command --root "$root" 2>/dev/null) status=$?
	check "gpupt $command says something" [ -n "$said" ]
	# shellcheck disable=SC2086 # words
	equal "gpupt -q $command: the exit status and no word" "$status " \
		"$("$gpupt" -q $command --root "$root" 2>"$work/err" >"$work/out"; echo "$? $(cat "$work/out")")"
done
equal 'gpupt check -v is check --all' "$(run check --all)" "$(run check -v)"
run --no-color enable --yes --dry-run 3b:00 >"$work/dry"
equal 'letters in one word: -yn' "$(cat "$work/dry")" "$(run --no-color enable -yn 3b:00)"
check 'letters in one word: something was said' grep -q gpupt.slots "$work/dry"
for command in list 'plan --json' plan 'list --json'; do
	# shellcheck disable=SC2086 # words
	"$gpupt" $command --root "$root" >/dev/full 2>"$work/err"
	equal "gpupt $command on a full disk" '3 1' "$? $(grep -c 'standard output: it cannot be written' "$work/err")"
done

rm -r "$root/sys"
wrong 'list without sysfs' 3 '/sys/bus/pci/devices: the PCI devices cannot be read: no such file' list --root "$root"
equal 'plan without sysfs' 'exit 3' "$(run plan 3b:00 | tail -n 1)"
for options in '' --json -q; do
	for of in 'plan --cmdline-text gpupt.slots=3b:00' 'plan --cmdline /nonexistent'; do
		# shellcheck disable=SC2086 # words
		run $of $options >"$work/out"
		equal "gpupt $of $options: why it could not be found out is on standard error" 'exit 3 1' \
			"$(tail -n 1 "$work/out") $(grep -cE '^error: /(sys|nonexistent).*: no such file' "$work/err")"
	done
done
wrong 'no plan without sysfs' 3 'error: /sys/bus/pci/devices: ' plan --cmdline-text gpupt.slots=3b:00 --root "$root"
claim 01:00
rm -r "$root/sys"
wrong 'status without sysfs' 3 '/sys/bus/pci/devices: the PCI devices cannot be read' status --root "$root"

claim 01:00
cp "$root/run/gpupt/report.json" "$work/report"
report=$root/run/gpupt/report.json
corrupt() { # NAME WORDS: the report as it is now cannot be used
	wrong "a report that is $1" 3 "/run/gpupt/report.json: the report of the boot cannot be used: $2" \
		status --root "$root"
}
head -c 300 "$work/report" >"$report"
corrupt 'cut off' 'it is not JSON'
: >"$report"
corrupt empty 'it is not JSON; dmesg | grep gpupt: shows what the binder said'
echo '[1, 2]' >"$report"
corrupt 'an array' 'it is not a report of gpupt'
sed 's/"format": 1/"format": 2/' "$work/report" >"$report"
corrupt 'in another format' 'it is in a format of another version'
sed 's/"claims": \[/"claims": 7, "x": [/' "$work/report" >"$report"
corrupt 'without claims' 'it has no list'
sed 's/"0000:01:00.1"/"0000:01:00"/' "$work/report" >"$report"
corrupt 'of no address' 'one of its claims cannot be understood'
sed 's/"state": "claimed"/"state": 7/' "$work/report" >"$report"
corrupt 'of a wrong type' 'one of its claims cannot be understood'
sed 's/"driver": "vfio-pci"/"driver": null/' "$work/report" >"$report"
corrupt 'null where it may not be' 'one of its claims cannot be understood'
sed "s/\"driver\": \"vfio-pci\"/\"driver\": \"$(head -c 5000 /dev/zero | tr '\0' v)\"/" "$work/report" >"$report"
corrupt 'too long' 'one of its claims cannot be understood'
sed 's/"notes": \[/"notes": [ 3 /' "$work/report" >"$report"
corrupt 'wrong in its notes' 'one of its notes cannot be understood'
{ head -c 200 "$work/report"; printf '\0'; tail -c +200 "$work/report"; } >"$report"
corrupt 'broken by a NUL' 'it is not JSON'
head -c 2000000 /dev/zero | tr '\0' '[' >"$report"
corrupt huge 'file too large'
head -c 1000000 /dev/zero | tr '\0' '[' >"$report"
corrupt 'deep without end' 'it is not JSON'
rm "$report"
mkdir "$report"
corrupt 'a directory' 'error 21'
rmdir "$report"
wrong 'no report though claims were asked for' 3 'asks for claims, but the boot left no report' status --root "$root"
rm "$root/proc/cmdline"
wrong 'no report and no command line' 3 'asks for claims, but the boot left no report' status --root "$root"

# What only root may read. The programs are copied to where anybody may.
as_nobody() { # ARGUMENT...
	setpriv --reuid=65534 --regid=65534 --clear-groups "$work/gpupt" "$@"
}
if [ "$(id -u)" = 0 ]; then
	claim 01:00
	cp "$gpupt" "$work/gpupt"
	chmod 755 "$work"
	chmod 600 "$report"
	equal 'status: no permission for the report' '3 1' \
		"$(as_nobody status --root "$root" 2>"$work/err"; echo "$? $(grep -c 'permission denied' "$work/err")")"
	chmod 644 "$report"
	equal 'status: without root' 0 "$(as_nobody status --root "$root" >"$work/out" 2>&1; echo $?)"
	chmod 700 "$root/sys/bus/pci/devices"
	equal 'list: no permission for sysfs' '3 1' \
		"$(as_nobody list --root "$root" 2>"$work/err"; echo "$? $(grep -c 'permission denied' "$work/err")")"
else
	skip 'no permission' 'only root can take permissions away from others'
fi

# More functions than there is room for are not passed over in silence.
make_full_tree
equal 'list: a machine with too many functions' '0 1 16384' "$(
	"$gpupt" list --all --json --root "$root" 2>"$work/err" >"$work/out"
	echo "$? $(grep -c 'only 16384 functions are looked at' "$work/err") $(jq '.devices | length' "$work/out")")"
