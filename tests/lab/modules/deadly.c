// SPDX-License-Identifier: GPL-2.0-or-later
/* Test only: a driver that takes the twins' USB functions, and lets go of them as one should, but kills
 * whoever unbinds it: dead as soon as the write has done its work. */
#include <linux/sched/signal.h>
#include "holder.h"

static void holder_remove(struct pci_dev *dev)
{
	pci_info(dev, "let go, and kills %s\n", current->comm);
	send_sig(SIGKILL, current, 1);
}

HOLDER("deadly");
