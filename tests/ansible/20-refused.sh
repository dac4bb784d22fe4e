# shellcheck shell=sh disable=SC2154
# Sourced by view: hosts that are refused, each for one reason, and one that is well.
bad() { # HOST TEXT
	says "$1: host, variable and value are named" "$1: $2"
	recap "$1: refused, nothing changed" "$1" "*changed=0 *failed=1 *"
}

inventory "gone gpupt_slots='[\"03:00\"]' gpupt_package=$work/packages/gpupt_1.deb gpupt_reboot=false"
cp -a /etc/default /tmp/default
play claim "$work/inventory" --check
recap "check mode without gpupt: the package is counted, and there is no plan" gone "*changed=2 *failed=0 *"
equal "... nothing is installed" "" "$(installed)"
play claim "$work/inventory"
recap "a package file: it is installed" gone "*changed=[1-9]* *"
says "a slot that is not there: host, variable and value" "gone: gpupt_slots = 03:00"
says "... and what gpupt says" "03:00: there is no such slot; the nearest is 0000:0"
recap "... it is refused" gone "*failed=1 *"
equal "... the package that the run installed is gone again" "" "$(installed)"
check "... with its file" test ! -e /var/cache/gpupt
check "... and the boot configuration is as it was" diff -r --no-dereference /tmp/default /etc/default
equal "... and the boot menu" "" "$(enabled)"

# All these hosts are the same machine: what one installed another must not take out.
dpkg -i "$work/packages/gpupt_1.deb" >/dev/null
play claim tests/ansible/inventories/variables.yml -e "gpupt_package=$work/packages/gpupt_1.deb"
bad twice 'twice-a: pci_slot = "02:00.0"; twice-b: pci_slot = "0000:02:00"; this is the same card'
bad short 'short-a: pci_slot = 60.0: this is not a slot: YAML reads 01:00.0 as a number'
bad number 'number-a: pci_slot = 600: this is not a slot: YAML reads 01:00.0 as a number'
bad no-slot 'no-slot-a: pci_slot = "02:00.0.1": this is not a slot'
bad forgotten 'forgotten-a: pci_slot is not set, but gpu_passthrough is'
bad listed 'gpupt_slots = "02:00": this must be a list'
bad misspelt 'gpupt_slot = "02:00": there is no such variable; known are gpupt_slots,'
bad nothing 'configure_gpu_passthrough = true, but no virtual machine with gpu_passthrough has'
says "... and a parent_host that is no host is named" "the parent_host of lost-a is no host of the inventory"
says "type: variable and value are named" "server_type must be one of: headless, desktop, got: laptop"
recap "type: refused, nothing changed" type "*changed=0 *failed=1 *"
says "desktop: host, variable and value are named" \
	"desktop: gpupt_slots = 01:00, gpupt_slots = 02:00; server_type = desktop, gpupt_headless = False: refused"
says "... and what gpupt says" "none would be left to the host"
recap "desktop: refused" desktop "*failed=1 *"
bad spelt 'spelt-a: pci_slot = "02:00.0"; spelt-b: pci_slot = "00:05.0/00.0"; this is the same card, 0000:02:00'
check "spelt: ... only these two" sh -c "! grep -q 'spelt-c: pci_slot' '$work/out'"
recap "apart: an address and a path of two cards" apart "*changed=[1-9]* unreachable=0 failed=0 *"
recap "untouched: nothing is done without configure_gpu_passthrough" untouched "*changed=0 *failed=0 *"
recap "well: the others' mistakes do not stop it" well "*changed=[1-9]* unreachable=0 failed=0 *"
equal "... it is enabled" "gpupt.slots=$slot2" "$(enabled)"
says "... and waits for its reboot" "well: gpupt_reboot = false: it is enabled, and waits"
check "ansible-playbook failed as a whole" test "$status" != 0
