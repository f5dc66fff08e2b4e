/* SPDX-License-Identifier: MIT */
/* print.c: what the commands on the history share. */
#include "app/cli/print.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/state/history_folder.h"
#include "app/sampling/session.h"
#include "app/cli/message.h"

#define COLUMNS 100

size_t
history_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return COLUMNS;
}

bool
history_is_utf8(void)
{
	return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int
history_print(struct bytes *out)
{
	struct failure why;
	bool good = session_write(STDOUT_FILENO, out, &why);

	bytes_free(out);
	return good ? HISTORY_GOOD : tell_failure(&why, HISTORY_FAILED);
}

int
history_help(const struct option_table *table, const char *usage, const char *what)
{
	struct bytes out = { .data = NULL };

	bytes_print(&out, "Usage: %s %s\n%s\n\n", table->command, usage, what);
	option_table_put_help(table, &out);
	return history_print(&out);
}

bool
history_load(const char *word, struct stored_run *run, struct failure *why)
{
	struct store *store = history_open(STORE_READ, HISTORY_PATIENCE_MS, false, why);
	uint64_t number;
	bool good;

	*run = (struct stored_run){ .name = NULL };
	if (store == NULL)
		return false;
	good = store_find(store, word, &number, why) && store_load(store, number, run, why);
	store_close(store);
	return good;
}
