/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints every word that the code has for the report, as in the file contract. */
#include "core/report.h"

#include <stdio.h>
#include <string.h>

/* A sentence for people: not empty, one line, no full stop at its end. */
static bool is_sentence(const char *text)
{
	return text && strlen(text) > 10 && !strchr(text, '\n') && text[strlen(text) - 1] != '.';
}

int main(void)
{
	static const enum result results[] = {RESULT_NOTHING, RESULT_OFF, RESULT_DONE, RESULT_PARTIAL,
		RESULT_FAILED, RESULT_TIMEOUT, RESULT_UNKNOWN};
	int status = 0;

	for (int i = 1; i < REASONS; i++) {
		printf("reason %s\n", reason_name((enum reason)i));
		if (!is_sentence(reason_text((enum reason)i)))
			status = 1;
	}
	for (int i = 0; i < NOTE_CODES; i++)
		printf("%s %s\n", note_is_error((enum note_code)i) ? "error" : "warning",
			note_code_name((enum note_code)i));
	for (int i = 1; i < STATES; i++)
		printf("state %s\n", state_name((enum state)i));
	for (int i = 0; i < WHYS; i++)
		printf("why %s\n", why_name((enum why)i));
	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++)
		printf("result boot %s\nresult plan %s\n", result_name(results[i], false),
			result_name(results[i], true));
	return status;
}
