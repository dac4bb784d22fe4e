# shellcheck shell=sh disable=SC2016,SC2154 # awk; sourced by run
# What to do about a reason or a note is in its row of src/core/words.h; plan and status print it.

cat >"$work/words.c" <<'END'
#include "core/words.h"
#include <stdio.h>
#define REASON(name, word, text, advice) "reason|" word "|" text "|" advice "\n"
#define NOTE(name, word, error, advice) "note|" word "||" advice "\n"
int main(void) { return fputs(REASON_ROWS(REASON) NOTE_ROWS(NOTE), stdout) < 0; }
END
cc -Isrc -o "$work/words" "$work/words.c" && "$work/words" >"$work/rows"
check 'there are reasons and notes' [ "$(grep -c '^reason' "$work/rows") $(grep -c '^note' "$work/rows")" = '17 20' ]
equal 'each has its advice, but those whose sentence says what to do' \
	'bridge protected-class too-many slot-incomplete variant' \
	"$(awk -F'|' '$4 == "" { print $2 }' "$work/rows" | paste -sd' ')"

unfolded() { # standard input: a paragraph is a line
	awk '/^  / && line ~ /^(error|warning|refused|failed)/ { sub(/^ */, " "); line = line $0; next }
		{ print line; line = $0 } END { print line }'
}
expect() { # NAME BEGIN SENTENCE ADVICE: a line of $work/text
	check "$1" grep -qxF -- "$2 $3${4:+; $4}" "$work/text"
}

# Every kind of note, and of reason, in the report of a boot.
claim 01:00
cp "$root/run/gpupt/report.json" "$work/report"
while IFS='|' read -r kind word sentence advice; do
	jq --arg kind "$kind" --arg word "$word" 'if $kind == "note"
		then .notes = [{level: "warning", code: $word, subject: "x", text: "so it is"}]
		else .claims[0] += {state: "failed", reason: $word} end' "$work/report" >"$root/run/gpupt/report.json"
	run status | unfolded >"$work/text"
	case $kind in
	note) expect "status: the note $word" 'warning at boot: x:' 'so it is' "$advice" ;;
	*) expect "status: the reason $word" 'failed: 0000:01:00.0: the boot did not claim it:' "$sentence" "$advice" ;;
	esac
done <"$work/rows"
jq '.notes = [{level: "warning", code: "of-tomorrow", subject: "x", text: "so it is"}]' \
	"$work/report" >"$root/run/gpupt/report.json"
run status | unfolded >"$work/text"
expect 'status: a note that this version does not know' 'warning at boot: x:' 'so it is' ''

# What a plan has to say, whatever it is: the same sentences as in its JSON, and the advice.
planned() { # COMMAND-LINE
	"$gpupt" plan --json --root "$root" --cmdline-text "$1" >"$work/plan"
	"$gpupt" plan --root "$root" --cmdline-text "$1" | unfolded >"$work/text"
	jq -r '.notes[] | "\(.level)|\(.code)|\(.subject)|\(.text)"' "$work/plan" >"$work/notes"
	while IFS='|' read -r level word subject sentence; do
		echo "$word" >>"$work/told"
		advice=$(awk -F'|' -v word="$word" '$1 == "note" && $2 == word { print $4 }' "$work/rows")
		check "plan $1: $word: $subject" awk -v "begin=$level: " -v "subject=$subject" \
			-v "end=: $sentence${advice:+; $advice}" '
			index($0, begin) == 1 && index($0, subject) &&
				substr($0, length($0) - length(end) + 1) == end { found = 1 }
			END { exit !found }' "$work/text"
	done <"$work/notes"
	jq -r '.claims[] | .reason | values' "$work/plan" | sort -u >"$work/reasons-here"
	while read -r word; do
		echo "$word" >>"$work/told"
		advice=$(awk -F'|' -v word="$word" '$1 == "reason" && $2 == word { print $4 }' "$work/rows")
		check "plan $1: $word" grep -q "^refused: .*$advice" "$work/text"
	done <"$work/reasons-here"
}
make_tree gv102-pair
planned 'gpupt.slots=3b:00,zz vfio-pci.ids=xyzw,10de:1e07 gpupt.host=x gpupt.nothinglikeit=1'
planned 'gpupt.slots=3b:00 vfio-pci.ids=1234:5678'
planned 'vfio-pci.ids=1234:5678'
planned "gpupt.keep=$(seq -s, 65 | sed 's/[0-9]*/03:00/g')"
planned 'gpupt.slots=3b:00@10de:ffff'
planned 'gpupt.slots=00:1f.2'
rm "$root/proc/cmdline"
"$gpupt" plan --root "$root" >"$work/text" 2>&1
check 'plan without a command line: what to do' grep -q '^error: /proc/cmdline: .*; see that /proc is mounted' "$work/text"
make_tree shared-group
planned 'gpupt.slots=03:00,07:00'
planned 'gpupt.slots=03:00 gpupt.keep=77:00'
make_tree xe-variant
planned "gpupt.slots=$("$gpupt" list --json --root "$root" | jq -r '[.devices[].address][0] | split(".")[0]')"
make_tree tb5-egpu
planned 'gpupt.slots=63:00'
make_tree twins-late
planned 'gpupt.slots=02:00'
make_tree without-iommu
planned 'gpupt.slots=01:00 gpupt.host=desktop'
equal 'plans had these to tell' 'absent bad-id bad-slot bad-value boot-display group-incomplete guard-unreadable identity-mismatch ids-held-back late late-device no-iommu no-match protected-class sibling-failed too-many unknown-parameter variant' \
	"$(sort -u "$work/told" | paste -sd' ')"
