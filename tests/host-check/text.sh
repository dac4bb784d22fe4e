# shellcheck shell=sh disable=SC2154
# Sourced by run: what people read, on four systems, against texts that were checked by hand.
golden() { # NAME STATUS [OPTION]
	LC_ALL=C "$gpupt" check ${3:+"$3"} --root "$root" >"$work/text" 2>&1
	golden_status=$?
	if difference=$(diff -u "tests/host-check/expected/$1" "$work/text") && [ "$golden_status" = "$2" ]; then
		ok "text: $1"
	else
		not_ok "text: $1" "exit status $golden_status, expected $2" "$difference"
	fi
}

fresh
golden good 0
golden good-all 0 --all

fresh
next_boot gpupt.slots=02:00 vfio-pci.ids=10de:1aef pcie_acs_override=downstream
rm -r "$root/etc/default/grub.d" "$image/usr/lib/gpupt/gpupt-bind"
echo 'blacklist nouveau' >"$root/etc/modprobe.d/gpu.conf"
mkdir "$root/etc/driverctl.d"
echo nouveau >"$root/etc/driverctl.d/pci-0000:02:00.1"
repack
golden faults 1
golden faults-all 1 --all

fresh
unclaim
rm "$root"/sys/bus/pci/devices/*/iommu_group
golden untouched 1
golden untouched-all 1 --all

fresh
unclaim
golden unchosen 0

# gpupt=plan gives nothing: nobody is told otherwise.
fresh
next_boot "$good_slots gpupt=plan"
equal "text: gpupt=plan only reports" "Ready, but only to report: gpupt=plan gives nothing to guests; 1 thing to look at" \
	"$("$gpupt" check --root "$root" | sed -n '1,/^$/p' | paste -sd ' ' | sed 's/ *$//')"
equal "list: nor does it enable something" '0 Enabled for the next boot: nothing: gpupt=plan only reports what it would be.' \
	"$("$gpupt" list --json --root "$root" | jq '.next_boot | length') $("$gpupt" list --root "$root" | tail -n 1)"

# The only GPU shows the console: nobody is told to type that.
build/mkmachine tests/machines/hawkpoint-usb4 "$work/only"
equal "text: the only display is no example" \
	"Ready, but no card is chosen, and the only GPU, c8:00, is the host's display; 2 things to look at" \
	"$("$gpupt" check --root "$work/only" | sed -n '1,/^$/p' | paste -sd ' ' | sed 's/ *$//')"

# A captured machine: what is not in the file was not looked at.
LC_ALL=C "$gpupt" --machine tests/machines/ab28-shared check --all >"$work/text" 2>&1
equal "text: of a captured machine no image is asked for" \
	"Image: skip: a captured machine does not show it" "$(grep ^Image "$work/text")"
equal "text: nor a report of its boot" 1 "$(grep -c 'skip  last-boot  *a captured machine' "$work/text")"

# What is true of several functions is said once.
fresh
rm "$root"/sys/bus/pci/devices/*/iommu_group
equal "text: the same of two functions is said once, and mended with the IOMMU" \
	"fail  there are no IOMMU groups: the IOMMU is off 0000:02:00.0, .1: no-iommu: it has no IOMMU group: the IOMMU is turned off, or not there" \
	"$("$gpupt" check --root "$root" | sed -n '/^fail/,/->/p' | grep -v -e '->' | tr '\n' ' ' | tr -s ' ' | sed 's/ $//; s/^fail /fail  /')"
