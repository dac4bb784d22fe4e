# shellcheck shell=sh
# The module table where the root has none: made of its modules for its kernel, as the next
# image gets it. Real ELF modules and real depmod.

module() { # FILE ALIAS...
	module_file=$root/lib/modules/6.99-test/kernel/$1
	mkdir -p "${module_file%/*}"
	shift
	{
		echo '.section .modinfo,"a"'
		for alias; do
			echo ".asciz \"alias=$alias\""
		done
	} | as -o "$module_file" -
}
make_tree gh200-variant
rm -r "$root/etc/gpupt" "$root/lib/modules"
echo 6.99-test >"$root/proc/sys/kernel/osrelease"
json 'without modules the plan is for vfio-pci' '[.claims[].driver] == ["vfio-pci"]' \
	plan --json 0009:01:00
module vfio_iommu_type1.ko
module vfio-pci.ko 'vfio_pci:v*d*sv*sd*bc*sc*i*'
module nvgrace-gpu-vfio-pci.ko 'vfio_pci:v000010DEd00002342sv*sd*bc*sc*i*'
module pci-stub.ko
touch "$root/lib/modules/6.99-test/modules.order" "$root/lib/modules/6.99-test/modules.builtin"
check 'depmod reads the modules' depmod -b "$root" 6.99-test
json 'with modules it is for the best variant' '[.claims[].driver] == ["nvgrace_gpu_vfio_pci"]' \
	plan --json 0009:01:00
run plan --json 0009:01:00 >"$work/made"
mkdir -p "$root/etc/gpupt"
"$gpupt" modules --kernel 6.99-test --root "$root" >"$root/etc/gpupt/modules"
equal 'gpupt modules prints the table' \
	'gpupt-modules 1 6.99-test|module vfio_iommu_type1|module vfio_pci|module nvgrace_gpu_vfio_pci|module pci_stub|alias|alias|end 6' \
	"$(sed 's, /lib.*,,; s,^alias.*,alias,' "$root/etc/gpupt/modules" | paste -sd'|')"
echo gpupt.slots=0009:00:00.0/00@10de:2342:10de:16eb >"$root/proc/cmdline"
"$bind" --dry-run --root "$root" >"$work/bind"
equal 'and with it the binder plans the same bytes' "$(cat "$work/bind")" "$(sed '$d' "$work/made")"
