# shellcheck shell=sh disable=SC2154 # variables of words.sh
# libvirtd, with KVM: its QEMU is not root's.
udev_rule
gpupt export libvirt | domain guest >"$work/domain.xml"
check "libvirt: define --validate" virsh -q define --validate "$work/domain.xml"
start_libvirt() {
	start_domain guest &&
		equal "libvirt: its QEMU is not root's" libvirt-qemu "$(stat -c %U "/proc/$pid")"
}
judge_guest "libvirt $(libvirtd --version | sed 's/.* //') (kvm)" start_libvirt
check "libvirt: the card has its slot there" one_slot "$console"
check "libvirt: the domain is off" wait_for sh -c 'virsh domstate guest | grep -q "shut off"'
# docs/libvirt.md says so: it lends the group to its QEMU, and knows only root to give it back to.
equal "libvirt: it leaves the group to root" "root root 660" "$(group_of "$card.0")"
give_groups
equal "libvirt: the rule gives it to kvm again" "root kvm 660" "$(group_of "$card.0")"
cp /var/log/libvirt/qemu/guest.log out/libvirt.log
