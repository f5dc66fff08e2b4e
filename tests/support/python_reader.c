/* SPDX-License-Identifier: MIT */
/* python_reader.c: prints what source/python reads, for scripts that know what is right. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "source/python/layout.h"
#include "source/python/python.h"

#define STACKS_MAX 64

static const char *const status_names[] = {
	[PYTHON_OK] = "ok",
	[PYTHON_NONE] = "none",
	[PYTHON_EARLY] = "early",
	[PYTHON_UNKNOWN] = "unknown",
	[PYTHON_DENIED] = "denied",
	[PYTHON_GONE] = "gone",
	[PYTHON_TORN] = "torn",
};

struct reader {
	struct python_names *names;
	struct python_process *process;
	struct python_stack *stacks;
};

static void
print_stacks(const struct reader *r, enum python_status status, size_t count)
{
	printf("%s %zu\n", status_names[status], count);
	for (size_t i = 0; i < count; i++) {
		const struct python_stack *s = &r->stacks[i];

		printf("%d %zu%s%s\n", (int)s->tid, s->count, s->cut_inner ? " inner" : "",
			s->cut_outer ? " outer" : "");
		for (size_t j = 0; j < s->count; j++)
			printf("%s\t%d\t%s\t%d\t%d\t%zu\n", s->frames[j].file, s->frames[j].line,
				s->frames[j].function, s->frames[j].user, s->frames[j].awaits,
				python_named_frame(s, j));
	}
	fflush(stdout);
}

static void
attach(struct reader *r, pid_t pid)
{
	enum python_status status;
	uint32_t version;

	python_detach(r->process);
	r->process = python_attach(pid, r->names, &status, &version);
	printf("%s %08x\n", status_names[status], (unsigned)version);
	fflush(stdout);
}

static void
read_stacks(struct reader *r, pid_t tid)
{
	size_t count = 0;
	enum python_status status = PYTHON_NONE;

	if (r->process != NULL)
		status = python_read(r->process, tid, r->stacks, STACKS_MAX, &count);
	print_stacks(r, status, count);
}

static void
inherit(struct reader *r, pid_t child)
{
	struct python_process *parent = r->process;

	r->process = python_inherit(parent, child);
	python_detach(parent);
	printf("ok\n");
	fflush(stdout);
}

static double
now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* Up to 127 microseconds and what the kernel adds: a target that shares our CPU goes on, and no two
 * reads meet it at the same place of a loop. */
static void
pause_a_moment(long n)
{
	const struct timespec pause = { 0, (n * 7919 % 128) * 1000 };

	nanosleep(&pause, NULL);
}

/* Many reads of one thread, each in a line: "cut" or "-", then line:function of each frame; at last
 * the microseconds a read. */
static void
storm(struct reader *r, pid_t tid, long reads)
{
	double spent = 0;

	for (long n = 0; n < reads && r->process != NULL; n++) {
		size_t count = 0;
		double begun = now_us();
		enum python_status status = python_read(r->process, tid, r->stacks, 1, &count);

		spent += now_us() - begun;
		printf("%s %s", status_names[status],
			count > 0 && r->stacks[0].cut_inner ? "cut" : "-");
		for (size_t j = 0; count > 0 && j < r->stacks[0].count; j++)
			printf(" %d:%s", r->stacks[0].frames[j].line,
				r->stacks[0].frames[j].function);
		putchar('\n');
		pause_a_moment(n);
	}
	printf("%.1f\n", spent / (double)(reads > 0 ? reads : 1));
	fflush(stdout);
}

static void
print_table(void)
{
	const struct layout_version *v;

	for (size_t i = 0; (v = layout_row(i)) != NULL; i++)
		for (size_t m = 0; m < layout_member_count; m++) {
			uint32_t number;

			memcpy(&number, (const char *)&v->at + layout_members[m].offset,
				sizeof number);
			printf("%x.%u %s %u\n", v->version >> 8, v->version & 0xff,
				layout_members[m].name, number);
		}
}

/* Commands on stdin: attach PID, read TID (0: all), inherit PID, storm TID READS; or the argument
 * "table". */
int
main(int argc, char **argv)
{
	struct reader r = { .names = python_names_create() };
	char line[128];
	long first, second;

	if (argc > 1 && strcmp(argv[1], "table") == 0)
		print_table();
	r.stacks = calloc(STACKS_MAX, sizeof *r.stacks);
	while (r.stacks != NULL && argc == 1 && fgets(line, sizeof line, stdin) != NULL) {
		first = second = 0;
		if (sscanf(line, "attach %ld", &first) == 1)
			attach(&r, (pid_t)first);
		else if (sscanf(line, "inherit %ld", &first) == 1)
			inherit(&r, (pid_t)first);
		else if (sscanf(line, "storm %ld %ld", &first, &second) == 2)
			storm(&r, (pid_t)first, second);
		else if (sscanf(line, "read %ld", &first) == 1)
			read_stacks(&r, (pid_t)first);
	}
	python_detach(r.process);
	python_names_free(r.names);
	free(r.stacks);
	return 0;
}
