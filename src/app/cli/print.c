/* SPDX-License-Identifier: MIT */
/* print.c: output of a command on stdout. */
#include "app/cli/print.h"
#include "base/io.h"

#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/cli/message.h"
#include "base/exit_status.h"

#define COLUMNS 100

size_t
print_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return COLUMNS;
}

bool
print_is_utf8(void)
{
	return strcasecmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int
print_out(struct bytes *out)
{
	struct failure why;
	bool good = io_write(STDOUT_FILENO, out, &why);

	bytes_free(out);
	return good ? EXIT_GOOD : message_failure(&why, EXIT_FAILED);
}

int
print_help(const struct option_table *table)
{
	struct bytes out = { .data = NULL };

	option_table_put_help(table, &out);
	return print_out(&out);
}
