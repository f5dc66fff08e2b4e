/* SPDX-License-Identifier: MIT */
/* test_line_sampler.c: the thread that follows Python processes, with a made-up /proc and a made-up
 * reader of stacks: credits, refusals, forks, ends at any moment, a reading that does not return.
 */
#include "observe/line_sampler.h"
#include "base/clock.h"
#include "support/remove_tree.h"
#include "support/suite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MIB (1ull << 20)
#define PATIENCE_NS (30 * NS_PER_SECOND)

/* --- the made-up reader: what the next attachment and reading yield --- */

struct python_process {
	pid_t pid;
};

static _Atomic int attaching, reading, line, attached, inherited, detached;
static _Atomic bool blocks;
static sem_t entered, go_on;

static struct python_process *
fake_attach(pid_t pid, struct python_names *names, enum python_status *status, uint32_t *version)
{
	struct python_process *made;

	(void)names;
	*status = (enum python_status)atomic_load(&attaching);
	*version = 0x03070ff0;
	if (*status != PYTHON_OK)
		return NULL;
	atomic_fetch_add(&attached, 1);
	made = malloc(sizeof *made);
	made->pid = pid;
	return made;
}

static struct python_process *
fake_inherit(const struct python_process *parent, pid_t child)
{
	struct python_process *made = malloc(sizeof *made);

	assert_int_not_equal(parent->pid, child);
	made->pid = child;
	atomic_fetch_add(&inherited, 1);
	return made;
}

static enum python_status
fake_read(
	struct python_process *p, pid_t tid, struct python_stack *stacks, size_t max, size_t *count)
{
	int status = atomic_load(&reading);

	(void)p;
	assert_true(max > 0);
	*count = 0;
	if (atomic_load(&blocks)) {
		sem_post(&entered);
		sem_wait(&go_on);
	}
	if (status != PYTHON_OK)
		return (enum python_status)status;
	if (tid == 999) /* a thread without Python */
		return PYTHON_OK;
	stacks[0].tid = tid;
	stacks[0].count = 1;
	stacks[0].frames[0] = (struct python_frame){ "/run/here/job.py", "work",
		tid > 1000 ? (int)tid : atomic_load(&line), true, false, 0 };
	*count = 1;
	return PYTHON_OK;
}

static void
fake_detach(struct python_process *p)
{
	atomic_fetch_add(&detached, 1);
	free(p);
}

static const struct line_reader reader = { fake_attach, fake_inherit, fake_read, fake_detach };

/* --- the made-up /proc --- */

struct world {
	char top[200];
	struct line_sampler *sampler;
};

static void
put_file(const struct world *w, const char *name, const char *text)
{
	char path[300], before[310];
	int fd;

	/* Held descriptors must see the new text: so the file is written in place, whole. */
	snprintf(path, sizeof path, "%s/%s", w->top, name);
	snprintf(before, sizeof before, "%s", text);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, before, strlen(before), 0), strlen(before));
	close(fd);
}

static void
put_folder(const struct world *w, int pid, const char *rest)
{
	char path[300];

	snprintf(path, sizeof path, "%s/%d%s", w->top, pid, rest);
	assert_true(mkdir(path, 0700) == 0 || access(path, F_OK) == 0);
}

/* All numbers have the same width: the file is never seen longer than it is. */
static void
hold_with_files(const struct world *w, int pid, uint64_t bytes, uint64_t files)
{
	const unsigned long long page = (unsigned long long)sysconf(_SC_PAGESIZE);
	char name[40], text[80];

	snprintf(name, sizeof name, "%d/statm", pid);
	snprintf(text, sizeof text, "%012llu %012llu %012llu 0 0 0 0\n", 900000ull, bytes / page,
		files / page);
	put_file(w, name, text);
}

static void
hold(const struct world *w, int pid, uint64_t bytes)
{
	hold_with_files(w, pid, bytes, 0);
}

static void
put_thread(const struct world *w, int pid, int tid, unsigned faults)
{
	char name[80], text[200];

	snprintf(name, sizeof name, "/task/%d", tid);
	put_folder(w, pid, name);
	snprintf(name, sizeof name, "%d/task/%d/stat", pid, tid);
	snprintf(text, sizeof text,
		"%d (python3) S 1 1 1 0 -1 4194304 %010u 0 0 0 0 0 0 0 20 0 1 0 5 900000 1000 0 0 "
		"0 0 0 0 0\n",
		tid, faults);
	put_file(w, name, text);
}

static void
put_process(const struct world *w, int pid, uint64_t bytes)
{
	put_folder(w, pid, "");
	put_folder(w, pid, "/task");
	put_thread(w, pid, pid, 0);
	hold(w, pid, bytes);
}

static void
put_stat(const struct world *w, int pid, int child, unsigned flags)
{
	char name[80], text[200];

	put_folder(w, child, "");
	snprintf(name, sizeof name, "%d/stat", child);
	snprintf(text, sizeof text,
		"%d (python3) S %d 1 1 0 -1 %u 0 0 0 0 0 0 0 0 20 0 1 0 5 900000 1000 0 0 0 0 0 0 "
		"0\n",
		child, pid, flags);
	put_file(w, name, text);
}

static void
put_child(const struct world *w, int pid, int child, unsigned flags)
{
	char name[80], text[200];

	put_stat(w, pid, child, flags);
	snprintf(name, sizeof name, "%d/task/%d/children", pid, pid);
	snprintf(text, sizeof text, "%d \n", child);
	put_file(w, name, text);
	snprintf(text, sizeof text, "0.00 0.00 0.00 1/100 %05d\n", child);
	put_file(w, "loadavg", text);
}

static int
begin(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	const char *top = getenv("TMPDIR");
	struct line_sampler_setup setup = { .folder = "/run/here", .reader = &reader };
	struct failure why;

	snprintf(w->top, sizeof w->top, "%s/lines-XXXXXX", top != NULL ? top : "/tmp");
	if (mkdtemp(w->top) == NULL)
		return -1;
	put_file(w, "loadavg", "0.00 0.00 0.00 1/100 00001\n");
	setup.proc = w->top;
	setup.began_ns = clock_active_ns();
	attaching = reading = PYTHON_OK;
	line = 1;
	attached = inherited = detached = 0;
	blocks = false;
	sem_init(&entered, 0, 0);
	sem_init(&go_on, 0, 0);
	w->sampler = line_sampler_start(&setup, &why);
	*state = w;
	return w->sampler != NULL ? 0 : -1;
}

static int
end(void **state)
{
	struct world *w = *state;
	bool gone;

	if (w->sampler != NULL) {
		line_sampler_stop(w->sampler);
		line_sampler_free(w->sampler);
	}
	gone = remove_tree(w->top);
	free(w);
	return gone ? 0 : -1;
}

/* --- what is known --- */

static struct run_lines
known(const struct world *w)
{
	static struct code_lists lists;
	struct run_lines r = { .lists = &lists };

	memset(&lists, 0, sizeof lists);
	line_sampler_report(w->sampler, &r);
	return r;
}

static uint64_t
bytes_of(const struct world *w, enum code_line_kind kind, unsigned number)
{
	struct run_lines r = known(w);

	for (size_t i = 0; i < r.lists->line_count; i++)
		if (r.lists->lines[i].kind == kind && r.lists->lines[i].line == number)
			return r.lists->lines[i].bytes;
	return 0;
}

static void
await_bytes(const struct world *w, enum code_line_kind kind, unsigned number, uint64_t expected)
{
	uint64_t until = clock_active_ns() + PATIENCE_NS, bytes;

	while ((bytes = bytes_of(w, kind, number)) != expected && clock_active_ns() < until)
		clock_pause(NS_PER_MS);
	assert_int_equal(bytes, expected);
}

static void
await_status(const struct world *w, enum run_lines_status status)
{
	uint64_t until = clock_active_ns() + PATIENCE_NS;

	while (known(w).status != status && clock_active_ns() < until)
		clock_pause(NS_PER_MS);
	assert_int_equal(known(w).status, status);
}

/* --- the cases --- */

static void
rises_are_credited_to_the_line_that_runs(void **state)
{
	struct world *w = *state;
	struct run_lines r;

	put_process(w, 100, 10 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	hold(w, 100, 30 * MIB);
	await_bytes(w, LINE_CODE, 1, 20 * MIB);
	line = 2;
	hold(w, 100, 75 * MIB);
	await_bytes(w, LINE_CODE, 2, 45 * MIB);
	hold(w, 100, 12 * MIB);
	clock_pause(300 * NS_PER_MS);
	r = known(w);
	assert_int_equal(r.status, LINES_KNOWN);
	assert_int_equal(r.bytes, 75 * MIB);
	assert_string_equal(r.lists->lines[0].file, "job.py");
	assert_int_equal(r.lists->peak.line, 2);
	line_sampler_stop(w->sampler);
	assert_int_equal(line_sampler_max_bytes(w->sampler, 100), 75 * MIB);
	assert_int_equal(line_sampler_max_bytes(w->sampler, 101), 0);
	assert_int_equal(known(w).bytes, 75 * MIB); /* the end is no fall */
}

/* What a large one held before it was first seen. */
static void
what_was_held_before_is_the_start_and_what_runs(void **state)
{
	struct world *w = *state;

	put_process(w, 100, 112 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_CODE, 1, 100 * MIB);
	await_bytes(w, LINE_START, 0, 12 * MIB);
	put_process(w, 101, 112 * MIB); /* it has lived for long: nobody knows */
	line_sampler_offer(w->sampler, 101, 0, true);
	await_bytes(w, LINE_UNKNOWN, 0, 100 * MIB);
}

static void
a_process_that_is_not_ready_is_asked_again(void **state)
{
	struct world *w = *state;

	attaching = PYTHON_EARLY;
	put_process(w, 100, 9 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	clock_pause(100 * NS_PER_MS);
	assert_int_equal(known(w).status, LINES_NONE);
	attaching = PYTHON_OK;
	await_bytes(w, LINE_START, 0, 9 * MIB);
}

static void
refusals_are_reported(void **state)
{
	struct world *w = *state;

	attaching = PYTHON_DENIED;
	put_process(w, 100, 50 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_status(w, LINES_DENIED);
	assert_int_equal(known(w).lists->line_count, 0);
}

static void
a_version_that_is_not_understood_is_named(void **state)
{
	struct world *w = *state;

	attaching = PYTHON_UNKNOWN;
	put_process(w, 100, 50 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_status(w, LINES_REFUSED);
	assert_int_equal(known(w).version, 0x307);
	attaching = PYTHON_OK; /* another that is understood counts more */
	put_process(w, 101, 50 * MIB);
	line_sampler_offer(w->sampler, 101, 0, false);
	await_status(w, LINES_KNOWN);
	assert_int_equal(known(w).version, 0x307); /* and is said beside it */
	line_sampler_stop(w->sampler);
	assert_int_equal(line_sampler_max_bytes(w->sampler, 100), 0); /* it was not followed */
	assert_int_equal(line_sampler_max_bytes(w->sampler, 101), 50 * MIB);
}

static void
no_python_leaves_no_trace(void **state)
{
	struct world *w = *state;

	attaching = PYTHON_NONE;
	put_process(w, 100, 50 * MIB);
	line_sampler_offer(w->sampler, 100, 0, true);
	clock_pause(100 * NS_PER_MS);
	assert_int_equal(known(w).status, LINES_NONE);
	assert_int_equal(known(w).bytes, 0);
}

/* A stack that is never consistent: in the end its rise is nobody's. */
static void
torn_readings_are_given_up(void **state)
{
	struct world *w = *state;

	put_process(w, 100, 10 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	reading = PYTHON_TORN;
	hold(w, 100, 40 * MIB);
	await_bytes(w, LINE_UNKNOWN, 0, 30 * MIB);
	reading = PYTHON_OK;
	hold(w, 100, 50 * MIB);
	await_bytes(w, LINE_CODE, 1, 10 * MIB);
}

/* A process that forbids it later: what it grows by from then on is nobody's. */
static void
what_is_forbidden_later_is_nobodys(void **state)
{
	struct world *w = *state;

	put_process(w, 100, 10 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	reading = PYTHON_DENIED;
	hold(w, 100, 40 * MIB);
	await_bytes(w, LINE_UNKNOWN, 0, 30 * MIB);
	hold(w, 100, 90 * MIB);
	await_bytes(w, LINE_UNKNOWN, 0, 80 * MIB);
	assert_int_equal(known(w).status, LINES_KNOWN);
}

/* A fork has at most what its parent held; the rest it touched before it was first seen. */
static void
what_a_fork_touched_before_it_was_seen_is_its_own(void **state)
{
	struct world *w = *state;
	char text[400] = "";
	size_t length = 0;

	put_process(w, 100, 30 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_CODE, 1, 18 * MIB);
	line = 2;
	for (int child = 201; child <= 220; child++) {
		put_process(w, child, 50 * MIB);
		put_stat(w, 100, child, 0x40);
		length += (size_t)snprintf(text + length, sizeof text - length, "%d ", child);
	}
	put_file(w, "100/task/100/children", text);
	put_file(w, "loadavg", "0.00 0.00 0.00 1/100 00300\n");
	await_bytes(w, LINE_CODE, 2, 20 * 20 * MIB); /* all, though not at one sample */
	assert_int_equal(bytes_of(w, LINE_CODE, 1), 18 * MIB);
	assert_true(line_sampler_follows(w->sampler, 220));
	assert_false(line_sampler_follows(w->sampler, 221));
}

/* Spawned interpreters share their files: those pages are in memory once. */
static void
pages_of_files_count_once(void **state)
{
	struct world *w = *state;

	put_process(w, 100, 10 * MIB);
	hold_with_files(w, 100, 10 * MIB, 6 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	put_process(w, 101, 11 * MIB);
	hold_with_files(w, 101, 11 * MIB, 7 * MIB);
	line_sampler_offer(w->sampler, 101, 0, false);
	await_bytes(w, LINE_START, 0, 15 * MIB); /* 4 of its own, and 1 of a file */
	hold_with_files(w, 101, 51 * MIB, 47 * MIB);
	await_bytes(w, LINE_CODE, 1, 40 * MIB);
	line = 2;
	hold_with_files(w, 100, 100 * MIB, 47 * MIB); /* the same pages, and 49 more */
	await_bytes(w, LINE_CODE, 2, 49 * MIB);
	assert_int_equal(bytes_of(w, LINE_CODE, 1), 40 * MIB);
}

/* By exec: what it holds from then on is another program's. */
static void
what_becomes_another_program_is_left(void **state)
{
	struct world *w = *state;
	uint64_t until = clock_active_ns() + PATIENCE_NS;

	put_process(w, 100, 10 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	hold(w, 100, 60 * MIB);
	await_bytes(w, LINE_CODE, 1, 50 * MIB);
	sem_init(&entered, 0, 0);
	blocks = true;
	reading = PYTHON_NONE;
	hold(w, 100, 500 * MIB);
	sem_wait(&entered);
	blocks = false;
	sem_post(&go_on);
	while (detached == 0 && clock_active_ns() < until)
		clock_pause(NS_PER_MS);
	line_sampler_stop(w->sampler);
	assert_int_equal(known(w).bytes, 60 * MIB);
	assert_int_equal(line_sampler_max_bytes(w->sampler, 100), 0);
}

static void
a_forked_child_begins_with_what_it_holds(void **state)
{
	struct world *w = *state;

	put_process(w, 100, 60 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_CODE, 1, 48 * MIB);
	put_process(w, 200, 60 * MIB);
	line = 7;
	put_child(w, 100, 200, 0x40);
	clock_pause(300 * NS_PER_MS); /* time to find it */
	hold(w, 200, 90 * MIB);
	await_bytes(w, LINE_CODE, 7, 30 * MIB);
	assert_int_equal(attached, 1);
	assert_int_equal(inherited, 1);
	assert_int_equal(known(w).bytes, 90 * MIB);
}

static bool
counts_links(const struct world *w)
{
	char path[300];
	struct stat s;

	snprintf(path, sizeof path, "%s/100/task", w->top);
	return stat(path, &s) == 0 && s.st_nlink == 6;
}

static void
threads_are_told_apart_by_their_faults(void **state)
{
	struct world *w = *state;

	put_process(w, 100, 10 * MIB);
	put_thread(w, 100, 1001, 0);
	put_thread(w, 100, 1002, 0);
	put_thread(w, 100, 999, 0);
	if (!counts_links(w)) /* as /proc does, but not every file system */
		skip();
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	clock_pause(300 * NS_PER_MS); /* their faults so far are known now */
	put_thread(w, 100, 1001, 7500);
	put_thread(w, 100, 1002, 2500);
	hold(w, 100, 50 * MIB);
	await_bytes(w, LINE_CODE, 1001, 30 * MIB);
	await_bytes(w, LINE_CODE, 1002, 10 * MIB);
	put_thread(w, 100, 999, 9000);
	hold(w, 100, 80 * MIB);
	await_bytes(w, LINE_NATIVE, 0, 30 * MIB);
}

/* Nothing that serves the job waits for a reading. */
static void
a_reading_that_does_not_return_delays_nobody(void **state)
{
	struct world *w = *state;
	uint64_t began;

	put_process(w, 100, 10 * MIB);
	line_sampler_offer(w->sampler, 100, 0, false);
	await_bytes(w, LINE_START, 0, 10 * MIB);
	hold(w, 100, 30 * MIB);
	await_bytes(w, LINE_CODE, 1, 20 * MIB);
	blocks = true;
	hold(w, 100, 90 * MIB);
	sem_wait(&entered);
	began = clock_active_ns();
	line_sampler_offer(w->sampler, 101, 0, false);
	assert_int_equal(known(w).bytes, 30 * MIB);
	line_sampler_stop(w->sampler);
	assert_int_equal(known(w).bytes, 30 * MIB);
	assert_true(clock_active_ns() - began < 5 * NS_PER_SECOND);
	line_sampler_free(w->sampler);
	w->sampler = NULL;
	blocks = false;
	sem_post(&go_on); /* the thread frees what is left */
	clock_pause(200 * NS_PER_MS);
}

static void
it_starts_and_stops_at_once(void **state)
{
	struct world *w = *state;
	struct line_sampler_setup setup = { .folder = "", .proc = w->top, .reader = &reader };
	struct failure why;

	put_process(w, 100, 50 * MIB);
	for (int i = 0; i < 200; i++) {
		struct line_sampler *s = line_sampler_start(&setup, &why);

		assert_non_null(s);
		if (i % 2 == 0)
			line_sampler_offer(s, 100, 0, i % 4 == 0);
		if (i % 3 == 0)
			clock_pause((uint64_t)i * 10000);
		if (i % 5 != 0)
			line_sampler_stop(s);
		if (i % 5 == 0) /* the thread may not have begun */
			line_sampler_stop(s);
		line_sampler_free(s);
	}
	setup.proc = "/no/such/folder";
	assert_null(line_sampler_start(&setup, &why));
	assert_int_equal(why.error, ENOENT);
}

/* Files that vanish and change at any moment, and more processes than are followed. */
static void
a_storm_is_survived(void **state)
{
	struct world *w = *state;

	for (int round = 0; round < 60; round++) {
		for (int i = 0; i < 5; i++) {
			int pid = 1000 + (round * 5 + i) % 150;
			char path[300];

			put_process(w, pid, (uint64_t)(round % 7 + 1) * 5 * MIB);
			put_child(w, pid, pid + 1, round % 2 ? 0x40 : 0);
			line_sampler_offer(
				w->sampler, pid, round % 3 ? 0 : pid - 1, round % 5 == 0);
			reading = round % 8 < 5 ? PYTHON_OK : round % 7;
			attaching = round % 11 < 8 ? PYTHON_OK : round % 7;
			if (i % 2 == 0) {
				snprintf(path, sizeof path, "%s/%d", w->top, pid);
				remove_tree(path);
			}
		}
		clock_pause(2 * NS_PER_MS);
		known(w);
	}
	reading = attaching = PYTHON_OK;
}

/* Of all threads but this one. */
static void
check_masks(bool *any)
{
	/* All but KILL, STOP and the two that libc keeps for itself. */
	const uint64_t kept = 1ull << 8 | 1ull << 18 | 1ull << 31 | 1ull << 32;
	DIR *folder = opendir("/proc/self/task");
	struct dirent *entry;

	while ((entry = readdir(folder)) != NULL) {
		char path[300], text[4000];
		const char *mask;
		FILE *file;

		if (entry->d_name[0] == '.' || atoi(entry->d_name) == getpid())
			continue;
		snprintf(path, sizeof path, "/proc/self/task/%s/status", entry->d_name);
		file = fopen(path, "r");
		if (file == NULL)
			continue;
		text[fread(text, 1, sizeof text - 1, file)] = '\0';
		fclose(file);
		mask = strstr(text, "SigBlk:\t");
		if (mask != NULL && (strtoull(mask + 8, NULL, 16) | kept) == UINT64_MAX)
			*any = true;
	}
	closedir(folder);
}

static void
all_signals_are_blocked_in_it(void **state)
{
	uint64_t until = clock_active_ns() + PATIENCE_NS;
	bool any = false;

	(void)state;
	while (!any && clock_active_ns() < until)
		check_masks(&any);
	assert_true(any);
}

#define sampler_test(function) cmocka_unit_test_setup_teardown(function, begin, end)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		sampler_test(rises_are_credited_to_the_line_that_runs),
		sampler_test(what_was_held_before_is_the_start_and_what_runs),
		sampler_test(a_process_that_is_not_ready_is_asked_again),
		sampler_test(refusals_are_reported),
		sampler_test(a_version_that_is_not_understood_is_named),
		sampler_test(no_python_leaves_no_trace),
		sampler_test(torn_readings_are_given_up),
		sampler_test(what_is_forbidden_later_is_nobodys),
		sampler_test(what_a_fork_touched_before_it_was_seen_is_its_own),
		sampler_test(pages_of_files_count_once),
		sampler_test(what_becomes_another_program_is_left),
		sampler_test(a_forked_child_begins_with_what_it_holds),
		sampler_test(threads_are_told_apart_by_their_faults),
		sampler_test(a_reading_that_does_not_return_delays_nobody),
		sampler_test(it_starts_and_stops_at_once),
		sampler_test(a_storm_is_survived),
		sampler_test(all_signals_are_blocked_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
