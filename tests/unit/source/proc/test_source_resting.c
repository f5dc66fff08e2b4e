/* SPDX-License-Identifier: MIT */
/* test_source_resting.c: of processes that rest less is read, and beside a source that reads
 * everything nothing is missed: no birth, no end, no memory, and no peak, exec or CPU time for more
 * than five scans. */
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/clock.h"
#include "support/source_world.h"
#include "support/suite.h"

/* How late what only stat and VmHWM tell may be, in scans. */
#define LATE 5
#define WORKERS 10
#define TICKS 400
#define ALL 64
#define DEADLINE_NS (20 * NS_PER_SECOND)
/* Some kernels keep counters for each CPU, and statm and status then differ by some pages. */
#define TOLERANCE (2 * MIB)

/* --- workers: each does what it is told by one byte, and answers --- */

enum job {
	NOTHING = 'n',
	HOLD = 'h',
	RELEASE = 'r',
	SPIKE = 's',
	BURN = 'b',
	BEAR = 'c',
	EXEC = 'x',
	END = 'q'
};

struct worker {
	pid_t pid; /* 0: none */
	int to, from;
	unsigned calm; /* ticks left without work */
};

static char *
map(size_t bytes)
{
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (memory == MAP_FAILED)
		_exit(1);
	return memory;
}

static void
burn(uint64_t ns)
{
	for (uint64_t begun = clock_own_cpu_ns(); clock_own_cpu_ns() - begun < ns;)
		;
}

static void
bear_child(void)
{
	pid_t parent = getpid();

	if (fork() > 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent)
		pause();
	_exit(0);
}

static _Noreturn void
work(int in, int out)
{
	char *held[16], job;
	size_t count = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(in, &job, 1) == 1) {
		if (job == HOLD && count < 16)
			held[count++] = map(8 * MIB);
		if (job == RELEASE && count > 0)
			munmap(held[--count], 8 * MIB);
		if (job == SPIKE)
			munmap(map(64 * MIB), 64 * MIB);
		if (job == BURN)
			burn(30 * NS_PER_MS);
		if (job == BEAR)
			bear_child();
		if (write(out, &job, 1) != 1 || job == END)
			break;
		if (job == EXEC)
			execl("/bin/cat", "cat", (char *)NULL);
	}
	_exit(0);
}

static void
do_job(struct worker *w, enum job job)
{
	char byte = (char)job, answer;

	assert_int_equal(write(w->to, &byte, 1), 1);
	assert_int_equal(read(w->from, &answer, 1), 1);
	if (job != EXEC)
		return;
	/* cat answers once the exec is over. */
	assert_int_equal(write(w->to, &byte, 1), 1);
	assert_int_equal(read(w->from, &answer, 1), 1);
}

static struct worker
hire(void)
{
	struct worker w = { .pid = 0 };
	int in[2], out[2];

	assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	w.pid = fork();
	assert_true(w.pid >= 0);
	if (w.pid == 0) {
		/* After its exec it answers as cat does. */
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		work(STDIN_FILENO, STDOUT_FILENO);
	}
	close(in[0]);
	close(out[1]);
	w.to = in[1];
	w.from = out[0];
	do_job(&w, NOTHING); /* it has begun */
	return w;
}

static void
dismiss(struct worker *w)
{
	if (w->pid == 0)
		return;
	end(&w->pid);
	close(w->to);
	close(w->from);
}

static unsigned
dice(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % sides;
}

/* Mostly long rests, so that there is something to miss. */
static void
let_work(struct worker *w, unsigned *seed)
{
	static const char jobs[] = { HOLD, HOLD, RELEASE, SPIKE, SPIKE, SPIKE, BURN, BEAR, EXEC,
		END };

	if (w->pid == 0) {
		*w = hire();
		w->calm = dice(seed, 12);
		return;
	}
	if (w->calm > 0) {
		w->calm--;
		return;
	}
	w->calm = 4 + dice(seed, 12);
	switch (jobs[dice(seed, sizeof jobs)]) {
	case END:
		dismiss(w);
		break;
	case EXEC:
		do_job(w, EXEC);
		break;
	default:
		do_job(w, (enum job)jobs[dice(seed, 8)]);
	}
}

/* --- two sources side by side --- */

struct twins {
	struct source *whole, *resting;
	struct sample all, some;
	struct past {
		struct reading readings[ALL];
		size_t count;
	} past[LATE + 1]; /* what the first said, by tick */
	unsigned tick;
	size_t rests; /* readings of those that rest */
};

static struct twins
open_twins(void)
{
	struct twins t = { .tick = 0 };
	struct failure why;

	t.whole = source_open_proc("/proc", &why);
	t.resting = source_open_proc("/proc", &why);
	assert_true(t.whole != NULL && t.resting != NULL);
	return t;
}

static void
close_twins(struct twins *t)
{
	source_close(t->whole);
	source_close(t->resting);
	sample_clear(&t->all);
	sample_clear(&t->some);
}

/* What the reading of everything said of ours. */
static void
keep(struct twins *t)
{
	struct past *past = &t->past[t->tick % (LATE + 1)];

	past->count = 0;
	for (size_t i = 0; i < t->all.count && past->count < ALL; i++)
		if (t->all.readings[i].ppid == getpid())
			past->readings[past->count++] = t->all.readings[i];
}

static const struct reading *
find(const struct past *past, struct proc_key key)
{
	for (size_t i = 0; i < past->count; i++)
		if (proc_key_compare(past->readings[i].key, key) == 0)
			return &past->readings[i];
	return NULL;
}

static uint64_t
distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static void
assert_not_late(const struct reading *r, const struct reading *then)
{
	assert_true(r->image > then->image || r->peak_bytes + TOLERANCE >= then->peak_bytes);
	assert_true(r->image >= then->image);
	assert_true(r->cpu_ns >= then->cpu_ns);
}

static void
compare(struct twins *t)
{
	const struct past *now = &t->past[t->tick % (LATE + 1)];
	const struct past *then = &t->past[(t->tick + 1) % (LATE + 1)];
	size_t count = 0;

	for (size_t i = 0; i < t->some.count; i++) {
		const struct reading *r = &t->some.readings[i], *same;

		if (r->ppid != getpid())
			continue;
		count++;
		t->rests += r->resting;
		same = find(now, r->key);
		assert_non_null(same);
		assert_true(distance(r->rss_bytes, same->rss_bytes) <= TOLERANCE);
		if (!r->resting)
			assert_not_late(r, same);
		if (t->tick >= LATE && find(then, r->key) != NULL)
			assert_not_late(r, find(then, r->key));
	}
	assert_int_equal(count, now->count);
}

static void
scan_both(struct twins *t)
{
	struct failure why;

	assert_true(source_scan(t->whole, 0, &t->all, &why));
	assert_true(source_scan(t->resting, WANT_RESTING_RARELY, &t->some, &why));
	keep(t);
	compare(t);
	t->tick++;
}

static void
nothing_is_missed_of_random_work(void **state)
{
	struct worker workers[WORKERS] = { { .pid = 0 } };
	struct twins t = open_twins();
	unsigned seed = 1;

	(void)state;
	for (int tick = 0; tick < TICKS; tick++) {
		for (size_t i = 0; i < WORKERS; i++)
			let_work(&workers[i], &seed);
		scan_both(&t);
	}
	for (size_t i = 0; i < WORKERS; i++)
		dismiss(&workers[i]);
	/* There was something to miss. */
	assert_true(t.rests > TICKS);
	close_twins(&t);
}

/* --- what is read of one --- */

static struct reading *
scan_resting(struct world *w, pid_t pid)
{
	struct failure why;

	assert_true(source_scan(w->source, WANT_RESTING_RARELY, &w->sample, &why));
	for (size_t i = 0; i < w->sample.count; i++)
		if (w->sample.readings[i].key.pid == pid)
			return &w->sample.readings[i];
	return NULL;
}

static void
let_rest(struct world *w, pid_t pid)
{
	uint64_t until = clock_active_ns() + DEADLINE_NS;

	while (!scan_resting(w, pid)->resting)
		assert_true(clock_active_ns() < until);
}

static size_t
rests_in(struct world *w, pid_t pid, int scans)
{
	size_t rests = 0;

	for (int i = 0; i < scans; i++)
		rests += scan_resting(w, pid)->resting;
	return rests;
}

static void
one_that_rests_is_read_every_fifth_time(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();

	let_rest(w, worker.pid);
	assert_int_equal(rests_in(w, worker.pid, 20), 16);
	dismiss(&worker);
}

static void
one_that_is_watched_is_read_every_time(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();
	struct proc_key key;

	let_rest(w, worker.pid);
	key = scan_resting(w, worker.pid)->key;
	source_watch(w->source, &key, 1);
	assert_int_equal(rests_in(w, worker.pid, 20), 0);
	source_watch(w->source, NULL, 0);
	assert_int_equal(rests_in(w, worker.pid, 20), 16);
	dismiss(&worker);
}

static void
unless_it_is_wanted_all_is_read(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();

	for (int i = 0; i < 20; i++)
		assert_false(scan(w, worker.pid)->resting);
	dismiss(&worker);
}

static void
what_it_holds_is_never_late(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();
	uint64_t before;

	for (int i = 0; i < 5; i++) {
		let_rest(w, worker.pid);
		before = scan_resting(w, worker.pid)->rss_bytes;
		do_job(&worker, HOLD);
		assert_true(scan_resting(w, worker.pid)->rss_bytes >= before + 7 * MIB);
	}
	dismiss(&worker);
}

static void
a_spike_is_seen_within_five_scans(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();
	int scans = 1;

	let_rest(w, worker.pid);
	do_job(&worker, SPIKE);
	while (scan_resting(w, worker.pid)->peak_bytes < 64 * MIB)
		assert_true(++scans <= LATE);
	dismiss(&worker);
}

/* --- pids that are given --- */

static pid_t
fork_as(pid_t pid)
{
	struct clone_args arguments = {
		.exit_signal = SIGCHLD, .set_tid = (uint64_t)(uintptr_t)&pid, .set_tid_size = 1
	};
	pid_t child = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return child;
}

static void
rest_20_ms(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000 * 1000 }, NULL);
}

static void
a_pid_that_is_used_again_is_another_process(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();
	pid_t pid = worker.pid, again;
	struct proc_key before;
	const struct reading *r;

	let_rest(w, pid);
	before = scan_resting(w, pid)->key;
	dismiss(&worker);
	rest_20_ms(); /* the start is counted in ticks */
	again = fork_as(pid);
	if (again < 0)
		skip();
	r = scan_resting(w, pid);
	assert_non_null(r);
	assert_int_not_equal(r->key.start_ticks, before.start_ticks);
	assert_false(r->resting);
	end(&again);
	assert_null(scan_resting(w, pid));
}

/* The newest pid does not show it. */
static void
one_that_was_given_its_pid_is_found(void **state)
{
	struct world *w = *state;
	struct worker worker = hire();
	pid_t pid = worker.pid, again;
	int scans = 1;

	dismiss(&worker);
	assert_null(scan_resting(w, pid));
	assert_null(scan_resting(w, pid));
	again = fork_as(pid);
	if (again < 0)
		skip();
	while (scan_resting(w, pid) == NULL)
		assert_true(++scans <= LATE);
	end(&again);
}

static void
births_and_ends_are_seen_at_once(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 20; i++) {
		struct worker worker = hire();
		pid_t pid = worker.pid;

		assert_non_null(scan_resting(w, pid));
		if (i % 2 == 0)
			let_rest(w, pid);
		dismiss(&worker);
		assert_null(scan_resting(w, pid));
	}
}

TEST_MAIN(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_missed_of_random_work),
		CASE(one_that_rests_is_read_every_fifth_time),
		CASE(one_that_is_watched_is_read_every_time),
		CASE(unless_it_is_wanted_all_is_read),
		CASE(what_it_holds_is_never_late),
		CASE(a_spike_is_seen_within_five_scans),
		CASE(a_pid_that_is_used_again_is_another_process),
		CASE(one_that_was_given_its_pid_is_found),
		CASE(births_and_ends_are_seen_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
