/* SPDX-License-Identifier: MIT */
/* import.c: reads a file of another tool (mprof) as a run of the history. */
#include "app/history/import.h"

#include <stdlib.h>

#include "app/cli/message.h"
#include "base/grow.h"
#include "base/plural.h"

bool
import_open(struct import *i, const char *path, size_t which, struct failure *why)
{
	struct stored_run *s = &i->stored;
	char name[256];
	struct buffer b = buffer_over(name, sizeof name);

	*i = (struct import){ .file = grow_new(sizeof *i->file) };
	if (!mprof_open(i->file, path, which, &i->runs, why))
		return false;
	s->run = i->file->run;
	i->file->run.argv = NULL; /* now owned by the stored run */
	s->run.reason = RUN_IMPORTED;
	run_put_name(&s->run, &b);
	s->name = grow_copy(name);
	s->series = grow_new(sizeof *s->series);
	*s->series = i->file->series;
	if (i->file->bad_lines > 0)
		message("skipped %zu %s of %s: damaged, or not written by mprof",
			i->file->bad_lines, plural(i->file->bad_lines, "line", "lines"), path);
	return true;
}

void
import_clear(struct import *i)
{
	stored_run_clear(&i->stored);
	mprof_clear(i->file);
	free(i->file);
	*i = (struct import){ .file = NULL };
}
