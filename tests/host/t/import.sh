# shellcheck shell=sh
# gpupt import: the parameter that replaces another tool's configuration.

imports() { # SOURCE: what it prints, the status, and how many warnings
	imports_line=$("$gpupt" import "$1" --root "$root" 2>"$work/err")
	echo "$? $(grep -c '^warning: ' "$work/err") $imports_line"
}

twin='gpupt.slots=0000:00:05.0/00@10de:2204:1043:8708'
make_tree rtx3090-twins
mkdir -p "$root/etc/driverctl.d" "$root/etc/modprobe.d" "$root/boot/config"
for fn in 0 1 2 3; do echo vfio-pci >"$root/etc/driverctl.d/pci-0000:02:00.$fn"; done
find "$root" -type f | sort | xargs cksum >"$work/before"
equal 'import driverctl' "0 0 $twin" "$(imports driverctl)"
mv "$root/etc/driverctl.d/pci-0000:02:00.2" "$root/etc/driverctl.d/0000:02:00.2"
equal 'import driverctl: a file of an old version' "0 0 $twin" "$(imports driverctl)"
rm "$root/etc/driverctl.d/pci-0000:02:00.3"
equal 'import driverctl: a function that was not listed goes with its card' "0 1 $twin" "$(imports driverctl)"
echo nouveau >"$root/etc/driverctl.d/pci-0000:01:00.0"
echo vfio-pci >"$root/etc/driverctl.d/pci-0000:09:00.0"
echo uio >"$root/etc/driverctl.d/vmbus-1"
equal 'import driverctl: another driver, what is absent and what is no PCI function' "1 4 $twin" "$(imports driverctl)"
echo 'options vfio-pci ids=10de:2204,10de:1aef disable_vga=1 # both' >"$root/etc/modprobe.d/vfio.conf"
both="gpupt.slots=0000:00:04.0/00@10de:2204:1043:8708,0000:00:05.0/00@10de:2204:1043:8708"
equal 'import modprobe: IDs take both of two that are the same' "0 4 $both" "$(imports modprobe)"
printf 'options vfio_pci \\\n ids=10de:1b80\ninstall vfio-pci /sbin/x\n' >"$root/etc/modprobe.d/vfio.conf"
equal 'import modprobe: what is not here' '1 3 ' "$(imports modprobe)"
echo 'BIND=0000:02:00.0|10de:2204 02:00.1 0000:02:00.2|10de:1ad6 0000:02:00.3|10de:1ad7' >"$root/boot/config/vfio-pci.cfg"
equal 'import unraid' "0 0 $twin" "$(imports unraid)"
printf 'BIND=0000:02:00.0|10de:1b80\r\nVFS=0000:04:00.0\n' >"$root/boot/config/vfio-pci.cfg"
equal 'import unraid: another device, and virtual functions' '1 3 ' "$(imports unraid)"
rm -rf "$root/etc/driverctl.d"
equal 'import: nothing to import' '1 1 ' "$(imports driverctl)"
wrong 'import: from where' 2 'from where?' import
wrong 'import: from what nobody knows' 2 'not known here' import bumblebee --root "$root"
make_tree rtx3090-twins
mkdir -p "$root/etc/driverctl.d" "$root/boot/config"
for fn in 0 1 2 3; do echo vfio-pci >"$root/etc/driverctl.d/pci-0000:02:00.$fn"; done
find "$root" -type f | sort | xargs cksum >"$work/before"
imports driverctl >/dev/null
find "$root" -type f | sort | xargs cksum >"$work/after"
check 'import changes nothing' cmp "$work/before" "$work/after"
