/* SPDX-License-Identifier: MIT */
/* attach_list.c: `peaktop attach --list`: the running jobs. */
#include "app/jobs/attach_list.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/print.h"
#include "app/jobs/keepers.h"
#include "app/cli/message.h"
#include "base/exit_status.h"
#include "base/grow.h"
#include "text/run/watched_list.h"

struct list_options {
	bool list, json, help;
};

#define MEMBER(name) .member = offsetof(struct list_options, name)

static const struct option_row rows[] = {
	{ "list", 0, ON_LINE, NULL, "list the running jobs, newest first", MEMBER(list) },
	{ "json", 0, ON_LINE, NULL, "print one line of JSON per job (peaktop.job/1)", MEMBER(json),
		.to_stdout = true },
	OPTION_HELP(struct list_options),
};
static const struct option_table table = { .command = "peaktop attach --list",
	.rows = rows,
	.count = OPTION_COUNT(rows),
	.usage = "[--json]",
	.about = "List the running jobs that 'peaktop attach' can show." };

struct list {
	struct watched_row *rows;
	size_t count, capacity;
};

bool
attach_is_list(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--list") == 0)
			return true;
	return false;
}

static void
add_known(struct list *l, const struct panes *asked)
{
	for (size_t i = 0; i < asked->count; i++) {
		const struct watched_job *job = asked->jobs[i];

		if (!job->known) {
			if (!job->lost)
				message("the keeper with pid %d does not respond",
					(int)job->identity.keeper);
			continue;
		}
		if (job->end.ended || job->figures.over)
			continue;
		l->rows = grow_array(l->rows, &l->capacity, l->count + 1, sizeof *l->rows);
		l->rows[l->count++] = (struct watched_row){ job->identity, job->figures };
	}
}

static int
newest_first(const void *a, const void *b)
{
	uint64_t x = ((const struct watched_row *)a)->identity.started_wall_ns;
	uint64_t y = ((const struct watched_row *)b)->identity.started_wall_ns;

	return (x < y) - (x > y);
}

static void
gather(struct list *l)
{
	struct keepers all;
	struct panes asked = { .count = 0 };

	keepers_find(&all);
	while (keepers_ask(&all, &asked)) {
		add_known(l, &asked);
		panes_close(&asked);
	}
	keepers_clear(&all);
	if (l->count > 1)
		qsort(l->rows, l->count, sizeof *l->rows, newest_first);
}

static int
print(const struct list *l, bool json)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	for (size_t i = 0; json && i < l->count; i++)
		if (!watched_list_put_json(&l->rows[i], &out, &why))
			return message_failure(&why, EXIT_FAILED);
	if (!json && l->count == 0)
		message("no running job");
	else if (!json)
		watched_list_put(l->rows, l->count, isatty(STDOUT_FILENO) ? print_columns() : 0,
			UNITS_AUTO, !print_is_utf8(), &out);
	return print_out(&out);
}

int
attach_list(int argc, char **argv)
{
	struct list_options o = { .list = true };
	struct list l = { .rows = NULL };
	struct failure why;
	int operand, status;

	if (!option_table_parse(&table, &o, argc, argv, false, &operand, &why))
		return message_failure(&why, EXIT_USAGE);
	if (o.help)
		return print_help(&table);
	if (operand < argc) {
		message("unexpected argument '%.100s' (--list takes none)", argv[operand]);
		return EXIT_USAGE;
	}
	gather(&l);
	status = print(&l, o.json);
	free(l.rows);
	return status;
}
