# shellcheck shell=sh
# list --svg and --dot: what a parser of each says, and what is in them.

devices=sys/bus/pci/devices
need libxml2-utils graphviz || exit 1

# The addresses that the list shows, and those of the picture; a picture leaves the domain 0000: out.
shown() {
	"$gpupt" list --json --root "$root" | jq -r '.devices[].address' | sed 's/^0000://' | sort -u
}

bad=
for machine in $(machines); do
	case $machine in *-functions | *huge-*) continue ;; esac # no machine's, and not to be looked at
	make_tree "${machine##*/}"
	"$gpupt" list --svg "$work/picture.svg" --root "$root" 2>"$work/err" && [ ! -s "$work/err" ] &&
		xmllint --noout "$work/picture.svg" >"$work/err" 2>&1 && [ ! -s "$work/err" ] ||
		bad="$bad ${machine##*/}:svg"
	"$gpupt" list --dot --root "$root" >"$work/picture.dot" 2>"$work/err"
	dot -Tcanon "$work/picture.dot" >/dev/null 2>"$work/err" && [ ! -s "$work/err" ] ||
		bad="$bad ${machine##*/}:dot"
	for address in $(shown); do
		grep -qF ">$address</text>" "$work/picture.svg" || bad="$bad ${machine##*/}:svg:$address"
		grep -qF "\\n$address " "$work/picture.dot" || bad="$bad ${machine##*/}:dot:$address"
	done
done
equal 'pictures: valid, and no function is missing, on every machine' '' "$bad"

# What each says: owners, groups, the next boot, sockets.
build/mkmachine share/gpupt/demo.machine "$work/desktop"
"$gpupt" list --svg - --root "$work/desktop" >"$work/picture.svg"
text_of() { # XPATH: of the picture, a line each
	xmllint --xpath "$1" "$work/picture.svg" 2>/dev/null | sed 's/<[^>]*>/\n/g' | sed '/^$/d' | paste -sd'|' -
}
equal 'svg: the card that the next boot claims' '1 host|host → guest' \
	"$(grep -c '^<rect class="card planned" x="[0-9]*" y="[0-9]*" width="440"' "$work/picture.svg") $(text_of '//*[local-name()="text" and contains(@class,"bold end")]')"
equal 'svg: who has what' 'host|host|→ guest|→ guest' \
	"$(text_of '//*[local-name()="text" and (@class="host" or @class="guest bold")]')"
equal 'svg: groups' 'group 15|group 16' "$(text_of '//*[local-name()="text" and @class="group end"]')"
equal 'svg: sockets' 'socket: NUMA node 0' "$(text_of '//*[local-name()="text" and @class="bold dim"]')"
equal 'svg: twins, monitors' 'twin 1 of 2, boot display|twin 2 of 2' "$(text_of '//*[local-name()="text" and @class="bold"]')"
equal 'svg: light and dark' 1 "$(grep -c 'prefers-color-scheme:dark' "$work/picture.svg")"
"$gpupt" list --dot --root "$work/desktop" >"$work/picture.dot"
equal 'dot: the card that the next boot claims' 2 "$(grep -c 'guest from the next boot on.*style=dashed' "$work/picture.dot")"
equal 'dot: frames' 'cluster_group_15 cluster_group_16 cluster_node_0' \
	"$(grep -o 'cluster_[a-z]*_[0-9]*' "$work/picture.dot" | sort | paste -sd' ' -)"
make_tree shared-group
"$gpupt" list --svg - --root "$root" >"$work/picture.svg"
equal 'svg: a group that several devices share, all of it' 'group 14|group 14|group 14|group 14|group 14' \
	"$(text_of '//*[local-name()="text" and @class="shared end"]')"

# What a device calls itself is text, whatever it is.
make_tree rtx3090-twins
printf '</text><script>&"\047\\\303\050\355\240\200\357\277\277\001]]>\n' >"$root/$devices/0000:01:00.0/label"
"$gpupt" list --svg "$work/picture.svg" --root "$root"
check 'svg: a hostile label is text' xmllint --noout "$work/picture.svg"
equal 'svg: ... and no element' '0' "$(xmllint --xpath 'count(//*[local-name()="script"])' "$work/picture.svg")"
"$gpupt" list --dot "$work/picture.dot" --root "$root"
equal 'dot: a hostile label is text' '' "$(dot -Tcanon "$work/picture.dot" 2>&1 >/dev/null)"
"$gpupt" list --dot="$work/again.dot" --root "$root"
check 'dot: --dot FILE and --dot=FILE' cmp "$work/picture.dot" "$work/again.dot"
"$gpupt" list --dot --root "$root" >"$work/again.dot"
check 'dot: to standard output' cmp "$work/picture.dot" "$work/again.dot"

wrong 'svg: a file that cannot be written' 3 'cannot be written' list --svg "$work/none/x.svg" --root "$root"
wrong 'svg and dot at once' 2 'give one of them' list --svg x --dot --root "$root"
wrong 'svg without a file' 2 'argument is missing' list --svg
rm -rf "$root"
build/mkmachine /dev/null "$root"
"$gpupt" list --svg "$work/picture.svg" --root "$root"
check 'svg: a machine without a GPU' grep -qF 'There is no GPU' "$work/picture.svg"

# README's pictures are what the program says.
mkdir -p "$work/picture"
GPUPT=$gpupt docs/picture/make "$work/picture" >"$work/err" 2>&1 || not_ok 'docs/picture/make' "$(cat "$work/err")"
for picture in machine demo; do
	check "docs/picture/$picture.svg is fresh: else run docs/picture/make" \
		diff -u "docs/picture/$picture.svg" "$work/picture/$picture.svg"
	check "docs/picture/$picture.svg is XML" xmllint --noout "docs/picture/$picture.svg"
done
