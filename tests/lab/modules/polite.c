// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: a driver that takes the twins' USB functions before anybody, and lets them go. */
#include "holder.h"

static void holder_remove(struct pci_dev *dev)
{
	pci_info(dev, "let go\n");
}

HOLDER("polite");
