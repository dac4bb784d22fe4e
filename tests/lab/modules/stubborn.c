// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: a driver that takes the twins' USB functions and never returns from remove. */
#include <linux/delay.h>
#include "holder.h"

static void holder_remove(struct pci_dev *dev)
{
	pci_info(dev, "hangs in remove\n");
	for (;;)
		msleep(1000); /* not killable */
}

HOLDER("stubborn");
