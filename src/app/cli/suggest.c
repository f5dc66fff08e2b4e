/* SPDX-License-Identifier: MIT */
/* suggest.c: what was probably meant by an argument that is not understood. */
#include "app/cli/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "text/argv.h"

/* A longer word is no name of ours. */
#define WORD_MAX 16
#define SHORT_WORD 4
#define SHOWN_COLUMNS 80

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Typing errors that lead from one word to the other (Damerau and Levenshtein, optimal string
 * alignment). Both have at most WORD_MAX bytes. */
static size_t
errors_between(const char *a, const char *b)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1] = { { 0 } }, rows = strlen(a), cols = strlen(b);

	for (size_t i = 0; i <= rows; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= cols; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= rows; i++) {
		for (size_t k = 1; k <= cols; k++) {
			d[i][k] = least(d[i - 1][k - 1] + (a[i - 1] != b[k - 1]),
				least(d[i - 1][k], d[i][k - 1]) + 1);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
				d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
		}
	}
	return d[rows][cols];
}

const char *
suggest_name(const char *word, const char *const *names)
{
	size_t best = strlen(word) <= SHORT_WORD ? 1 : 2;
	const char *found = NULL;

	if (strlen(word) > WORD_MAX)
		return NULL;
	for (; *names != NULL; names++) {
		size_t errors =
			strlen(*names) <= WORD_MAX ? errors_between(word, *names) : WORD_MAX;

		if (errors < best || (errors == best && found == NULL)) {
			best = errors;
			found = *names;
		}
	}
	return found;
}

bool
suggest_instead(char *const *operands, const char *const *commands, struct failure *why)
{
	const char *first = operands[0], *command = suggest_name(first, commands);
	struct bytes line = { .data = NULL };
	bool is_pid = first[0] != '\0' && strspn(first, "0123456789") == strlen(first);

	if (command != NULL && strcmp(first, command) == 0)
		return failure_set(why, 0,
			"a command comes before all options: did you mean: peaktop %s", command);
	if (command != NULL)
		return failure_set(why, 0, "unknown command '%.100s': did you mean: peaktop %s",
			first, command);
	if (is_pid && operands[1] == NULL)
		return failure_set(why, 0,
			"unexpected argument '%.100s': did you mean: peaktop --pid %.100s", first,
			first);
	argv_put_short(operands, SHOWN_COLUMNS, &line);
	failure_set(why, 0, "unexpected argument '%.100s': did you mean: peaktop -- %s", first,
		line.data);
	bytes_free(&line);
	return false;
}
