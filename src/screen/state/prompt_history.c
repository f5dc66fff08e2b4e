/* SPDX-License-Identifier: MIT */
/* prompt_history.c: the texts that were accepted by a prompt. */
#include "screen/state/prompt_history.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void
prompt_history_clear(struct prompt_history *h)
{
	while (h->count > 0)
		free(h->texts[--h->count]);
}

static void
drop(struct prompt_history *h, size_t at)
{
	free(h->texts[at]);
	h->count--;
	memmove(&h->texts[at], &h->texts[at + 1], (h->count - at) * sizeof h->texts[0]);
}

void
prompt_history_add(struct prompt_history *h, const char *text)
{
	size_t at = 0;

	if (text[0] == '\0')
		return;
	while (at < h->count && strcmp(h->texts[at], text) != 0)
		at++;
	if (at < h->count)
		drop(h, at);
	else if (h->count == PROMPT_HISTORY_MAX)
		drop(h, 0);
	h->texts[h->count++] = grow_copy(text);
}
