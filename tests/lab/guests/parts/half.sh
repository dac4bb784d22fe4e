# shellcheck shell=sh disable=SC2154 # variables of words.sh
# That the judgement can fail: the same guest without one of the card's functions.
gpupt export qemu | grep -v "host=$card.1" >"$work/half"
come_up "half a card" start_qemu "$work/half" "$with_kvm" || not_ok "half a card: the guest comes up"
off
equal "a guest without the audio function is noticed" "function codec interrupts" \
	"$(missing "$console" | sed 's/.*say: \([a-z]*\).*/\1/' | paste -sd ' ' -)"
wait "$pid"
