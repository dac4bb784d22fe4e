# shellcheck shell=sh
# Help, manual pages and completion name the same commands and options as the program; nothing is
# wider than a terminal.

options_of() { # FILE: the long options in a help
	sed -n 's/^  \(-[a-zA-Z], \)*--\([a-z-]*\).*/\2/p' "$1" | sort -u
}
letters_of_man() { # COMMAND: "n dry-run"
	sed -n "/^\.Ss $1\$/,/^\.S[sh] /p; /^\.Sh COMMON OPTIONS\$/,/^\.Sh COMMANDS/p" man/gpupt.8 |
		sed -n 's/^\.It Fl \([a-zA-Z]\) , Fl -\([a-z-]*\).*/\1 \2/p' | sort
}

"$gpupt" --help >"$work/help"
commands=$(sed -n 's/^  \([a-z][a-z]*\)  *.*/\1/p' "$work/help")
for command in $commands; do
	"$gpupt" "$command" --help >"$work/$command.help"
	options_of "$work/$command.help" >"$work/help-options"
	{
		sed -n "/^\.Ss $command\$/,/^\.S[sh] /s/^\.It \(Fl [a-zA-Z] , \)*Fl -\([a-z-]*\).*/\2/p" man/gpupt.8
		sed -n '/^\.Sh COMMON OPTIONS$/,/^\.Sh COMMANDS/s/^\.It \(Fl [a-zA-Z] , \)*Fl -\([a-z-]*\).*/\2/p' man/gpupt.8
	} | sort -u >"$work/man-options"
	equal "manual: the options of $command" "$(cat "$work/help-options")" "$(cat "$work/man-options")"
	equal "manual: the letters of $command" \
		"$(sed -n 's/^  -\([a-zA-Z]\), --\([a-z-]*\).*/\1 \2/p' "$work/$command.help" | sort)" \
		"$(letters_of_man "$command")"
	equal "gpupt help $command" "$(cat "$work/$command.help")" "$("$gpupt" help "$command")"
	equal "gpupt $command -h" "$(cat "$work/$command.help")" "$("$gpupt" "$command" -h)"
	check "manual: $command is in its synopsis" grep -qE "^\.Cm $command( |\$)" man/gpupt.8
	# The program's own list is what getopt_long takes: each of the manual's is known to it.
	unknown=
	while read -r option; do
		"$gpupt" "$command" "--$option" 2>&1 >/dev/null </dev/null | grep -q 'unknown option' &&
			unknown="$unknown $option"
	done <"$work/man-options"
	equal "program: it knows the options of $command" '' "$unknown"
done

# The documents, too: every option behind a command's name.
documented() {
	grep -ohE 'gpupt [a-z]+ [^`|;#&()]*--[^`|;#&()]*' README.md SECURITY.md docs/*.md ansible/*.md |
		while read -r gpupt_word command rest; do
			[ -f "$work/$command.help" ] || continue
			for word in $rest; do
				word=${word#[}
				case $word in --[a-z]*) echo "$command $(echo "${word#--}" | sed 's/[^a-z-].*//')" ;; esac
			done
		done | sort -u
}
documented >"$work/documented"
check 'documents: there are options in them' [ "$(wc -l <"$work/documented")" -ge 15 ]
equal 'documents: no option that the command does not have' '' \
	"$(while read -r command option; do
		options_of "$work/$command.help" | grep -qx -e "$option" || echo "$command --$option"
	done <"$work/documented")"

# What zsh shows, by pressing Tab in one.
tab() { # WORDS PATTERN: zsh shows it
	check "zsh: gpupt $1 and Tab: $2" timeout 60 zsh -f tests/host/press-tab.zsh \
		"$gpupt --root $root" "$1" "$2"
}

# Words that bash offers behind "gpupt LINE", with the colon between words as bash has it.
cat >"$work/complete" <<'END'
program=$0 root=$1
gpupt() { "$program" --root "$root" "$@"; }
. completion/gpupt
COMP_LINE="${3-}gpupt $2" COMP_POINT=$((6 + ${#2} + ${#3}))
_gpupt
printf '%s\n' "${COMPREPLY[@]}"
END
offered() { # LINE [IN-FRONT]
	bash -c "$(cat "$work/complete")" "$gpupt" "$root" "$1" "${2-}" | sort
}
make_tree gv102-pair
check 'bash: its completion has no mistake' bash -n completion/gpupt
bad=
for command in $commands; do
	offered '' | grep -qx "$command" || bad="$bad $command"
	grep -q "^		'$command:" completion/_gpupt || bad="$bad zsh:$command"
	options_of "$work/$command.help" | sed 's/^/--/' >"$work/options"
	[ "$(offered "$command --")" = "$(cat "$work/options")" ] || bad="$bad options:$command"
	{
		sed -n "/^		\(.* | \)*$command\( | .*\)*)\$/,/;;/p" completion/_gpupt
		sed -n '/common=(/,/)$/p' completion/_gpupt
	} | grep -oE "'[*]?--[a-z-]+" | tr -d "'*" | sort -u >"$work/zsh"
	[ "$(cat "$work/zsh")" = "$(cat "$work/options")" ] || bad="$bad zsh-options:$command"
done
equal 'completion: commands and options are those of the help' '' "$bad"
equal 'bash: slots of the machine' '03:00 3b:00 af:00' "$(offered 'plan ' | paste -sd' ')"
equal 'bash: slots behind a colon' 00 "$(offered 'plan 3b:' | paste -sd' ')"
equal 'bash: slots with their domain' '03:00 3b:00 af:00' "$(offered 'plan 0000:' | paste -sd' ')"
equal 'bash: a second slot' '3b:00' "$(offered 'plan af:00 3' | paste -sd' ')"
for given in 'plan af:00 ' 'plan 0000:af:00 ' 'plan af:00.1 --json ' 'enable --force / af:00 -y '; do
	equal "bash: no slot twice: $given" '03:00 3b:00' "$(offered "$given" | paste -sd' ')"
done
equal 'bash: behind sudo' '03:00 3b:00 af:00' "$(offered 'enable ' 'sudo -E ' | paste -sd' ')"
equal 'bash: a command behind sudo' 'enable' "$(offered 'ena' 'sudo /usr/bin/' | paste -sd' ')"
equal 'bash: nothing is enabled' '' "$(offered 'disable ' | paste -sd' ')"
cp "$root/proc/cmdline" "$work/cmdline"
echo gpupt.slots=3b:00 >"$root/proc/cmdline"
equal 'bash: what is enabled' '3b:00' "$(offered 'disable ' | paste -sd' ')"
tab 'disable 3' '*3b:00*'
cp "$work/cmdline" "$root/proc/cmdline"
mkdir -p "$work/other/one" "$work/other/two"
equal 'bash: --root=DIR' "$work/other/one $work/other/two" "$(offered "list --root=$work/other/" | paste -sd' ')"
build/mkmachine tests/machines/rtx3090-twins "$work/twins"
sed 's/gpupt() .*/gpupt() { "$program" "$@"; }/' "$work/complete" >"$work/complete-elsewhere"
for given in "--root=$work/twins plan " "--root $work/twins plan " "plan --root=$work/twins "; do
	equal "bash: the slots of another root: ${given%%[= ]*}" '01:00 02:00' \
		"$(bash -c "$(cat "$work/complete-elsewhere")" "$gpupt" / "$given" '' | sort | paste -sd' ')"
done

# The same in zsh.
tab enab '*gpupt enable*'
tab 'plan ' '*03:00*3b:00*af:00*'
tab 'plan 0000:3' '*0000:3b:00*'
tab 'enable af:00 3' '*3b:00*'
tab 'plan af:00 ' '*03:00*3b:00*'
tab 'export lib' '*libvirt*'
tab 'rehearse --kv' '*--kvm*'

for page in man/*; do
	# What it refers to need not be installed here.
	equal "$page: no complaint of mandoc" '' \
		"$(mandoc -T lint "$page" | grep -v 'referenced manual not found')"
done
words() { # PREFIX: of the rows in words.h
	sed -n "s/^	X($1_[A-Z_]*, \"\([a-z-]*\)\".*/\1/p" src/core/words.h
}
words REASON | sort >"$work/reasons"
equal 'manual: every reason, and no other' "$(cat "$work/reasons")" \
	"$(sed -n '/^The reasons/,/^\.El/s/^\.It Cm //p' man/gpupt-bind.8 | sort)"
equal 'manual: every check, in the order of the program' \
	"$(sed -n 's/^	X("\([a-z-]*\)", check_.*/\1/p' src/host/check/checks.h)" \
	"$(sed -n '/^The checks, and/,/^\.El/s/^\.It Cm //p' man/gpupt.8)"
equal 'manual: every finding of probe, in the order of the program' \
	"$(sed -n 's/^	X(FOUND_[A-Z0-9_]*, "\([a-z0-9-]*\)".*/\1/p' src/host/probe/verdict.h)" \
	"$(sed -n '/^What it may find/,/^\.El/s/^\.It Cm //p' man/gpupt.8)"
bad=
words NOTE >"$work/codes"
while read -r code; do
	grep -qE "^\.Cm (.* )?$code( |\$)" man/gpupt-bind.8 || bad="$bad $code"
done <"$work/codes"
equal 'manual: every code of a note' '' "$bad"
bad=
sed -n 's/^	{"\(gpupt[a-z_.]*\|vfio-pci.ids\)", read.*/\1/p' src/core/request.c >"$work/parameters"
while read -r parameter; do
	grep -q "^\.It Cm $parameter Ns = " man/gpupt.cmdline.7 || bad="$bad $parameter"
done <"$work/parameters"
check 'manual: there are parameters and codes to look for' \
	[ "$(wc -l <"$work/parameters") $(wc -l <"$work/codes")" = '9 20' ]
equal 'manual: every parameter' '' "$bad"
equal 'manual: the options of gpupt-bind' \
	"$(sed -n 's/.*if (\(!strcmp(\*argv,\|valued(&argv,\) "--\([a-z-]*\)".*/\2/p' src/bind/gpupt-bind.c | sort)" \
	"$(sed -n 's/^\.It Fl -\([a-z-]*\).*/\1/p' man/gpupt-bind.8 | sort)"

# No line is wider than 80 columns, but for the parameter that is to be copied whole.
width() {
	grep -v '^  gpupt\.slots=' | wc -L
}
widest=0
where=
look() { # WHAT: standard input
	look_width=$(width)
	[ "$look_width" -le "$widest" ] || { widest=$look_width where=$1; }
}
for machine in $(machines); do
	make_tree "${machine##*/}"
	"$gpupt" list --root "$root" | look "list ${machine##*/}"
	"$gpupt" list --all --root "$root" | look "list --all ${machine##*/}"
	for slot in $("$gpupt" list --json --root "$root" | jq -r '.devices[].address' | cut -d. -f1 | sort -u); do
		"$gpupt" plan "$slot" --root "$root" | look "plan $slot ${machine##*/}"
	done
done
for format in $("$gpupt" export --list | cut -d' ' -f1); do
	"$gpupt" export "$format" --help >"$work/export-$format.help"
done
"$bind" --help >"$work/gpupt-bind.help"
build/gpupt-modules --help >"$work/gpupt-modules.help"
for file in "$work"/*.help "$work/help" "$here"/expected/*; do
	look "${file##*/}" <"$file"
done
check "80 columns are enough (widest: $widest, $where)" [ "$widest" -le 80 ]

# Narrower where COLUMNS says so: sentences, not tables and what is to be copied.
make_tree gv102-pair
for command in 'check --all' 'plan 3b:00' 'plan ff:00' status; do
	# shellcheck disable=SC2086 # words
	equal "COLUMNS=60 gpupt $command" '' "$(COLUMNS=60 "$gpupt" $command --root "$root" |
		grep -E -v '^  (gpupt\.slots=|[0-9a-f:.]+ )' | grep -E '.{61}')"
done
check 'COLUMNS makes nothing wider' [ "$(COLUMNS=200 "$gpupt" check --all --root "$root" | wc -L)" -le 80 ]

equal 'the demo has help, and boots nothing for it' "0 usage: tests/demo [PARAMETERS] 2" \
	"$(timeout 10 tests/demo --help >"$work/out"; echo "$? $(head -n 1 "$work/out") $(timeout 10 tests/demo --helpp >/dev/null 2>&1; echo $?)")"
equal '... also -h' "$(cat "$work/out")" "$(timeout 10 tests/demo -h)"
