// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE /* vasprintf */
#include "host/check/finding.h"
#include "core/pci_addr.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 1, 0))) static char *print(const char *format, va_list args)
{
	char *text;

	return vasprintf(&text, format, args) < 0 ? host_strdup(format) : text;
}

void finding_ok(struct finding *f, const char *format, ...)
{
	va_list args;

	free(f->seen);
	va_start(args, format);
	f->seen = print(format, args);
	va_end(args);
}

void finding_skip(struct finding *f, const char *format, ...)
{
	va_list args;

	free(f->seen);
	va_start(args, format);
	f->seen = print(format, args);
	va_end(args);
	if (f->verdict == VERDICT_OK)
		f->verdict = VERDICT_SKIP;
}

void finding_add(struct finding *f, enum verdict verdict, const char *hint, const char *format, ...)
{
	struct remark *remark;
	va_list args;

	f->remark = host_realloc(f->remark, f->count + 1, sizeof(*f->remark));
	remark = &f->remark[f->count++];
	va_start(args, format);
	*remark = (struct remark){verdict, print(format, args), host_strdup(hint)};
	va_end(args);
	if (verdict > f->verdict)
		f->verdict = verdict;
}

static bool said_before(const struct finding *f, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++) {
		if (!strcmp(f->remark[j].hint, f->remark[i].hint))
			return true;
	}
	return false;
}

void finding_join(const struct finding *f, struct text *text, struct text *hint)
{
	text_free(text);
	text_free(hint);
	if (!f->count)
		text_add(text, f->seen ? f->seen : "");
	for (unsigned int i = 0; i < f->count; i++) {
		text_item(text, "; ", "%s", f->remark[i].text);
		if (!said_before(f, i))
			text_item(hint, "; ", "%s", f->remark[i].hint);
	}
}

/* "0000:02:00.1: TEXT": TEXT and the address; NULL where it does not begin so. */
static const char *behind_address(const char *text, struct pci_addr *addr)
{
	const char *end = strstr(text, ": ");
	char address[PCI_ADDR_TEXT];

	if (!end || end - text >= (long)sizeof(address))
		return NULL;
	memcpy(address, text, (size_t)(end - text));
	address[end - text] = '\0';
	return pci_addr_parse(address, addr) ? NULL : end + 2;
}

static bool say_the_same(const struct remark *a, const struct remark *b)
{
	struct pci_addr addr;
	const char *one = behind_address(a->text, &addr);
	const char *other = behind_address(b->text, &addr);

	return one && other && a->verdict == b->verdict && !strcmp(one, other) && !strcmp(a->hint, b->hint);
}

bool finding_tells_again(const struct finding *f, unsigned int remark)
{
	for (unsigned int i = 0; i < remark; i++) {
		if (say_the_same(&f->remark[i], &f->remark[remark]))
			return true;
	}
	return false;
}

void finding_tell(const struct finding *f, unsigned int remark, struct text *text)
{
	const struct remark *first = &f->remark[remark];
	struct pci_addr last;
	const char *what = behind_address(first->text, &last);

	text_addn(text, first->text, what ? (size_t)(what - first->text) - 2 : strlen(first->text));
	for (unsigned int i = remark + 1; what && i < f->count; i++) {
		char address[PCI_ADDR_TEXT];
		struct pci_addr addr;

		if (!say_the_same(first, &f->remark[i]))
			continue;
		behind_address(f->remark[i].text, &addr);
		pci_addr_format(&addr, address);
		text_addf(text, ", %s", pci_addr_same_slot(&addr, &last) ? strrchr(address, '.') : address);
		last = addr;
	}
	if (what)
		text_addf(text, ": %s", what);
}

void finding_free(struct finding *f)
{
	for (unsigned int i = 0; i < f->count; i++) {
		free(f->remark[i].text);
		free(f->remark[i].hint);
	}
	free(f->remark);
	free(f->seen);
}

const char *finding_verdict_name(enum verdict verdict)
{
	static const char *const name[] = {"ok", "skip", "warn", "fail"};

	return name[verdict];
}
