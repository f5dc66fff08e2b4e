/* SPDX-License-Identifier: MIT */
/* mprof.c: parses data files of mprof (memory_profiler) into a run and its series. */
#include "source/import/mprof.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clean.h"
#include "base/grow.h"
#include "base/length.h"
#include "base/quantity.h"

#define MIB_BYTES 1048576.0
#define TIME_MAX_SECONDS 9e9 /* the year 2255: still fits in nanoseconds */

/* The state of one pass over the lines. */
struct walk {
	struct mprof *m;
	bool fill; /* false in the first pass, which only counts: the step of the series depends
		    * on it */
	bool started;
	uint64_t first_ns, last_ns; /* of the MEM lines, since 1970 */
	/* The current round of samples: a MEM line and the CHLD lines after it. */
	uint64_t round_ns, round_bytes, round_children_bytes;
	size_t round_processes;
	bool apart;        /* MEM was less than the sum of CHLD: it does not include them */
	bool has_children; /* there is a CHLD line */
};

/* --- numbers --- */

/* The next number of a line, after blanks; false: none, or not below `limit`. */
static bool
take_number(const char **at, double limit, double *value)
{
	char *end;

	*at += strspn(*at, " \t");
	if (strspn(*at, "0123456789.") == 0)
		return false;
	*value = strtod(*at, &end);
	if (*end != '\0' && *end != ' ' && *end != '\t')
		return false;
	*at = end;
	return *value >= 0 && *value < limit;
}

static bool
take_bytes(const char **at, uint64_t *bytes)
{
	double mib;

	if (!take_number(at, 0x1p62 / MIB_BYTES, &mib))
		return false;
	*bytes = quantity_round(mib * MIB_BYTES);
	return true;
}

/* First in microseconds: a double is not precise enough for today's nanoseconds. */
static bool
take_time(const char **at, uint64_t *wall_ns)
{
	double seconds;

	if (!take_number(at, TIME_MAX_SECONDS, &seconds))
		return false;
	*wall_ns = quantity_round(seconds * 1e6) * 1000;
	return true;
}

/* --- samples --- */

/* A child is sampled a moment later than the sum that includes it. */
#define LATER_BYTES (1u << 20)

static uint64_t
since_start(const struct walk *w, uint64_t wall_ns)
{
	return wall_ns > w->first_ns ? wall_ns - w->first_ns : 0;
}

static void
raise_tree(struct walk *w, uint64_t at_ns)
{
	struct run_tree_peak *tree = &w->m->run.tree;

	if (tree->origin != PEAK_NONE && w->round_bytes <= tree->bytes)
		return;
	*tree = (struct run_tree_peak){ .bytes = w->round_bytes,
		.at_ns = at_ns,
		.origin = w->round_processes > 1 ? PEAK_RSS_SUM : PEAK_SAMPLED,
		.lower_bound = true,
		.process_count = w->round_processes };
}

static void
raise_single(struct walk *w, pid_t pid, uint64_t bytes, uint64_t wall_ns)
{
	struct run_single_peak *single = &w->m->run.single;

	if (single->origin != PEAK_NONE && bytes <= single->member.bytes)
		return;
	*single = (struct run_single_peak){ .member = { .pid = pid, .bytes = bytes },
		.at_ns = since_start(w, wall_ns),
		.at_known = true,
		.origin = PEAK_SAMPLED };
}

static void
close_round(struct walk *w)
{
	uint64_t at_ns = since_start(w, w->round_ns);
	uint64_t children = w->round_children_bytes, own = w->round_bytes;
	struct run *run = &w->m->run;

	w->round_children_bytes = 0;
	if (!w->fill)
		w->apart = w->apart || children > own + own / 50 + LATER_BYTES;
	if (!w->fill || w->round_processes == 0)
		return;
	if (w->apart)
		w->round_bytes += children;
	else
		own -= children < own ? children : own;
	raise_single(w, 0, own, w->round_ns);
	raise_tree(w, at_ns);
	series_push(&w->m->series, at_ns, w->round_bytes, w->round_bytes);
	if (w->round_processes > run->processes_seen)
		run->processes_seen = w->round_processes;
	w->round_processes = 0;
}

static bool
take_mem(struct walk *w, const char *at)
{
	uint64_t bytes, wall_ns;

	if (!take_bytes(&at, &bytes) || !take_time(&at, &wall_ns))
		return false;
	if (!w->started)
		w->first_ns = w->last_ns = wall_ns;
	w->started = true;
	w->last_ns = wall_ns > w->last_ns ? wall_ns : w->last_ns;
	w->m->run.samples++;
	close_round(w);
	w->round_ns = wall_ns;
	w->round_bytes = bytes;
	w->round_processes = 1;
	return true;
}

bool
mprof_is_sample(const char *line)
{
	const char *at = line + strlen("MEM ");
	uint64_t bytes, wall_ns;

	return strncmp(line, "MEM ", 4) == 0 && take_bytes(&at, &bytes) && take_time(&at, &wall_ns);
}

/* A child belongs to no round if its parent was not sampled before it. */
static bool
take_chld(struct walk *w, const char *at)
{
	uint64_t bytes, wall_ns;
	double pid;

	if (!take_number(&at, 0x1p31, &pid) || !take_bytes(&at, &bytes) ||
		!take_time(&at, &wall_ns))
		return false;
	if (w->round_processes == 0)
		return false;
	w->has_children = true;
	w->round_children_bytes += bytes;
	w->round_processes++;
	if (w->fill)
		raise_single(w, (pid_t)pid, bytes, wall_ns);
	return true;
}

/* --- the other lines --- */

static bool
take_func(struct walk *w, const char *at)
{
	size_t name_length = strcspn(at, " ");
	const char *name = at;
	uint64_t from_bytes, until_bytes, from_ns, until_ns;
	struct mprof_phase *phase;
	struct buffer b;

	at += name_length;
	if (name_length == 0 || !take_bytes(&at, &from_bytes) || !take_time(&at, &from_ns) ||
		!take_bytes(&at, &until_bytes) || !take_time(&at, &until_ns) || until_ns < from_ns)
		return false;
	if (!w->fill || w->m->phase_count == MPROF_PHASES_MAX)
		return true;
	phase = &w->m->phases[w->m->phase_count++];
	b = buffer_over(phase->name, sizeof phase->name);
	clean_text(&b, name, name_length);
	phase->from_ns = since_start(w, from_ns);
	phase->until_ns = since_start(w, until_ns);
	phase->from_bytes = from_bytes;
	phase->until_bytes = until_bytes;
	return true;
}

/* The end of an argument: mprof quotes one with blanks, and escapes nothing. */
static char *
argument_end(char *key)
{
	char *quote = key[0] == '\'' ? strchr(key + 1, '\'') : NULL;

	if (quote != NULL && (quote[1] == '\0' || quote[1] == ' '))
		return quote;
	return key + strcspn(key, " ");
}

/* The arguments, in the same allocation after their pointers. */
static char *const *
split_arguments(const char *line)
{
	size_t size = strlen(line) + 1;
	size_t max = size / 2 + 2; /* arguments, and the terminator */
	char **argv = grow_new(max * sizeof *argv + size);
	char *at = memcpy(argv + max, line, size);
	size_t count = 0;

	for (at += strspn(at, " "); *at != '\0'; at += strspn(at, " ")) {
		char *end = argument_end(at);

		argv[count++] = *end == '\'' ? at + 1 : at;
		at = *end == '\0' ? end : end + 1;
		*end = '\0';
	}
	return argv;
}

static bool
take_cmdline(struct walk *w, const char *at)
{
	if (at[strspn(at, " \t")] == '\0')
		return false;
	if (w->fill && w->m->run.argv == NULL)
		w->m->run.argv = split_arguments(at);
	return true;
}

/* --- all lines --- */

static bool
take_line(struct walk *w, const char *line)
{
	static const struct {
		const char *key;
		bool (*take)(struct walk *, const char *);
	} kinds[] = {
		{ "MEM ", take_mem },
		{ "CHLD ", take_chld },
		{ "FUNC ", take_func },
		{ "CMDLINE ", take_cmdline },
	};

	for (size_t i = 0; i < LENGTH(kinds); i++)
		if (strncmp(line, kinds[i].key, strlen(kinds[i].key)) == 0)
			return kinds[i].take(w, line + strlen(kinds[i].key));
	return line[strspn(line, " \t")] == '\0';
}

/* A last line without a newline was cut off: half a number would look like a whole one. */
static void
walk_lines(struct walk *w, const char *bytes, size_t count)
{
	const char *end = bytes + count, *newline = NULL;
	struct bytes line = { .data = NULL };

	w->m->bad_lines = 0;
	w->m->run.samples = 0;
	w->round_processes = 0;
	for (; (newline = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL;
		bytes = newline + 1) {
		size_t length = (size_t)(newline - bytes);

		length -= length > 0 && bytes[length - 1] == '\r';
		bytes_restart(&line);
		bytes_put(&line, bytes, length);
		w->m->bad_lines += strlen(line.data) != length || !take_line(w, line.data);
	}
	w->m->bad_lines += bytes < end;
	close_round(w);
	bytes_free(&line);
}

static int
by_start(const void *a, const void *b)
{
	const struct mprof_phase *left = a, *right = b;

	return (left->from_ns > right->from_ns) - (left->from_ns < right->from_ns);
}

/* Slightly less than the mean distance of two samples, so that each gets a point of its own. */
static uint64_t
step_of(const struct walk *w)
{
	uint64_t others = w->m->run.samples > 1 ? w->m->run.samples - 1 : 1;
	uint64_t step_ns = (w->last_ns - w->first_ns) / others;

	step_ns -= step_ns / SERIES_POINTS;
	return step_ns > SERIES_STEP_NS ? step_ns : SERIES_STEP_NS;
}

bool
mprof_parse(struct mprof *m, const char *bytes, size_t count, struct failure *why)
{
	struct walk w = { .m = m };

	memset(m, 0, sizeof *m);
	walk_lines(&w, bytes, count);
	if (!w.started)
		return failure_set(why, 0, "it contains no memory samples of mprof");
	series_begin(&m->series, step_of(&w));
	w.fill = true;
	walk_lines(&w, bytes, count);
	if (m->run.argv == NULL)
		m->run.argv = split_arguments("mprof");
	if (!w.has_children)
		m->run.processes_seen = m->run.tree.process_count = 0;
	m->run.started_wall_ns = w.first_ns;
	m->run.wall_ns = w.last_ns - w.first_ns;
	m->run.interval_ns = m->run.samples > 1 ? m->run.wall_ns / (m->run.samples - 1) : 0;
	qsort(m->phases, m->phase_count, sizeof *m->phases, by_start);
	mprof_put_phases(m);
	return true;
}

void
mprof_clear(struct mprof *m)
{
	free((void *)(uintptr_t)m->run.argv);
	m->run.argv = NULL;
}
