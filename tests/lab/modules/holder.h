/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Test only: what the drivers have in common that hold a function before the binder comes. */
#include <linux/module.h>
#include <linux/pci.h>

static int holder_probe(struct pci_dev *dev, const struct pci_device_id *id)
{
	pci_info(dev, "taken\n");
	return 0;
}

#define HOLDER(called)                                                                                       \
	static const struct pci_device_id holder_ids[] = {{PCI_DEVICE(0x10de, 0x1ad6)}, {}};                 \
	static struct pci_driver holder = {                                                                  \
		.name = called, .id_table = holder_ids, .probe = holder_probe, .remove = holder_remove};     \
	module_pci_driver(holder);                                                                           \
	MODULE_DESCRIPTION("A driver that holds USB functions, for tests");                                  \
	MODULE_LICENSE("GPL")
