/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a disk asks for a passphrase at boot, which is typed and shown on devices of the host. */
#ifndef GPUPT_PASSPHRASE_H
#define GPUPT_PASSPHRASE_H

#include <stdbool.h>

#define PASSPHRASE_VOLUME 64

/* By crypttab, and by what the images of dracut and mkinitcpio read on the command line: its name. */
bool passphrase_is_asked(int root, char volume[PASSPHRASE_VOLUME]);

/* Whether an SSH server in the image can be given the passphrase. */
bool passphrase_by_network(int root);

#endif
