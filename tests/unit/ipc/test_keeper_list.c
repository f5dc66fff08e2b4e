/* SPDX-License-Identifier: MIT */
/* test_keeper_list.c: finds keepers of other processes by age, and refuses those of other users. */
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "support/child.h"
#include "support/keeper_world.h"
#include "support/suite.h"

/* --- other processes --- */

/* A process that calls `act`, which reports 'y' on success, and waits to be killed. */
static pid_t
start(const struct world *w, bool (*act)(const struct world *), char *answer)
{
	int pipe_fds[2];
	pid_t parent = getpid(), pid;

	*answer = 0;
	assert_int_equal(pipe2(pipe_fds, O_CLOEXEC), 0);
	pid = child_fork();
	if (pid == 0) {
		if (getppid() != parent || write(pipe_fds[1], act(w) ? "y" : "n", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	assert_true(pid > 0);
	close(pipe_fds[1]);
	assert_int_equal(read(pipe_fds[0], answer, 1), 1);
	close(pipe_fds[0]);
	return pid;
}

static void
end(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static bool
act_keeper(const struct world *w)
{
	struct keeper_listener door;
	struct keeper_name name;
	struct failure why;

	snprintf(name.text, sizeof name.text, "%d.sock", (int)getpid());
	return keeper_listener_open(&door, w->folder, &name, BOOT, &why);
}

static void
set_age(const struct world *w, pid_t pid, time_t seconds)
{
	const struct timespec times[2] = { { 1000000 - seconds, 0 }, { 1000000 - seconds, 0 } };
	char name[40];

	snprintf(name, sizeof name, "%d.sock", (int)pid);
	assert_int_equal(utimensat(AT_FDCWD, path_of(w, name), times, AT_SYMLINK_NOFOLLOW), 0);
}

/* Their pids, in order. */
static size_t
list_pids(const struct world *w, pid_t *pids, size_t max)
{
	struct keeper_entries all = { .items = NULL };
	size_t count;

	keeper_list(w->folder, BOOT, &all);
	keeper_entries_sort(&all);
	count = all.count;
	for (size_t i = 0; i < count && i < max; i++)
		pids[i] = keeper_name_pid(all.items[i].name.text);
	keeper_entries_clear(&all);
	return count;
}

static void
keepers_are_listed_the_newest_first_and_only_those_that_live(void **state)
{
	static const time_t ages[] = { 30, 10, 50, 20, 40 };
	static const size_t order[] = { 1, 3, 0, 4, 2 };
	struct world *w = *state;
	pid_t keepers[5], listed[8];
	char answer;

	assert_true(keeper_folder_make(w->folder, &w->why));
	for (size_t i = 0; i < 5; i++) {
		keepers[i] = start(w, act_keeper, &answer);
		assert_int_equal(answer, 'y');
		set_age(w, keepers[i], ages[i]);
	}
	assert_int_equal(list_pids(w, listed, 8), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(listed[i], keepers[order[i]]);

	/* With the same age, the larger pid is probably newer. */
	set_age(w, keepers[1], 20);
	assert_int_equal(list_pids(w, listed, 8), 5);
	assert_true(listed[0] > listed[1]);
	assert_int_equal(listed[0] + listed[1], keepers[1] + keepers[3]);

	end(keepers[3]);
	assert_int_equal(list_pids(w, listed, 8), 4);
	assert_int_equal(listed[0], keepers[1]);
	assert_int_equal(listed[1], keepers[0]);
	for (size_t i = 0; i < 5; i++)
		if (i != 3)
			end(keepers[i]);
	assert_int_equal(list_pids(w, listed, 8), 0);
}

/* Screens do not wait for a stopped one. */
static void
a_keeper_that_does_not_answer_is_there_all_the_same(void **state)
{
	struct world *w = *state;
	int screens[100];
	size_t count = 0;

	listen_there(w);
	while (count < 100 && (screens[count] = connect_to_own(w)) >= 0)
		count++;
	assert_in_range(count, 2, 99);
	assert_int_equal(w->why.error, EAGAIN);
	assert_int_equal(list_there(w, NULL), 1);
	assert_true(is_there(own_path(w)));
	while (count > 0)
		close(screens[--count]);
	keeper_listener_close(&w->door);
}

/* --- other users --- */

static bool
act_other_screen(const struct world *w)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(address.sun_path, own_path(w));
	return setresuid(NOBODY, NOBODY, NOBODY) == 0 &&
	       connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
}

/* The credentials of a peer are those at the time of its listen. */
static bool
act_other_keeper(const struct world *w)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char name[40];

	snprintf(name, sizeof name, "%d.sock", (int)getpid());
	strcpy(address.sun_path, path_of(w, name));
	return bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
	       setresuid(NOBODY, NOBODY, NOBODY) == 0 && listen(fd, 4) == 0;
}

static void
another_user_is_refused_on_both_sides(void **state)
{
	struct world *w = *state;
	int fd = listen_there(w);
	char answers[2] = "", name[40];
	pid_t screen, keeper;

	if (geteuid() != 0) {
		printf("# not shown here: only root can be two users\n");
		keeper_listener_close(&w->door);
		return;
	}
	assert_int_equal(
		chmod(w->top, 0755) | chmod(w->folder, 0755) | chmod(own_path(w), 0666), 0);
	screen = start(w, act_other_screen, &answers[0]);
	assert_int_equal(chmod(w->folder, 0700), 0);
	keeper = start(w, act_other_keeper, &answers[1]);
	if (answers[0] == 'y' && answers[1] == 'y') {
		assert_true(poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0) == 1);
		assert_int_equal(keeper_accept(fd), -1);
		assert_true(poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, 0) == 0);
		snprintf(name, sizeof name, "%d.sock", (int)keeper);
		assert_int_equal(keeper_connect(w->folder, name, BOOT, &w->why), -1);
		assert_non_null(strstr(w->why.doing, "another user"));
	} else {
		printf("# not shown here: there is no second user\n");
	}
	end(screen);
	end(keeper);
	keeper_listener_close(&w->door);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_begin, world_end)
	const struct CMUnitTest tests[] = {
		TEST(keepers_are_listed_the_newest_first_and_only_those_that_live),
		TEST(a_keeper_that_does_not_answer_is_there_all_the_same),
		TEST(another_user_is_refused_on_both_sides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
