/* SPDX-License-Identifier: MIT */
/* proc_parse.c: parses /proc files. */
#include "source/proc_parse.h"

#include <stdlib.h>
#include <string.h>

#include "base/length.h"

/* Reads a number after blanks and moves past it; a minus is skipped (such values are not used).
 * No digit: false. Written by hand because strtoull takes a third of a tick's time. */
static bool
take_number(const char **at, uint64_t *value)
{
	const char *c = *at;
	uint64_t n = 0;

	while (*c == ' ' || *c == '\t' || *c == '-')
		c++;
	if (*c < '0' || *c > '9')
		return false;
	for (; *c >= '0' && *c <= '9'; c++)
		n = n * 10 + (uint64_t)(*c - '0');
	*at = c;
	*value = n;
	return true;
}

static bool
take_numbers(const char **at, uint64_t *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!take_number(at, &values[i]))
			return false;
	return true;
}

static void
copy_comm(char *out, size_t size, const char *from, const char *to)
{
	size_t length = (size_t)(to - from) < size - 1 ? (size_t)(to - from) : size - 1;

	memcpy(out, from, length);
	out[length] = '\0';
}

/* Fields of proc(5), starting after the state. If the text ends in the last number, it may be
 * cut: false. */
static bool
take_stat(const char *bytes, uint64_t *field, size_t count)
{
	const char *close = strrchr(bytes, ')'), *at;

	if (close == NULL || close[1] != ' ' || close[2] == '\0')
		return false;
	at = close + 3;
	return take_numbers(&at, field, count) && *at != '\0';
}

bool
proc_parse_stat(const char *bytes, struct proc_stat *out)
{
	enum {
		PPID = 4,
		PGRP = 5,
		SESSION = 6,
		FLAGS = 9,
		MINFLT = 10,
		MAJFLT = 12,
		UTIME = 14,
		STIME = 15,
		THREADS = 20,
		START = 22,
		RSS = 24,
		START_STACK = 28,
		FIRST = PPID
	};
	uint64_t field[START_STACK - FIRST + 1];
	const char *open = strchr(bytes, '('), *close = strrchr(bytes, ')');

	if (open == NULL || close < open || !take_stat(bytes, field, LENGTH(field)))
		return false;
	copy_comm(out->comm, sizeof out->comm, open + 1, close);
	out->state = close[2];
	out->ppid = (pid_t)field[PPID - FIRST];
	out->pgrp = (pid_t)field[PGRP - FIRST];
	out->session = (pid_t)field[SESSION - FIRST];
	out->flags = (unsigned)field[FLAGS - FIRST];
	out->minor_faults = field[MINFLT - FIRST];
	out->major_faults = field[MAJFLT - FIRST];
	out->user_ticks = field[UTIME - FIRST];
	out->system_ticks = field[STIME - FIRST];
	out->threads = field[THREADS - FIRST];
	out->start_ticks = field[START - FIRST];
	out->rss_pages = field[RSS - FIRST];
	out->start_stack = field[START_STACK - FIRST];
	return true;
}

bool
proc_parse_children(const char *bytes, struct proc_children *out)
{
	enum { CMINFLT = 11, CMAJFLT = 13, CUTIME = 16, CSTIME = 17, SIGIGNORE = 33, FIRST = 4 };
	uint64_t field[SIGIGNORE - FIRST + 1];

	if (!take_stat(bytes, field, LENGTH(field)))
		return false;
	out->faults = field[CMINFLT - FIRST] + field[CMAJFLT - FIRST];
	out->ticks = field[CUTIME - FIRST] + field[CSTIME - FIRST];
	out->ignored = (uint32_t)field[SIGIGNORE - FIRST];
	return true;
}

struct status_line {
	const char *label;
	size_t length;
	unsigned bit;
	size_t offset;
};

#define LINE(label, bit, member)                                               \
	{                                                                      \
		label, sizeof label - 1, bit, offsetof(struct reading, member) \
	}

/* In the order of the file; HugetlbPages (since Linux 4.4) is the last one used. */
static const struct status_line status_lines[] = {
	LINE("VmHWM:", KNOWN_PEAK, peak_bytes),
	LINE("VmRSS:", KNOWN_RSS, rss_bytes),
	LINE("RssAnon:", KNOWN_ANON, anon_bytes),
	LINE("RssFile:", KNOWN_FILE, file_bytes),
	LINE("RssShmem:", KNOWN_SHMEM, shmem_bytes),
	LINE("VmSwap:", KNOWN_SWAP, swap_bytes),
	LINE("HugetlbPages:", KNOWN_HUGETLB, hugetlb_bytes),
};

/* The file shows the real uid, then the effective one, which is the process's user. */
static void
take_uid(const char *at, struct reading *r)
{
	uint64_t uid[2];

	if (!take_numbers(&at, uid, 2))
		return;
	r->uid = (uid_t)uid[1];
	r->known |= KNOWN_UID;
}

static void
take_memory_line(const char *line, struct reading *r)
{
	for (size_t i = 0; i < LENGTH(status_lines); i++) {
		const struct status_line *want = &status_lines[i];
		const char *at = line + want->length;
		uint64_t kib;

		if (strncmp(line, want->label, want->length) != 0)
			continue;
		if (!take_number(&at, &kib))
			return;
		kib *= 1024;
		memcpy((char *)r + want->offset, &kib, sizeof kib);
		r->known |= want->bit;
		return;
	}
}

void
proc_parse_status(const char *bytes, struct reading *r)
{
	r->known &= ~(unsigned)KNOWN_UID;
	for (size_t i = 0; i < LENGTH(status_lines); i++)
		r->known &= ~status_lines[i].bit;
	for (const char *end, *line = bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		if (line[0] == 'U' && strncmp(line, "Uid:", 4) == 0)
			take_uid(line + 4, r);
		else if (line[0] == 'V' || line[0] == 'R' || line[0] == 'H')
			take_memory_line(line, r);
		if (r->known & KNOWN_HUGETLB)
			return;
	}
}

bool
proc_parse_kib(const char *bytes, const char *label, uint64_t *out_bytes)
{
	size_t length = strlen(label);

	for (const char *end, *line = bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		if (strncmp(line, label, length) == 0) {
			line += length;
			if (!take_number(&line, out_bytes))
				return false;
			*out_bytes *= 1024;
			return true;
		}
	}
	return false;
}

bool
proc_parse_shares(const char *bytes, struct smaps_shares *s)
{
	uint64_t pss, rss, clean = 0, dirty = 0;

	*s = (struct smaps_shares){ .anon_bytes = 0 };
	if (!proc_parse_kib(bytes, "Pss:", &pss) || !proc_parse_kib(bytes, "Rss:", &rss) ||
		!proc_parse_kib(bytes, "Anonymous:", &s->anon_bytes))
		return false;
	proc_parse_kib(bytes, "Private_Clean:", &clean);
	proc_parse_kib(bytes, "Private_Dirty:", &dirty);
	s->private_bytes = clean + dirty;
	if (proc_parse_kib(bytes, "Pss_Anon:", &s->pss.anon) &&
		proc_parse_kib(bytes, "Pss_File:", &s->pss.file) &&
		proc_parse_kib(bytes, "Pss_Shmem:", &s->pss.shmem))
		return true;
	s->pss = (struct memory_kinds){ .anon = pss };
	if (s->anon_bytes < rss)
		s->pss.anon = (uint64_t)((double)pss * (double)s->anon_bytes / (double)rss);
	s->pss.file = pss - s->pss.anon;
	return true;
}

/* "7f12a000-7f13b000 rw-p ..." */
static bool
is_own_area(const char *line, uint64_t *from, uint64_t *to)
{
	char *end;

	*from = strtoull(line, &end, 16);
	if (*end != '-')
		return false;
	*to = strtoull(end + 1, &end, 16);
	return end[0] == ' ' && end[1] == 'r' && end[2] == 'w' && end[3] != '\0' && end[4] == 'p' &&
	       *from < *to;
}

bool
proc_parse_own_area(const char **text, uint64_t *from, uint64_t *to)
{
	const char *end;

	while ((end = strchr(*text, '\n')) != NULL) {
		const char *line = *text;

		*text = end + 1;
		if (is_own_area(line, from, to))
			return true;
	}
	return false;
}

/* Hugetlb (since Linux 4.20) covers the pools of all sizes; free pages are reported for one
 * size. */
static void
parse_huge_pages(const char *bytes, struct system_memory *m)
{
	uint64_t all, free, size;

	m->hugetlb_bytes = 0;
	m->hugetlb_known = proc_parse_kib(bytes, "Hugetlb:", &all) &&
			   proc_parse_kib(bytes, "HugePages_Free:", &free) &&
			   proc_parse_kib(bytes, "Hugepagesize:", &size) && size > 0;
	if (!m->hugetlb_known)
		return;
	m->hugetlb_bytes = all;
	free /= 1024; /* a number of pages */
	m->hugetlb_used_bytes = free <= all / size ? all - free * size : all;
}

/* In some containers what is available is the host's, above the total: free memory is nearer
 * then, as procps has it. */
bool
proc_parse_meminfo(const char *bytes, struct system_memory *m)
{
	m->known = proc_parse_kib(bytes, "MemTotal:", &m->total_bytes) &&
		   proc_parse_kib(bytes, "MemAvailable:", &m->available_bytes);
	if (m->known && m->available_bytes > m->total_bytes)
		m->known = proc_parse_kib(bytes, "MemFree:", &m->available_bytes);
	if (!proc_parse_kib(bytes, "SwapTotal:", &m->swap_total_bytes) ||
		!proc_parse_kib(bytes, "SwapFree:", &m->swap_free_bytes))
		m->swap_total_bytes = m->swap_free_bytes = 0;
	if (!proc_parse_kib(bytes, "MemFree:", &m->free_bytes))
		m->free_bytes = 0;
	parse_huge_pages(bytes, m);
	return m->known;
}

/* "cpu  user nice system idle iowait irq softirq steal ..."; what guests use is part of `user`. */
void
proc_parse_cpu(const char *bytes, struct system_cpu *cpu)
{
	enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, COUNT };
	uint64_t ticks[COUNT];
	bool named = strncmp(bytes, "cpu ", 4) == 0;
	const char *at = bytes + (named ? 4 : 0);

	*cpu = (struct system_cpu){ .known = named && take_numbers(&at, ticks, COUNT) };
	for (size_t i = 0; cpu->known && i < COUNT; i++) {
		cpu->all_ticks += ticks[i];
		cpu->busy_ticks += i == IDLE || i == IOWAIT ? 0 : ticks[i];
	}
}

bool
proc_parse_arc(const char *bytes, uint64_t *arc_bytes)
{
	const char *line = strstr(bytes, "\nsize "), *at;
	uint64_t numbers[2]; /* the type of the value, and the value */

	if (line == NULL)
		return false;
	at = line + sizeof "\nsize " - 1;
	if (!take_numbers(&at, numbers, LENGTH(numbers)))
		return false;
	*arc_bytes = numbers[1];
	return true;
}

/* `label`: including all text up to the number. */
static bool
find_avg10(const char *bytes, const char *label, double *percent)
{
	size_t length = strlen(label);
	char *behind;

	for (const char *end, *line = bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		if (strncmp(line, label, length) != 0)
			continue;
		*percent = strtod(line + length, &behind);
		return behind != line + length && behind <= end && *percent >= 0 && *percent <= 100;
	}
	return false;
}

void
proc_parse_pressure(const char *bytes, struct system_memory *m)
{
	m->pressure_known = find_avg10(bytes, "some avg10=", &m->pressure_some_avg10) &&
			    find_avg10(bytes, "full avg10=", &m->pressure_full_avg10);
}

/* Whether "memory" is in the comma-separated list of controllers [from, to). */
static bool
names_memory(const char *from, const char *to)
{
	while (from < to) {
		size_t length = strcspn(from, ",:");

		if (length == 6 && memcmp(from, "memory", 6) == 0)
			return true;
		from += length + 1;
	}
	return false;
}

const char *
proc_parse_cgroup(const char *bytes, size_t *length)
{
	const char *unified = NULL;

	for (const char *end, *line = bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		const char *list = strchr(line, ':');
		const char *path = list != NULL ? strchr(list + 1, ':') : NULL;

		if (path == NULL || path > end)
			return unified;
		if (names_memory(list + 1, path)) {
			*length = (size_t)(end - path - 1);
			return path + 1;
		}
		if (path == list + 1) {
			unified = path + 1;
			*length = (size_t)(end - path - 1);
		}
	}
	return unified;
}

uint32_t
proc_mark(const char *bytes, size_t length)
{
	uint32_t mark = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		mark = (mark ^ (unsigned char)bytes[i]) * 16777619u;
	return mark != 0 ? mark : 1;
}

uint32_t
proc_cgroup_mark(const char *bytes)
{
	size_t length;
	const char *path = proc_parse_cgroup(bytes, &length);

	return path != NULL ? proc_mark(path, length) : 0;
}

uint64_t
proc_parse_soft_limit(const char *bytes, const char *name)
{
	size_t length = strlen(name);

	for (const char *end, *line = bytes; (end = strchr(line, '\n')) != NULL; line = end + 1)
		if (strncmp(line, name, length) == 0)
			return strtoull(line + length, NULL, 10);
	return 0;
}
