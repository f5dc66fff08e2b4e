/* SPDX-License-Identifier: MIT */
/* source_world.h: a source for the live system, and children that exit with the test. */
#ifndef PEAKTOP_TESTS_SOURCE_WORLD_H
#define PEAKTOP_TESTS_SOURCE_WORLD_H

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/process/table.h"
#include "source/proc/source_proc.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1024ull * 1024)
#define CROWD 40

struct world {
	struct source *source;
	struct sample sample;
	struct table table;
	pid_t child; /* 0: none */
	int to_child, from_child;
	pid_t crowd[CROWD];
};

static inline int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	struct failure why;

	*state = w;
	w->to_child = w->from_child = -1;
	w->source = source_open_proc("/proc", &why);
	if (w->source == NULL)
		print_error("%s\n", why.doing);
	return w->source == NULL;
}

static inline void
end(pid_t *pid)
{
	if (*pid > 0) {
		kill(*pid, SIGKILL);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

static inline int
tear_down(void **state)
{
	struct world *w = *state;

	end(&w->child);
	for (size_t i = 0; i < CROWD; i++)
		end(&w->crowd[i]);
	if (w->source != NULL)
		source_close(w->source);
	close(w->to_child);
	close(w->from_child);
	sample_clear(&w->sample);
	table_clear(&w->table);
	free(w);
	return 0;
}

/* Scans; the reading of `pid`, or NULL. */
static inline struct reading *
scan(struct world *w, pid_t pid)
{
	struct failure why;

	if (!source_scan(w->source, 0, &w->sample, &why))
		fail_msg("%s: %s", why.doing, strerror(why.error));
	for (size_t i = 0; i < w->sample.count; i++)
		if (w->sample.readings[i].key.pid == pid)
			return &w->sample.readings[i];
	return NULL;
}

#endif
