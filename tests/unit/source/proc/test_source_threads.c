/* SPDX-License-Identifier: MIT */
/* test_source_threads.c: live processes that are hard to read: with many groups, without a main
 * thread, zombies. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/clock.h"
#include "base/length.h"
#include "support/source_world.h"
#include "support/suite.h"

#define BIG (64 * MIB)
#define DEADLINE_NS (20 * NS_PER_SECOND)

/* Starts a child that exits with the test; it reports its work by one byte. */
static void
start(struct world *w, void (*work)(int in, int out))
{
	int in[2], out[2];
	char done;

	assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	w->child = fork();
	assert_true(w->child >= 0);
	if (w->child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(in[1]);
		close(out[0]);
		work(in[0], out[1]);
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	w->to_child = in[1];
	w->from_child = out[0];
	assert_int_equal(read(w->from_child, &done, 1), 1);
}

static void
hold(void)
{
	char *memory = mmap(NULL, BIG, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		_exit(1);
	memset(memory, 1, BIG);
}

static void
wait_for_end(int in)
{
	while (read(in, &(char){ 0 }, 1) < 0 && errno == EINTR)
		;
	_exit(0);
}

/* --- groups --- */

static void
join_groups(size_t count, int in, int out)
{
	gid_t *ids = calloc(count, sizeof *ids);

	for (size_t i = 0; i < count; i++)
		ids[i] = 4000000000u + (gid_t)i;
	if (ids == NULL || setgroups(count, ids) != 0)
		_exit(1);
	hold();
	if (write(out, "x", 1) == 1)
		wait_for_end(in);
}

static void
join_343(int in, int out)
{
	join_groups(343, in, out);
}

static void
join_65536(int in, int out)
{
	join_groups(65536, in, out);
}

static void
a_process_with_many_supplementary_groups_shows_its_memory(void **state)
{
	void (*const works[])(int, int) = { join_343, join_65536 };
	struct world *w = *state;

	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < LENGTH(works); i++) {
		const struct reading *r;

		start(w, works[i]);
		r = scan(w, w->child);
		assert_non_null(r);
		assert_in_range(r->rss_bytes, BIG, 2 * BIG);
		assert_in_range(r->peak_bytes, BIG, 2 * BIG);
		assert_true(r->known & KNOWN_SWAP);
		end(&w->child);
		close(w->to_child);
		close(w->from_child);
	}
	w->to_child = w->from_child = -1;
}

/* --- without a main thread --- */

struct pipes {
	int in, out;
};

static void *
live_on(void *argument)
{
	const struct pipes *p = argument;
	char path[64];

	hold();
	/* Waits until the main thread is gone: it is a zombie then, without a root. */
	snprintf(path, sizeof path, "/proc/self/task/%d/exe", (int)getpid());
	while (access(path, F_OK) == 0)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	if (write(p->out, "x", 1) == 1)
		wait_for_end(p->in);
	return NULL;
}

static void
end_the_main_thread(int in, int out)
{
	static struct pipes p;
	pthread_t thread;

	p = (struct pipes){ in, out };
	if (pthread_create(&thread, NULL, live_on, &p) == 0)
		syscall(SYS_exit, 0); /* of this thread alone */
}

static void
a_process_without_its_main_thread_shows_the_memory_of_others(void **state)
{
	struct world *w = *state;
	struct process_smaps share;
	struct description d;
	struct reading r;

	start(w, end_the_main_thread);
	for (int i = 0; i < 3; i++) {
		assert_non_null(scan(w, w->child));
		r = *scan(w, w->child);
		assert_in_range(r.rss_bytes, BIG, 2 * BIG);
		assert_in_range(r.peak_bytes, BIG, 2 * BIG);
		assert_int_not_equal(r.state, 'Z');
	}
	assert_true(source_describe(w->source, &r, &d));
	assert_int_not_equal(d.command[0], '[');
	assert_int_equal(source_signal(w->source, r.key, 0), 0);
	assert_int_equal(source_smaps(w->source, r.key, &share), 0);
	assert_in_range(share.uss_bytes, BIG, 2 * BIG);
}

/* --- zombies --- */

static void
hold_a_lot(int in, int out)
{
	hold();
	if (write(out, "x", 1) == 1)
		wait_for_end(in);
}

static const struct process *
await_zombie(struct world *w)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	const struct reading *r;
	siginfo_t info;

	assert_int_equal(kill(w->child, SIGKILL), 0);
	assert_int_equal(waitid(P_PID, (id_t)w->child, &info, WEXITED | WNOWAIT), 0);
	do {
		r = scan(w, w->child);
		assert_non_null(r);
	} while (r->state != 'Z' && clock_active_ns() < deadline);
	assert_int_equal(r->state, 'Z');
	assert_int_equal(r->rss_bytes, 0);
	assert_int_equal(r->known & (KNOWN_RSS | KNOWN_PEAK), KNOWN_RSS);
	table_apply(&w->table, &w->sample);
	return table_find_pid(&w->table, w->child);
}

static void
a_zombie_keeps_its_sampled_peak(void **state)
{
	void (*const works[])(int, int) = { hold_a_lot, end_the_main_thread };
	struct world *w = *state;

	for (size_t i = 0; i < LENGTH(works); i++) {
		start(w, works[i]);
		assert_non_null(scan(w, w->child));
		table_apply(&w->table, &w->sample);
		assert_in_range(process_peak(await_zombie(w))->bytes, BIG, 2 * BIG);
		end(&w->child);
		close(w->to_child);
		close(w->from_child);
		w->to_child = w->from_child = -1;
	}
}

static void
a_zombie_that_was_never_seen_alive_has_no_peak(void **state)
{
	struct world *w = *state;
	const struct process *p;

	start(w, hold_a_lot);
	p = await_zombie(w);
	assert_int_equal(process_peak(p)->origin, PEAK_NONE);
	scan(w, w->child);
	table_apply(&w->table, &w->sample);
	assert_int_equal(process_peak(table_find_pid(&w->table, w->child))->origin, PEAK_NONE);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_process_with_many_supplementary_groups_shows_its_memory),
		CASE(a_process_without_its_main_thread_shows_the_memory_of_others),
		CASE(a_zombie_keeps_its_sampled_peak),
		CASE(a_zombie_that_was_never_seen_alive_has_no_peak),
	};

	alarm(60); /* late is failed */
	return cmocka_run_group_tests_name("source_threads", tests, NULL, NULL);
}
