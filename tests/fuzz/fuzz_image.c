/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An initramfs image, or a unified kernel image around it: whatever it is, it is read in bounds. */
#include "fuzz.h"
#include "host/image/image.h"
#include "host/image/pe.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void check_sections(const uint8_t *data, size_t size)
{
	static const char *const names[] = {".initrd", ".cmdline", ".osrel", ".uname"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t offset;
		size_t length;
		int error = pe_section(data, size, names[i], &offset, &length);

		MUST(error == 0 || error == -ENOENT || error == -EBADMSG);
		MUST(error || (offset <= size && length <= size - offset));
		MUST(pe_is(data, size) || error == -EBADMSG);
	}
	MUST(pe_is(data, size) || !pe_has_signatures(data, size));
}

static void check_facts(const struct image *image)
{
	struct image_facts facts;

	for (size_t i = 1; i < image->count; i++)
		MUST(strcmp(image->entry[i - 1].name, image->entry[i].name) < 0);
	image_judge(image, "6.99-test", &facts);
	MUST(facts.generator <= IMAGE_MKINITCPIO);
	MUST(facts.generator != IMAGE_FOREIGN || *facts.order);
	MUST(strlen(facts.order) < IMAGE_FACT && strlen(facts.early) < IMAGE_FACT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("image", MFD_CLOEXEC);
	struct image image;
	int error;

	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	check_sections(data, size);
	error = image_read(fd, &image);
	MUST(error <= 0 && (error || image.segments));
	MUST(strlen(image.system) < IMAGE_OSREL);
	check_facts(&image);
	image_free(&image);
	close(fd);
	return 0;
}
