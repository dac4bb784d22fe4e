# shellcheck shell=sh disable=SC2154,SC2059
# What looks like a parameter of gpupt or vfio-pci and is not is said, and nothing else is.

make_tree gv102-pair
misses() { # LINE EXPECTED: the names that plan warns of, with what it says behind
	equal "near miss: $1" "$2" "$("$gpupt" plan --cmdline-text "$1" --root "$root" 2>&1 |
		tr '\n' ' ' | grep -oE '(warning|error): [^ ]+: (no such parameter is read; did you mean [^ ?]+|it stands alone|it stands behind --)' |
		sed 's/^[a-z]*: //; s/: no such.* mean /->/; s/: it stands / /' | paste -sd' ')"
}
misses 'vfio-pci-ids=10de:2204' 'vfio-pci-ids->vfio-pci.ids='
misses 'vfio-pci.id=10de:2204' 'vfio-pci.id->vfio-pci.ids='
misses 'vfio_pci.id=10de:2204 quiet' 'vfio_pci.id->vfio-pci.ids='
misses 'VFIO-PCI.IDS=10de:2204' 'VFIO-PCI.IDS->vfio-pci.ids='
misses 'vfio.ids=10de:2204' 'vfio.ids->vfio-pci.ids='
misses 'gpu.slots=3b:00' 'gpu.slots->gpupt.slots='
misses 'gpupt.slots=3b:00, af:00' 'af:00 alone'
misses 'gpupt.slots=3b:00 ,af:00' ',af:00 alone'
misses 'vfio-pci.ids=10de:2204, 10de:1aef' '10de:1aef alone'
misses 'gpupt.keep= 3b:00' '3b:00 alone'
misses 'gpupt.keep =3b:00' '=3b:00 alone'
misses 'quiet -- gpupt.slots=3b:00' 'gpupt.slots behind --'
misses 'quiet "--" gpupt.slots=3b:00' 'gpupt.slots behind --'
misses 'quiet --' ''
# What other programs' parameters are, and what is right.
misses 'root=/dev/sda2 ro quiet splash=02:00 ip=10.0.0.2::10.0.0.1 console=ttyS0,115200' ''
misses 'vfio-pci.disable_vga=1 vfio_iommu_type1.allow_unsafe_interrupts=1 vfio-pci.disable_idle_d3=1' ''
misses 'pci-stub.ids=10de:2204 xen-pciback.hide=(3b:00.0) pci=resource_alignment=20@3b:00.0' ''
misses 'gpupt.slots=3b:00 vfio_pci.ids=10de:2204 gpupt.keep=af:00 gpupt.host=desktop' ''
equal 'near miss: bytes that no terminal wants' 'vfio-pci.id\x9b vfio-pci.id\x9b vfio-pci.id\x1b' "$(
	for byte in '\0233' '\0302\0233' '\0033'; do
		"$gpupt" plan --cmdline-text "$(printf 'vfio-pci.id%b=10de:2204' "$byte")" --root "$root"
	done | sed -n 's/^warning: \([^:]*\):.*/\1/p' | paste -sd' ')"
