/* SPDX-License-Identifier: MIT */
/* signal_name.c: signals as people write them, and back. */
#include "base/signal_name.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
signal_name_put(int signal, struct buffer *b)
{
	const char *name = sigabbrev_np(signal);

	if (name != NULL)
		buffer_print(b, "SIG%s", name);
	else
		buffer_print(b, "SIG%d", signal);
}

bool
signal_name_is_known(int signal)
{
	return signal > 0 && sigabbrev_np(signal) != NULL;
}

bool
signal_name_read(const char *text, int *signal)
{
	char *end;
	long number;

	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (*signal = 1; *signal < NSIG; ++*signal)
		if (signal_name_is_known(*signal) && strcasecmp(text, sigabbrev_np(*signal)) == 0)
			return true;
	if (text[0] < '0' || text[0] > '9')
		return false;
	number = strtol(text, &end, 10);
	*signal = number < NSIG ? (int)number : 0;
	return *end == '\0' && *signal > 0;
}
