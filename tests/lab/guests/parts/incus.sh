# shellcheck shell=sh disable=SC2154 # variables of words.sh
# Incus: its daemon starts a virtual machine with the profile that gpupt export prints. The firmware is
# SeaBIOS (security.csm): OVMF in a guest of KVM ends the QEMU around it, in its emulation of SVM.
. /lab-guests/instances.sh
modprobe vhost_vsock
progress "incus: the daemon starts"
check "incus: the daemon starts" systemctl start incus.service
check "incus: storage and profile" sh -c 'echo "$1" | incus admin init --preseed' - "$(preseed)"
check "incus: an image" import_image incus
check "incus: a machine with the exported profile" create_instance incus incus -c security.csm=true
for again in "" ", again"; do
	judge_guest "incus $(incus version 2>/dev/null | sed -n 's/Server version: //p')$again" start_instance incus
done
incus config show guest --expanded >out/incus.yaml
incus info guest --show-log >out/incus.log 2>&1
journalctl -b -u incus.service >out/incus.journal
