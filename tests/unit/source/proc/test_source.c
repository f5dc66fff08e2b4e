/* SPDX-License-Identifier: MIT */
/* test_source.c: the source reads the live system, with children that do as required. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>

#include "base/clock.h"
#include "support/source_world.h"
#include "support/suite.h"

#define BIG (256 * MIB)
#define DEADLINE_NS (20 * NS_PER_SECOND)

/* --- a child --- */

static _Noreturn void
be_child(int in, int out, void (*work)(int in))
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	work(in);
	if (write(out, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

/* Starts a child and waits until it has done its work. */
static void
start(struct world *w, void (*work)(int in), bool wait)
{
	int in[2], out[2];
	char done;

	assert_int_equal(pipe2(in, O_CLOEXEC) | pipe2(out, O_CLOEXEC), 0);
	w->child = fork();
	assert_true(w->child >= 0);
	if (w->child == 0)
		be_child(in[0], out[1], work);
	close(in[0]);
	close(out[1]);
	w->to_child = in[1];
	w->from_child = out[0];
	if (wait)
		assert_int_equal(read(w->from_child, &done, 1), 1);
}

static void
nothing(int in)
{
	(void)in;
}

static void
hold_and_free(int in)
{
	char *memory = mmap(NULL, BIG, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	(void)in;
	if (memory == MAP_FAILED)
		_exit(1);
	memset(memory, 1, BIG);
	munmap(memory, BIG);
}

/* A shell that replaces itself once a line comes. */
static void
exec_a_shell(int in)
{
	dup2(in, STDIN_FILENO);
	execl("/bin/sh", "sh", "-c", "read line; exec sleep 600", (char *)NULL);
	_exit(127);
}

static void
hold_then_exec(int in)
{
	hold_and_free(in);
	dup2(in, STDIN_FILENO);
	/* Sampled before its exec: waits for a byte. */
	if (read(STDIN_FILENO, &(char){ 0 }, 1) != 1)
		_exit(1);
	exec_a_shell(STDIN_FILENO);
}

/* --- readings of it --- */

/* A line of /proc/self/status, in bytes. */
static uint64_t
own_status(const char *label)
{
	char line[200];
	unsigned long long kib = 0;
	FILE *file = fopen("/proc/self/status", "re");

	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, label, strlen(label)) == 0)
			kib = strtoull(line + strlen(label), NULL, 10);
	fclose(file);
	assert_true(kib > 0);
	return kib * 1024;
}

/* Holds enough that 1 % of it is more than the reading itself takes. */
static void
our_own_memory_is_what_the_kernel_says(void **state)
{
	char *memory = mmap(NULL, BIG, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	const struct reading *r = scan(*state, getpid());
	uint64_t rss = own_status("VmRSS:"), peak = own_status("VmHWM:");

	assert_true(memory != MAP_FAILED);
	munmap(memory, BIG);
	assert_non_null(r);
	assert_int_equal(r->known & (KNOWN_RSS | KNOWN_PEAK | KNOWN_UID),
		KNOWN_RSS | KNOWN_PEAK | KNOWN_UID);
	assert_true(rss >= BIG);
	assert_in_range(r->rss_bytes, rss - rss / 100, rss + rss / 100);
	assert_in_range(r->peak_bytes, peak - peak / 100, peak + peak / 100);
	assert_int_equal(r->uid, geteuid());
	assert_int_equal(r->ppid, getppid());
	assert_true(r->started_ns > 0 && r->started_ns <= clock_boot_ns());
}

/* Its links are read by us, its user and the rest by libproc2. */
static void
our_own_details_are_what_the_kernel_says(void **state)
{
	struct world *w = *state;
	const struct passwd *user = getpwuid(geteuid());
	struct reading *r = scan(w, getpid());
	struct description d;
	struct details *details = calloc(1, sizeof *details);
	char exe[512] = "", cwd[512];

	assert_non_null(r);
	assert_true(source_describe(w->source, r, &d));
	if (user != NULL)
		assert_string_equal(d.user, user->pw_name);
	source_details(w->source, r->key, details);
	assert_true(details->found);
	assert_false(details->denied);
	assert_true(readlink("/proc/self/exe", exe, sizeof exe - 1) > 0);
	assert_string_equal(details->exe, exe);
	assert_string_equal(details->cwd, getcwd(cwd, sizeof cwd));
	assert_string_equal(details->tty, "none");
	assert_int_equal(details->nice, getpriority(PRIO_PROCESS, 0));
	assert_in_range(
		details->virtual_bytes, own_status("VmSize:") / 2, 2 * own_status("VmSize:"));
	assert_non_null(strstr(details->command, "test_source"));
	free(details);
}

static void
readings_are_sorted_and_there_is_memory(void **state)
{
	struct world *w = *state;

	scan(w, 0);
	assert_true(w->sample.count > 0);
	for (size_t i = 1; i < w->sample.count; i++)
		assert_true(w->sample.readings[i - 1].key.pid < w->sample.readings[i].key.pid);
	assert_true(w->sample.memory.known);
	assert_true(w->sample.memory.total_bytes >= w->sample.memory.available_bytes);
}

static void
a_peak_stays_after_the_memory_was_freed(void **state)
{
	struct world *w = *state;
	const struct reading *r;

	start(w, hold_and_free, true);
	r = scan(w, w->child);
	assert_non_null(r);
	assert_true(r->peak_bytes >= BIG);
	assert_true(r->rss_bytes + BIG / 4 * 3 < r->peak_bytes);
	assert_int_equal(r->ppid, getpid());
	assert_true(r->forked);
}

static const struct reading *
await_peak(struct world *w)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	const struct reading *r;

	do {
		r = scan(w, w->child);
		assert_non_null(r);
	} while (r->peak_bytes < BIG && clock_active_ns() < deadline);
	assert_true(r->peak_bytes >= BIG);
	return r;
}

/* Scans until the image differs from `image`. */
static const struct reading *
await_exec(struct world *w, uint64_t image)
{
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	const struct reading *r;

	do {
		r = scan(w, w->child);
		table_apply(&w->table, &w->sample);
		assert_non_null(r);
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	} while (r->image == image && clock_active_ns() < deadline);
	assert_int_not_equal(r->image, image);
	return r;
}

static void
an_exec_is_another_image_with_a_peak_of_its_own(void **state)
{
	struct world *w = *state;
	const struct reading *r;
	uint64_t image;

	start(w, hold_then_exec, false);
	r = await_peak(w);
	image = r->image;
	table_apply(&w->table, &w->sample);
	assert_true(table_find_pid(&w->table, w->child)->peak.bytes >= BIG);

	assert_int_equal(write(w->to_child, "x", 1), 1); /* fork, then exec */
	r = await_exec(w, image);
	assert_false(r->forked);
	assert_true(table_find_pid(&w->table, w->child)->peak.bytes < BIG);

	image = r->image;
	assert_int_equal(write(w->to_child, "\n", 1), 1); /* exec after exec */
	await_exec(w, image);
	assert_int_equal(table_find_pid(&w->table, w->child)->execs, 2);
}

static void
memory_that_another_process_writes_is_noticed_within_ten_scans(void **state)
{
	const size_t size = 20 * MIB;
	struct world *w = *state;
	char *there = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *here = calloc(1, size);
	struct iovec from = { here, size }, to = { there, size };
	uint64_t before, after = 0;

	assert_true(there != MAP_FAILED);
	start(w, nothing, true);
	for (int i = 0; i < 12; i++)
		scan(w, w->child);
	before = scan(w, w->child)->rss_bytes;
	if (process_vm_writev(w->child, &from, 1, &to, 1, 0) != (ssize_t)size) {
		free(here);
		munmap(there, size);
		skip(); /* not permitted here */
	}
	for (int i = 0; i < 10; i++)
		after = scan(w, w->child)->rss_bytes;
	free(here);
	munmap(there, size);
	assert_true(after >= before + size / 10 * 9);
}

static void
a_process_that_ended_is_gone(void **state)
{
	struct world *w = *state;
	struct description d;
	struct reading r;
	siginfo_t info;

	start(w, nothing, true);
	r = *scan(w, w->child);
	assert_int_equal(source_signal(w->source, r.key, 0), 0);
	assert_true(source_describe(w->source, &r, &d));
	assert_int_equal(
		source_signal(w->source, (struct proc_key){ w->child, r.key.start_ticks + 1 }, 0),
		ESRCH);
	kill(w->child, SIGKILL);
	waitid(P_PID, (id_t)w->child, &info, WEXITED | WNOWAIT);
	assert_int_equal(scan(w, w->child)->state, 'Z');
	assert_int_equal(scan(w, w->child)->rss_bytes, 0);
	assert_int_equal(source_signal(w->source, r.key, 0), ESRCH);
	end(&w->child);
	assert_null(scan(w, r.key.pid));
	assert_int_equal(source_signal(w->source, r.key, 0), ESRCH);
	assert_false(source_describe(w->source, &r, &d));
}

/* Where the screen shows it, and not at each of two ticks a second apart. */
static void
how_busy_the_cpus_are_is_read_when_it_is_wanted_and_due(void **state)
{
	struct world *w = *state;
	struct failure why;

	assert_true(source_scan(w->source, 0, &w->sample, &why));
	assert_false(w->sample.cpu.known || w->sample.cpu.skipped);
	assert_true(source_scan(w->source, WANT_CPU, &w->sample, &why));
	assert_true(w->sample.cpu.known && !w->sample.cpu.skipped);
	assert_true(w->sample.cpu.all_ticks >= w->sample.cpu.busy_ticks);
	for (uint64_t began_ns = clock_active_ns();; clock_pause(20 * NS_PER_MS)) {
		uint64_t passed_ns;

		assert_true(source_scan(w->source, WANT_CPU, &w->sample, &why));
		passed_ns = clock_active_ns() - began_ns;
		if (!w->sample.cpu.skipped) {
			assert_true(w->sample.cpu.known);
			assert_true(passed_ns > 1800 * NS_PER_MS);
			return;
		}
		assert_true(passed_ns < 60 * NS_PER_SECOND);
	}
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(our_own_memory_is_what_the_kernel_says),
		CASE(our_own_details_are_what_the_kernel_says),
		CASE(readings_are_sorted_and_there_is_memory),
		CASE(a_peak_stays_after_the_memory_was_freed),
		CASE(an_exec_is_another_image_with_a_peak_of_its_own),
		CASE(memory_that_another_process_writes_is_noticed_within_ten_scans),
		CASE(a_process_that_ended_is_gone),
		CASE(how_busy_the_cpus_are_is_read_when_it_is_wanted_and_due),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
