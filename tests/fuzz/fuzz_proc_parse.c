/* SPDX-License-Identifier: MIT */
/* fuzz_proc_parse.c: files of /proc with arbitrary bytes, for each parser. */
/* parts: source/proc_parse source/proc/proc_vmstat */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "source/proc_parse.h"
#include "source/proc/proc_vmstat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
parse_stat(const char *bytes, size_t size)
{
	struct proc_children children;
	struct proc_stat stat;

	if (proc_parse_children(bytes, &children))
		assert(strchr(bytes, ')') != NULL);
	if (!proc_parse_stat(bytes, &stat))
		return;
	assert(memchr(stat.comm, '\0', sizeof stat.comm) != NULL);
	assert(strlen(stat.comm) < size);
}

/* What the file does not contain stays as it was. */
static void
parse_status(const char *bytes)
{
	struct reading r = { .known = KNOWN_OOM_SCORE | KNOWN_RSS, .oom_score = 7 };

	proc_parse_status(bytes, &r);
	assert((r.known & KNOWN_OOM_SCORE) && r.oom_score == 7);
	assert(!(r.known & KNOWN_RSS) || strstr(bytes, "VmRSS:") != NULL);
}

static void
parse_system(const char *bytes)
{
	struct system_memory m = { .known = false };
	struct system_events e = { .oom_kills = 7 };
	struct system_cpu cpu;
	uint64_t arc_bytes;

	assert(proc_parse_meminfo(bytes, &m) == m.known);
	proc_parse_pressure(bytes, &m);
	if (m.pressure_known)
		assert(m.pressure_some_avg10 >= 0 && m.pressure_full_avg10 <= 100);
	proc_parse_cpu(bytes, &cpu);
	assert(cpu.known || cpu.all_ticks == 0);
	assert(!proc_parse_arc(bytes, &arc_bytes) || strstr(bytes, "\nsize ") != NULL);
	proc_parse_vmstat(bytes, 4096, &e);
	assert(e.swap_known || (e.swapped_in_bytes == 0 && e.swapped_out_bytes == 0));
	assert(e.oom_known ? strstr(bytes, "oom_kill ") != NULL : e.oom_kills == 0);
}

static void
parse_cgroup(const char *bytes)
{
	size_t length = 0;
	const char *path = proc_parse_cgroup(bytes, &length);

	if (path == NULL)
		return;
	assert(path > bytes && path + length <= bytes + strlen(bytes));
	assert(memchr(path, '\n', length) == NULL);
}

static void
parse_areas(const char *bytes)
{
	const char *end = bytes + strlen(bytes);
	uint64_t from, to;

	while (proc_parse_own_area(&bytes, &from, &to))
		assert(from < to && bytes <= end);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size + 1); /* its end is guarded by the sanitizer */

	memcpy(bytes, data, size);
	bytes[size] = '\0';
	parse_stat(bytes, size);
	parse_status(bytes);
	parse_system(bytes);
	parse_cgroup(bytes);
	parse_areas(bytes);
	free(bytes);
	return 0;
}
