/* SPDX-License-Identifier: MIT */
/* test_process_tree.c: finds the processes of a job, however they are related. */
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>

#include "base/same_memory.h"
#include "support/families.h"
#include "base/sanitized.h"
#include "support/suite.h"

#define BLOCK (20 * MIB)

/* What a sanitizer may hold of a block besides: an eighth, in huge pages of 2 MiB. */
#define SHADOW (SANITIZED ? 4 * MIB : 0)

static void
have_a_child(void)
{
	start(stay);
	stay();
}

static void
have_a_grandchild(void)
{
	start(have_a_child);
	stay();
}

/* Its child outlives it. */
static void
leave_a_child(void)
{
	if (fork() == 0)
		stay();
}

static void
a_new_tree_is_empty(void **state)
{
	struct world *w = *state;

	scan(w);
	assert_int_equal(w->sample.count, 0);
}

static void
children_come_and_go(void **state)
{
	struct world *w = *state;
	pid_t first = start(stay), second = start(stay);

	await_count(w, 2);
	assert_non_null(find(w, first));
	assert_true(find(w, first)->known & KNOWN_RSS);
	assert_true(find(w, first)->rss_bytes > 0);
	assert_true(find(w, first)->forked);
	kill(second, SIGKILL);
	waitpid(second, NULL, 0);
	scan(w);
	assert_int_equal(w->sample.count, 1);
	assert_null(find(w, second));
}

static void
descendants_at_any_depth(void **state)
{
	struct world *w = *state;
	pid_t root = start(have_a_grandchild);

	await_count(w, 3);
	assert_non_null(find(w, root));
	for (size_t i = 1; i < 3; i++) {
		assert_true(w->sample.readings[i].key.pid > w->sample.readings[i - 1].key.pid);
		assert_non_null(find(w, w->sample.readings[i].ppid == getpid()
						? root
						: w->sample.readings[i].ppid));
	}
}

static void
an_orphan_stays_in_the_tree(void **state)
{
	struct world *w = *state;
	pid_t root = start(leave_a_child);

	waitpid(root, NULL, 0);
	await_count(w, 1);
	assert_int_not_equal(w->sample.readings[0].key.pid, root);
	assert_int_equal(w->sample.readings[0].ppid, getpid());
}

static void
have_a_child_that_lives_on(void)
{
	fork();
	stay();
}

/* An orphan may be reparented to us without a new pid: here that of an excluded child. One whose
 * parent exits during the search is missed likewise. */
static void
members_are_listed_again_after_an_exit(void **state)
{
	struct world *w = *state;
	pid_t outsider = start(have_a_child_that_lives_on), member;

	await_count(w, 2);
	process_tree_exclude(w->family, outsider);
	member = start(stay);
	await_count(w, 1);
	assert_non_null(find(w, member));
	kill(outsider, SIGKILL);
	assert_int_equal(waitpid(outsider, NULL, 0), outsider);
	kill(member, SIGKILL);
	assert_int_equal(waitpid(member, NULL, 0), member);
	scan(w);
	assert_int_equal(w->sample.count, 1);
}

/* The kernel lists a child with the thread that forked it. */
static void *
fork_and_stay(void *unused)
{
	fork();
	stay();
	return unused;
}

static void
have_a_child_of_a_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, fork_and_stay, NULL);
	stay();
}

static void
a_child_of_a_second_thread_is_found(void **state)
{
	struct world *w = *state;
	pid_t root = start(have_a_child_of_a_thread);

	await_count(w, 2);
	assert_int_equal(find(w, root)->threads, 2);
}

static void
an_excluded_child_is_left_out_with_its_descendants(void **state)
{
	struct world *w = *state;
	pid_t hook = start(have_a_child), job;

	await_count(w, 2);
	process_tree_exclude(w->family, hook);
	scan(w);
	assert_int_equal(w->sample.count, 0);
	job = start(stay);
	await_count(w, 1);
	assert_non_null(find(w, job));
}

static void
many_children_at_once(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 200; i++)
		start(stay);
	await_count(w, 200);
	for (size_t i = 1; i < 200; i++)
		assert_true(w->sample.readings[i].key.pid > w->sample.readings[i - 1].key.pid);
}

/* The list does not fit into one read. */
static void
more_children_than_a_buffer_lists(void **state)
{
	struct world *w = *state;

	for (int i = 0; i < 900; i++)
		start(stay);
	await_count(w, 900);
}

static void
a_zombie_is_listed_without_memory(void **state)
{
	struct world *w = *state;
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	pid_t pid = start(stay);

	await_count(w, 1);
	kill(pid, SIGKILL);
	while (count_in_state(w, 'Z') == 0 && clock_active_ns() < deadline)
		scan(w);
	assert_int_equal(w->sample.count, 1);
	assert_int_equal(w->sample.readings[0].state, 'Z');
	assert_int_equal(w->sample.readings[0].rss_bytes, 0);
	waitpid(pid, NULL, 0);
	scan(w);
	assert_int_equal(w->sample.count, 0);
}

/* --- PSS --- */

/* A parent with a block of 20 MiB, and a child that shares it. */
static void
share_a_block(void)
{
	char *block = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	need(block != MAP_FAILED, "mapping a block");
	memset(block, 1, BLOCK);
	if (fork() != 0)
		stay();
	/* The child reads each page, so that its RSS includes them. */
	for (size_t i = 0; i < BLOCK; i += 4096)
		need(((volatile char *)block)[i] == 1, "reading a block");
	stay();
}

static uint64_t
less(uint64_t a, uint64_t b)
{
	return a > b ? a - b : 0;
}

/* Anonymous memory, less that of a process without a block. */
static void
sum_pss(struct world *w, pid_t plain, uint64_t *pss_sum, uint64_t *rss_sum)
{
	struct smaps_shares plain_shares, shares;

	assert_true(process_tree_smaps(w->family, plain, &plain_shares));
	*pss_sum = *rss_sum = 0;
	for (size_t i = 0; i < w->sample.count; i++) {
		if (w->sample.readings[i].key.pid == plain)
			continue;
		assert_true(process_tree_smaps(w->family, w->sample.readings[i].key.pid, &shares));
		assert_true(shares.pss.anon <= shares.anon_bytes);
		*pss_sum += less(shares.pss.anon, plain_shares.pss.anon);
		*rss_sum += less(shares.anon_bytes, plain_shares.anon_bytes);
	}
}

static void
pss_counts_a_shared_block_once_and_rss_twice(void **state)
{
	struct world *w = *state;
	uint64_t pss, rss, deadline = clock_active_ns() + DEADLINE_NS;
	pid_t plain = start(stay);

	start(share_a_block);
	await_count(w, 3);
	do
		sum_pss(w, plain, &pss, &rss);
	while (rss < 39 * MIB && clock_active_ns() < deadline);
	assert_in_range(rss, 39 * MIB, 43 * MIB + 2 * SHADOW);
	assert_in_range(pss, 19 * MIB, 22 * MIB + 2 * SHADOW);
}

static void
a_missing_process_has_no_pss(void **state)
{
	struct world *w = *state;
	struct smaps_shares shares;
	pid_t pid = start(stay);

	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_false(process_tree_smaps(w->family, pid, &shares));
}

/* --- one address space --- */

/* Children that must not outlive the program by more than this, though nobody watches over them. */
#define LIFE_SECONDS 60

/* The test holds its write end alone: once that is closed, the child goes on. */
static int gate[2];

static void
hold_and_vfork(void)
{
	char byte;

	close(gate[1]);
	need(child_hold(BLOCK), "holding a block");
	if (vfork() == 0) {
		alarm(LIFE_SECONDS);
		while (read(gate[0], &byte, 1) < 0)
			;
		execl("/bin/sleep", "sleep", "1000", (char *)NULL);
		_exit(127);
	}
	stay();
}

#define STACK (64 * 1024)

static int
stay_as_clone(void *unused)
{
	(void)unused;
	alarm(LIFE_SECONDS);
	stay();
	return 0;
}

static void
hold_and_clone(void)
{
	static _Alignas(16) char stacks[3][STACK];

	need(child_hold(BLOCK), "holding a block");
	for (size_t i = 0; i < 3; i++)
		need(clone(stay_as_clone, stacks[i] + STACK, CLONE_VM | SIGCHLD, NULL) > 0,
			"cloning");
	stay();
}

static bool
holds_nothing(const struct reading *r)
{
	return (r->known & KNOWN_RSS) && r->rss_bytes == 0 && r->anon_bytes == 0 &&
	       r->file_bytes == 0 && r->shmem_bytes == 0 && r->swap_bytes == 0 && !r->forked &&
	       !(r->known & KNOWN_PEAK);
}

/* What the processes hold, and by smaps_rollup what those hold that hold anything, which are all
 * that the observer asks. */
static void
assert_one_holds_all(struct world *w, pid_t root)
{
	uint64_t rss = 0, pss = 0;

	for (size_t i = 0; i < w->sample.count; i++) {
		const struct reading *r = &w->sample.readings[i];
		struct smaps_shares shares;

		assert_true(r->key.pid == root || holds_nothing(r));
		if (r->rss_bytes == 0)
			continue;
		rss += r->rss_bytes;
		assert_true(process_tree_smaps(w->family, r->key.pid, &shares));
		pss += shares.pss.anon;
	}
	assert_true(rss >= BLOCK);
	assert_int_equal(rss, find(w, root)->rss_bytes);
	assert_in_range(pss, BLOCK, rss);
}

static bool
kernel_tells(void)
{
	return same_memory_compare(getpid(), getpid()) == 0;
}

static void
a_vforked_child_holds_nothing_until_exec(void **state)
{
	struct world *w = *state;
	uint64_t deadline = clock_active_ns() + DEADLINE_NS;
	const struct reading *child;
	pid_t root;

	if (!kernel_tells())
		skip();
	need(pipe(gate) == 0, "making a gate");
	root = start(hold_and_vfork);
	await_count(w, 2);
	child = &w->sample.readings[w->sample.readings[0].key.pid == root];
	assert_int_equal(child->ppid, root);
	assert_true(child->state != 'Z');
	assert_one_holds_all(w, root);
	close(gate[0]);
	close(gate[1]);
	do {
		scan(w);
		child = &w->sample.readings[w->sample.readings[0].key.pid == root];
	} while (child->rss_bytes == 0 && clock_active_ns() < deadline);
	assert_true(child->rss_bytes > 0);
	assert_true(child->rss_bytes < BLOCK);
	assert_false(child->forked);
	assert_int_equal(child->image, 1);
}

/* Starts four processes with one memory; returns the first. */
static pid_t
start_clones(struct world *w)
{
	pid_t root;

	if (!kernel_tells())
		skip();
	root = start(hold_and_clone);
	await_count(w, 4);
	return root;
}

static void
processes_with_one_memory_hold_it_once(void **state)
{
	struct world *w = *state;

	assert_one_holds_all(w, start_clones(w));
}

/* Its memory is then nobody else's. */
static void
a_clone_keeps_its_memory_when_its_parent_ends(void **state)
{
	struct world *w = *state;
	pid_t root = start_clones(w);

	kill(root, SIGKILL);
	waitpid(root, NULL, 0);
	await_count(w, 3);
	assert_true(w->sample.readings[0].rss_bytes >= BLOCK);
	assert_true(w->sample.readings[0].forked);
}

static void
a_forked_child_keeps_what_it_holds(void **state)
{
	struct world *w = *state;
	pid_t root = start(have_a_child);

	await_count(w, 2);
	for (size_t i = 0; i < 2; i++)
		assert_true(w->sample.readings[i].rss_bytes > 0 && w->sample.readings[i].forked);
	assert_non_null(find(w, root));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_new_tree_is_empty),
		CASE(children_come_and_go),
		CASE(descendants_at_any_depth),
		CASE(an_orphan_stays_in_the_tree),
		CASE(members_are_listed_again_after_an_exit),
		CASE(a_child_of_a_second_thread_is_found),
		CASE(an_excluded_child_is_left_out_with_its_descendants),
		CASE(many_children_at_once),
		CASE(more_children_than_a_buffer_lists),
		CASE(a_zombie_is_listed_without_memory),
		CASE(pss_counts_a_shared_block_once_and_rss_twice),
		CASE(a_missing_process_has_no_pss),
		CASE(a_vforked_child_holds_nothing_until_exec),
		CASE(processes_with_one_memory_hold_it_once),
		CASE(a_clone_keeps_its_memory_when_its_parent_ends),
		CASE(a_forked_child_keeps_what_it_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
