/* SPDX-License-Identifier: MIT */
/* test_line_stacks.c: stacks on request, by a made-up reader: who gets them, how much is kept, and
 * that nobody waits for a reading that does not end. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "observe/line_sampler.h"
#include "support/child.h"
#include "support/now_ms.h"
#include "support/suite.h"

#include <poll.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 60000
#define TID_TWO 7000002

/* What the reader does; one at a time. */
static struct {
	enum python_status attach, read;
	uint32_t version;
	size_t threads, frames;
	bool blocks;
	sem_t entered, go_on, detached;
} made_up;

static struct python_process *
made_attach(pid_t pid, struct python_names *names, enum python_status *status, uint32_t *version)
{
	(void)pid, (void)names;
	*status = made_up.attach;
	*version = made_up.version;
	return made_up.attach == PYTHON_OK ? (struct python_process *)&made_up : NULL;
}

static struct python_process *
made_inherit(const struct python_process *parent, pid_t child)
{
	(void)child;
	return (struct python_process *)(uintptr_t)parent;
}

static enum python_status
made_read(
	struct python_process *p, pid_t tid, struct python_stack *stacks, size_t max, size_t *count)
{
	(void)p, (void)tid;
	if (made_up.blocks) {
		sem_post(&made_up.entered);
		while (sem_wait(&made_up.go_on) != 0)
			continue;
	}
	*count = made_up.read == PYTHON_OK && made_up.threads < max ? made_up.threads : max;
	*count = made_up.read == PYTHON_OK ? *count : 0;
	for (size_t i = 0; i < *count; i++) {
		stacks[i] = (struct python_stack){ .tid = (pid_t)(TID_TWO + i),
			.count = made_up.frames };
		for (size_t k = 0; k < made_up.frames; k++)
			stacks[i].frames[k] = (struct python_frame){ "/made/up/train.py",
				"load.<locals>.row", (int)k + 1, k == 0, k == 1, 0 };
	}
	return made_up.read;
}

static void
made_detach(struct python_process *p)
{
	(void)p;
	sem_post(&made_up.detached);
}

static const struct line_reader reader = { made_attach, made_inherit, made_read, made_detach };

struct world {
	pid_t pid;
	struct line_sampler *sampler;
	struct code_stacks stacks;
};

static int
open_world(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	const struct line_sampler_setup setup = {
		.folder = "/made/up", .proc = "/proc", .reader = &reader, .since = true
	};
	struct failure why;

	if (w == NULL)
		return 1;
	*state = w;
	memset(&made_up, 0, sizeof made_up);
	made_up.version = 0x030b00f0;
	made_up.threads = 2;
	made_up.frames = 3;
	sem_init(&made_up.entered, 0, 0);
	sem_init(&made_up.go_on, 0, 0);
	sem_init(&made_up.detached, 0, 0);
	w->pid = child_fork();
	if (w->pid == 0) {
		pause();
		_exit(0);
	}
	w->sampler = line_sampler_start(&setup, &why);
	return w->sampler == NULL;
}

static int
close_world(void **state)
{
	struct world *w = *state;

	if (w->sampler != NULL) {
		line_sampler_stop(w->sampler);
		line_sampler_free(w->sampler);
	}
	code_stacks_clear(&w->stacks);
	child_end(&w->pid, SIGKILL);
	free(w);
	return 0;
}

static void
await(struct world *w)
{
	struct pollfd watched = { .fd = line_sampler_stacks_fd(w->sampler), .events = POLLIN };
	int64_t deadline = now_ms() + PATIENCE_MS;

	do {
		assert_true(now_ms() < deadline);
		assert_int_equal(poll(&watched, 1, PATIENCE_MS), 1);
	} while (!line_sampler_take_stacks(w->sampler, &w->stacks));
}

static void
ask(struct world *w)
{
	line_sampler_offer(w->sampler, w->pid, 0, false);
	line_sampler_ask_stacks(w->sampler, w->pid);
}

static void
stacks_go_to_who_asked_once(void **state)
{
	struct world *w = *state;
	struct pollfd watched = { .fd = line_sampler_stacks_fd(w->sampler), .events = POLLIN };

	assert_false(line_sampler_take_stacks(w->sampler, &w->stacks));
	ask(w);
	await(w);
	assert_int_equal(w->stacks.status, STACKS_READ);
	assert_int_equal(w->stacks.version, 0x30b);
	assert_int_equal(w->stacks.thread_count, 2);
	assert_int_equal(w->stacks.frame_count, 6);
	assert_int_equal(w->stacks.threads[1].tid, TID_TWO + 1);
	assert_int_equal(w->stacks.threads[1].first, 3);
	assert_string_equal(w->stacks.frames[3].at.file, "train.py");
	assert_string_equal(w->stacks.frames[3].at.function, "load.row");
	assert_int_equal(w->stacks.frames[4].at.line, 2);
	assert_true(w->stacks.frames[3].user);
	assert_false(w->stacks.frames[4].user);
	assert_false(w->stacks.frames[3].awaits);
	assert_true(w->stacks.frames[4].awaits);
	assert_int_equal(poll(&watched, 1, 0), 0);
	assert_false(line_sampler_take_stacks(w->sampler, &w->stacks));
	ask(w);
	await(w);
	assert_int_equal(w->stacks.thread_count, 2);
}

static void
what_is_kept_is_bounded(void **state)
{
	struct world *w = *state;

	made_up.threads = 5000;
	made_up.frames = PYTHON_FRAMES_MAX;
	ask(w);
	await(w);
	assert_int_equal(w->stacks.thread_count, CODE_THREADS_MAX);
	assert_true(w->stacks.more_threads);
	assert_int_equal(w->stacks.frame_count, CODE_FRAMES_MAX);
	assert_true(w->stacks.threads[CODE_THREADS_MAX - 1].cut_outer);
	assert_int_equal(w->stacks.threads[CODE_THREADS_MAX - 1].count, 0);
}

static void
each_reason_reaches_who_asked(void **state)
{
	static const struct {
		enum python_status attach, read;
		enum code_stacks_status said;
	} cases[] = {
		{ PYTHON_NONE, PYTHON_OK, STACKS_NONE },
		{ PYTHON_UNKNOWN, PYTHON_OK, STACKS_REFUSED },
		{ PYTHON_DENIED, PYTHON_OK, STACKS_DENIED },
		{ PYTHON_EARLY, PYTHON_OK, STACKS_EARLY },
		{ PYTHON_OK, PYTHON_TORN, STACKS_TORN },
		{ PYTHON_OK, PYTHON_EARLY, STACKS_EARLY },
		{ PYTHON_OK, PYTHON_DENIED, STACKS_DENIED },
		{ PYTHON_OK, PYTHON_OK, STACKS_READ },
	};
	struct world *w = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		made_up.attach = cases[i].attach;
		made_up.read = cases[i].read;
		made_up.version = cases[i].attach == PYTHON_UNKNOWN ? 0x03070000 : 0x030b0000;
		ask(w);
		await(w);
		assert_int_equal(w->stacks.status, cases[i].said);
		if (cases[i].said == STACKS_REFUSED)
			assert_int_equal(w->stacks.version, 0x307);
	}
}

static void
the_end_of_the_process_reaches_who_asked(void **state)
{
	struct world *w = *state;

	ask(w);
	await(w);
	child_end(&w->pid, SIGKILL);
	await(w);
	assert_int_equal(w->stacks.status, STACKS_GONE);
}

static void
wait_for(sem_t *semaphore)
{
	int64_t deadline = now_ms() + PATIENCE_MS;

	while (sem_trywait(semaphore) != 0) {
		assert_true(now_ms() < deadline);
		usleep(1000);
	}
}

/* Who leaves meanwhile does not wait: the reading is let go on only after that. */
static void
nobody_waits_for_a_reading_that_does_not_end(void **state)
{
	struct world *w = *state;
	struct code_lists lists = { .line_count = 0 };
	struct run_lines lines = { .bytes = 1, .lists = &lists };

	made_up.blocks = true;
	ask(w);
	wait_for(&made_up.entered);
	assert_false(line_sampler_take_stacks(w->sampler, &w->stacks));
	line_sampler_report_now(w->sampler, &lines);
	assert_int_equal(lines.bytes, 0);
	line_sampler_ask_stacks(w->sampler, w->pid);
	line_sampler_free(w->sampler);
	w->sampler = NULL;
	sem_post(&made_up.go_on);
	wait_for(&made_up.detached);
}

#define STACKS_TEST(function) cmocka_unit_test_setup_teardown(function, open_world, close_world)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		STACKS_TEST(stacks_go_to_who_asked_once),
		STACKS_TEST(what_is_kept_is_bounded),
		STACKS_TEST(each_reason_reaches_who_asked),
		STACKS_TEST(the_end_of_the_process_reaches_who_asked),
		STACKS_TEST(nobody_waits_for_a_reading_that_does_not_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
