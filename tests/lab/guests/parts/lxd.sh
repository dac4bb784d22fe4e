# shellcheck shell=sh disable=SC2154 # variables of words.sh
# LXD: its daemon starts a virtual machine with the profile that gpupt export prints. It knows no firmware
# but OVMF, which in a guest of KVM ends the QEMU around it, in its emulation of SVM: SeaBIOS stands in
# OVMF's place.
. /lab-guests/instances.sh
mkdir -p /run/firmware /run/systemd/system/lxd.service.d
for file in OVMF_CODE OVMF_VARS OVMF_CODE.ms OVMF_VARS.ms OVMF_CODE_4M OVMF_VARS_4M OVMF_CODE_4M.ms OVMF_VARS_4M.ms; do
	cp /usr/share/seabios/bios-256k.bin "/run/firmware/$file.fd"
done
printf '[Service]\nEnvironment=LXD_OVMF_PATH=/run/firmware\n' >/run/systemd/system/lxd.service.d/lab.conf
systemctl daemon-reload
modprobe vhost_vsock
progress "lxd: the daemon starts"
check "lxd: the daemon starts" systemctl start lxd.service
check "lxd: storage and profile" sh -c 'echo "$1" | lxd init --preseed' - "$(preseed)"
check "lxd: an image" import_image lxc
check "lxd: a machine with the exported profile" create_instance lxc lxd
judge_guest "lxd $(lxc version 2>/dev/null | sed -n 's/Server version: //p')" start_instance lxc
lxc config show guest --expanded >out/lxd.yaml
lxc info guest --show-log >out/lxd.log 2>&1
journalctl -b -u lxd.service >out/lxd.journal
