/* SPDX-License-Identifier: MIT */
/* test_thread_faults.c: which thread touches new memory. */
#include "source/proc/thread_faults.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cmocka.h>

#include "support/suite.h"

#define PAGES 2000u
#define THREADS_MAX 16

struct toucher {
	pthread_barrier_t step;
	pid_t tid;
};

static uint64_t
faults_of(pid_t pid, pid_t tid)
{
	struct thread_faults threads[THREADS_MAX];
	uint64_t minor = 0;
	size_t count, found = 0;
	int root = open("/proc", O_RDONLY | O_DIRECTORY);

	assert_int_equal(thread_faults_read(root, pid, threads, THREADS_MAX, &count), PROC_READ);
	close(root);
	for (size_t i = 0; i < count; i++) {
		assert_true(i == 0 || threads[i - 1].tid < threads[i].tid);
		found += threads[i].tid == tid;
		minor += threads[i].tid == tid ? threads[i].minor : 0;
	}
	assert_int_equal(found, 1);
	return minor;
}

/* Waits, touches memory, waits. */
__attribute__((no_sanitize("address", "undefined"))) static void *
touch(void *context)
{
	struct toucher *t = context;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	volatile char *memory = mmap(
		NULL, PAGES * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	t->tid = (pid_t)syscall(SYS_gettid);
	pthread_barrier_wait(&t->step);
	pthread_barrier_wait(&t->step);
	if (memory != MAP_FAILED) {
		madvise((void *)(uintptr_t)memory, PAGES * page, MADV_NOHUGEPAGE);
		for (size_t i = 0; i < PAGES; i++)
			memory[i * page] = 1;
	}
	pthread_barrier_wait(&t->step);
	pthread_barrier_wait(&t->step);
	return NULL;
}

static void
test_the_thread_that_touches(void **state)
{
	struct toucher t = { .tid = 0 };
	pthread_t thread;
	uint64_t own, other;

	(void)state;
	pthread_barrier_init(&t.step, NULL, 2);
	assert_int_equal(pthread_create(&thread, NULL, touch, &t), 0);
	pthread_barrier_wait(&t.step);
	own = faults_of(getpid(), getpid());
	other = faults_of(getpid(), t.tid);
	pthread_barrier_wait(&t.step);
	pthread_barrier_wait(&t.step);
	other = faults_of(getpid(), t.tid) - other;
	own = faults_of(getpid(), getpid()) - own;
	pthread_barrier_wait(&t.step);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&t.step);
	assert_in_range(other, PAGES, PAGES + PAGES / 4);
	assert_in_range(own, 0, PAGES / 4);
}

static void
test_no_process_and_no_room(void **state)
{
	struct thread_faults one;
	size_t count;
	int root = open("/proc", O_RDONLY | O_DIRECTORY);

	(void)state;
	assert_int_equal(thread_faults_read(root, 0x3fffffff, &one, 1, &count), PROC_GONE);
	assert_int_equal(count, 0);
	assert_int_equal(thread_faults_read(root, getpid(), &one, 1, &count), PROC_READ);
	assert_int_equal(count, 1);
	close(root);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_thread_that_touches),
		cmocka_unit_test(test_no_process_and_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
