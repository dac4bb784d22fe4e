# shellcheck shell=sh disable=SC2154 # variables of words.sh
# KubeVirt, which Debian does not have: the devices that its device plugin documents for the selectors of
# gpupt export, which are those with these IDs on vfio-pci, and a domain with the hostdev that it makes.
plugin() { # the export on standard input: "RESOURCE ADDRESS"
	sed -n 's/^ *- pciVendorSelector: "\(.*\)"/\1/p; s/^ *resourceName: "\(.*\)"/\1/p' |
		while read -r selector && read -r resource; do
			for device in /sys/bus/pci/devices/*; do
				read -r vendor <"$device/vendor"
				read -r id <"$device/device"
				ids=$(echo "${vendor#0x}:${id#0x}" | tr a-f A-F)
				[ "$ids $(driver "${device##*/}")" != "$selector vfio-pci" ] ||
					echo "$resource ${device##*/}"
			done
		done
}

gpupt export kubevirt >"$work/export"
plugin <"$work/export" >"$work/devices"
equal "kubevirt: the node offers the claimed functions, and no twin with the same IDs" \
	"vfio.gpupt/1234-1111 $card.0;vfio.gpupt/8086-2668 $card.1" "$(paste -sd ';' "$work/devices")"
while read -r _ address; do
	# shellcheck disable=SC2046 # four words
	set -- $(echo "$address" | tr ':.' '  ')
	cat <<-END
		<hostdev mode='subsystem' type='pci' managed='no'>
		<source>
		<address domain='0x$1' bus='0x$2' slot='0x$3' function='0x$4'/>
		</source>
		</hostdev>
	END
done <"$work/devices" | domain kubevirt >"$work/domain.xml"
check "kubevirt: libvirt takes the domain" virsh -q define --validate "$work/domain.xml"
judge_guest "kubevirt's hostdev in libvirt" start_domain kubevirt
