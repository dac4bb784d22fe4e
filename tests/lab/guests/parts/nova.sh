# shellcheck shell=sh disable=SC2154 # variables of words.sh
# Nova: its compute driver reports the real libvirt's devices, its tracker offers what nova.conf, which
# gpupt export prints, says, and gives it to an instance; a domain with the hostdev that it makes starts.
first_word() { # WORD FILE: what comes after it
	sed -n "s/^$1 //p" "$2"
}

gpupt export nova >"$work/nova.conf"
# That this can fail: by IDs alone.
grep -v '^alias' "$work/nova.conf" | sed 's/"address": "[^"]*", //' >"$work/ids.conf"
progress "nova: its driver looks at the host"
started=$(date +%s)
check "nova: report, offer, claim" sh -c 'cd "$1" && python3 /lab-guests/nova_claim.py nova.conf ids.conf \
	>nova 2>nova.err || { cat nova.err; false; }' - "$work"
echo "# nova $(dpkg-query -W -f '${Version}' python3-nova): $(($(date +%s) - started)) s"
sed 's/^/# nova: /' "$work/nova"
check "nova: it is told of the twin as well" sh -c 'echo "$1" | grep "$2.0.*$3.0"' - \
	"$(first_word reported "$work/nova")" "$twin" "$card"
equal "nova: by IDs alone it would offer the twin" "$twin.0 $twin.1 $card.0 $card.1" \
	"$(first_word otherwise "$work/nova")"
equal "nova: it offers the claimed functions and no other" "$card.0 $card.1" "$(first_word offered "$work/nova")"
equal "nova: an instance gets them" "$card.0 $card.1" "$(first_word claimed "$work/nova")"
grep -v '^[a-z]' "$work/nova" >"$work/hostdev"
check "nova: libvirt shall leave the driver alone" grep 'managed="no"' "$work/hostdev"
domain instance <"$work/hostdev" >"$work/domain.xml"
check "nova: libvirt takes the domain" virsh -q define --validate "$work/domain.xml"
judge_guest "nova's hostdev in libvirt" start_domain instance
cp "$work/nova" "$work/nova.conf" "$work/domain.xml" out/
