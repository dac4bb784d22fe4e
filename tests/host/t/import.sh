# shellcheck shell=sh
# gpupt import: the parameter that replaces another tool's configuration.

imports() { # SOURCE: what it prints, the status, and how many warnings and errors
	imports_line=$("$gpupt" import "$1" --root "$root" 2>"$work/err")
	echo "$? $(grep -cE '^(warning|error): ' "$work/err") $imports_line"
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
equal 'import: what is not carried over is an error' 2 "$(grep -c '^error: .*: not carried over: ' "$work/err")"

# Each ID for itself; where modprobe's options stand, and what hides them.
echo 'options vfio-pci ids="10de:2204,10de:1aef,10de:9999,zz"' >"$root/etc/modprobe.d/vfio.conf"
equal 'import modprobe: two of four IDs are here' "1 6 $both" "$(imports modprobe)"
echo 'options vfio-pci ids=' >"$root/etc/modprobe.d/vfio.conf"
equal 'import modprobe: no ID' '1 2 ' "$(imports modprobe)"
mkdir -p "$root/usr/lib/modprobe.d"
echo 'options vfio-pci ids=10de:1ad7' >"$root/usr/lib/modprobe.d/vfio.conf"
equal 'import modprobe: a file hides that of its name' '1 2 ' "$(imports modprobe)"
rm "$root/etc/modprobe.d/vfio.conf"
equal 'import modprobe: ... which counts else' "0 6 $both" "$(imports modprobe)"
rm "$root/usr/lib/modprobe.d/vfio.conf"
printf '# modules\nvfio\nvfio_pci ids=10de:1ad7\n' >"$root/etc/modules"
equal 'import modprobe: the list of modules' "0 6 $both" "$(imports modprobe)"

# No more than was asked for: of what is no GPU the function, by its IDs; no bridge, no virtual function.
rm -rf "$root/etc/driverctl.d"
mkdir "$root/etc/driverctl.d"
echo vfio-pci >"$root/etc/driverctl.d/pci-0000:00:1f.2"
equal 'import driverctl: a disk' '0 0 gpupt.slots=0000:00:1f.2@8086:2922:1af4:1100' "$(imports driverctl)"
echo vfio-pci >"$root/etc/driverctl.d/pci-0000:00:05.0"
equal 'import driverctl: a bridge' '1 1 gpupt.slots=0000:00:1f.2@8086:2922:1af4:1100' "$(imports driverctl)"
make_tree xe-sriov
mkdir -p "$root/etc/driverctl.d"
echo vfio-pci >"$root/etc/driverctl.d/pci-0000:00:02.1"
equal 'import driverctl: a virtual function is not its card' '1 2 ' "$(imports driverctl)"
make_tree navi10-am5
mkdir -p "$root/etc/driverctl.d"
echo vfio-pci >"$root/etc/driverctl.d/pci-0000:10:00.0"
echo vfio-pci >"$root/etc/driverctl.d/pci-0000:10:00.3"
equal "import driverctl: beside a GPU's card in its slot" \
	'0 1 gpupt.slots=0000:00:08.1/00@1002:164e:1043:8877,0000:00:08.1/00.3@1022:15b6:1043:8877' "$(imports driverctl)"
make_tree rtx3090-twins
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
