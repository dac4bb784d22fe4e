# shellcheck shell=sh disable=SC2154 # variables of words.sh
# OpenNebula, which Debian does not have: what its probe offers with the pci.conf of gpupt export's comments,
# and a domain with the hostdev that its driver writes for the PCI lines of a template. Its daemon would
# look for a host with such a device, note who has it, and choose the places in the guest.
gpupt export opennebula >"$work/export"
sed -n '/^#   :/,/^# [^ ]/s/^#   //p' "$work/export" >"$work/pci.conf"
sed 's/^/# pci.conf: /' "$work/pci.conf"
progress "opennebula: pci.conf and lspci"
equal "opennebula: pci.conf offers the claimed functions" "02:00.0 02:00.1" \
	"$(ruby /lab-guests/opennebula.rb "$work/pci.conf" 2>&1 | paste -sd ' ')"
grep :filter: "$work/pci.conf" >"$work/filter"
equal "opennebula: by the filter alone it would offer the twin" "01:00.0 01:00.1 02:00.0 02:00.1" \
	"$(ruby /lab-guests/opennebula.rb "$work/filter" 2>&1 | paste -sd ' ')"
sed -n 's/^PCI = \[ SHORT_ADDRESS = "\(.*\):\(.*\)\.\(.*\)" \]$/\1 \2 \3/p' "$work/export" |
	while read -r bus slot function; do
		cat <<-END
			<hostdev mode='subsystem' type='pci' managed='yes'>
			<source><address domain='0x0000' bus='0x$bus' slot='0x$slot' function='0x$function'/></source>
			</hostdev>
		END
	done | domain one-1 >"$work/domain.xml"
check "opennebula: libvirt takes the deployment" virsh -q define --validate "$work/domain.xml"
judge_guest "opennebula's hostdev (managed) in libvirt" start_domain one-1
cp "$work/domain.xml" "$work/export" out/
