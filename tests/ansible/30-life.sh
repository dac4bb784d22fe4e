# shellcheck shell=sh disable=SC2154
# Sourced by view, after 20-refused.sh: the life of the host that is well.
well() { # SLOT
	inventory "well gpupt_slots='[\"$1\"]' gpupt_reboot=false gpupt_package=$work/packages/gpupt_1.deb"
}

well 02:00
play claim "$work/inventory"
recap "again: nothing changes" well "*changed=0 unreachable=0 failed=0 *"

well 01:00
play claim "$work/inventory" --check
says "check mode shows the change" "\"parameters_before\": \"gpupt.slots=$slot2\""
says "... both lines of it" "\"parameters\": \"gpupt.slots=$slot1\""
recap "... and counts it" well "*changed=1 unreachable=0 failed=0 *"
equal "... and makes none" "gpupt.slots=$slot2" "$(enabled)"

play claim "$work/inventory"
recap "another slot: it is changed" well "*changed=1 unreachable=0 failed=0 *"
equal "... and the first one is the host's again" "gpupt.slots=$slot1" "$(enabled)"

# Two hosts: the first one's boot loader fails, the second one goes on.
inventory "first gpupt_slots='[\"02:00\"]'" "second gpupt_slots='[\"02:00\"]'"
printf 'gpupt_reboot=false\ngpupt_package=\n' >>"$work/inventory"
: >/fail
play claim "$work/inventory"
says "a boot loader that fails: the host is reported" "first: Enable: error: update-grub"
recap "... as failed" first "*failed=1 *rescued=1 *"
recap "... and the next one has its turn" second "*changed=1 unreachable=0 failed=0 *"
equal "... and is enabled" "gpupt.slots=$slot2" "$(enabled)"

# The machine has booted with it.
machine booted
play claim "$work/inventory"
recap "after the boot: verified, nothing changes" first "*changed=0 unreachable=0 failed=0 *"
check "... and it waits for nothing" sh -c "! grep -q 'waits for' '$work/out'"

# A fixture has no VFIO: what cannot be tried is not taken for what works.
play claim "$work/inventory" -e '{"gpupt_probe": true}'
says "probe: a card that cannot be tried" "first: gpupt probe: 0000:02:00.0: VFIO has no node for it"
recap "... the host fails" first "*changed=0 *failed=1 *"

# What gpupt export prints is an inventory for the role. It names function 0 of the card, which
# is another text for the boot loader, and the same claim: no reboot.
gpupt export ansible >"$work/exported.yml"
play claim "$work/exported.yml" -e "ansible_connection=local ansible_python_interpreter=/usr/bin/python3" \
	-e '{"gpupt_package": "", "gpupt_reboot": false}'
recap "gpupt export ansible: an inventory that is taken" "$(uname -n)" "*unreachable=0 failed=0 *"
equal "... the same card" "gpupt.slots=0000:00:05.0/00.0@10de:2204:1043:8708" "$(enabled)"
check "... and it waits for nothing" sh -c "! grep -q 'waits for' '$work/out'"
play claim "$work/inventory"

# A host driver took a function back: that host fails, and the run ends before the next.
cp -a "$work/booted" "$work/drifted"
ln -sfn ../../../../bus/pci/drivers/snd_hda_intel "$work/drifted/sys/bus/pci/devices/0000:02:00.1/driver"
machine drifted
play claim "$work/inventory"
says "drift: what is wanted and what is" "first: wanted gpupt_slots = 02:00: 0000:02:00.0, 0000:02:00.1; claimed 0000:02:00.0. 0000:02:00.0: no guest can start"
recap "... the host fails" first "*changed=0 *failed=1 *"
check "... and the run ends before the next host's change" \
	sh -c "! sed -n '/one host at a time/,\$p' '$work/out' | grep -q '^ok: .second'"
machine booted

inventory "well"
printf 'gpupt_reboot=false\n' >>"$work/inventory"
play rollback "$work/inventory" --check
says "rollback in check mode shows the change" "\"parameters_before\": \"gpupt.slots=$slot2\""
equal "... and makes none" "gpupt.slots=$slot2" "$(enabled)"
play rollback "$work/inventory"
recap "rollback" well "*changed=1 unreachable=0 failed=0 *"
equal "... nothing is enabled" "" "$(enabled)"
play rollback "$work/inventory"
recap "rollback again: nothing changes" well "*changed=0 unreachable=0 failed=0 *"

# An upgrade whose dpkg was killed half way.
dpkg -i "$work/packages/gpupt_2.deb" >/dev/null 2>&1
equal "dpkg was killed half way" "iF 2" "$(installed)"
well 02:00
play claim "$work/inventory"
says "an interrupted upgrade: host, variable and value" \
	"well: gpupt_package = \"$work/packages/gpupt_1.deb\": an installation or upgrade was interrupted on the host, or is under way: iF gpupt 2"
recap "... refused" well "*changed=0 *failed=1 *"
equal "... nothing is enabled" "" "$(enabled)"
