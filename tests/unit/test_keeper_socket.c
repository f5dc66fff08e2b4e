/* SPDX-License-Identifier: MIT */
/* test_keeper_socket.c: sockets of keepers: found by pid, and stale ones removed. */
#include "support/keeper_world.h"

/* --- listening and coming --- */

static void
assert_flags(int fd)
{
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

/* What one says the other hears, in both directions. */
static void
assert_joined(int keeper, int screen)
{
	char heard[8] = "";

	assert_int_equal(write(screen, "hello", 5), 5);
	assert_int_equal(read(keeper, heard, sizeof heard), 5);
	assert_string_equal(heard, "hello");
	assert_int_equal(write(keeper, "ident", 5), 5);
	assert_int_equal(read(screen, heard, sizeof heard), 5);
	assert_string_equal(heard, "ident");
}

static void
assert_screens_come(struct world *w, int fd)
{
	int screens[2], keepers[2];

	assert_int_equal(keeper_accept(fd), -1);
	for (int i = 0; i < 2; i++) {
		screens[i] = keeper_connect(w->folder, getpid(), &w->why);
		assert_true(screens[i] >= 0);
		assert_flags(screens[i]);
	}
	for (int i = 0; i < 2; i++) {
		keepers[i] = keeper_accept(fd);
		assert_true(keepers[i] >= 0);
		assert_flags(keepers[i]);
		assert_joined(keepers[i], screens[i]);
	}
	assert_int_equal(keeper_accept(fd), -1);
	for (int i = 0; i < 2; i++) {
		close(screens[i]);
		close(keepers[i]);
	}
}

static void
screens_find_the_keeper_by_its_pid(void **state)
{
	struct world *w = *state;
	struct stat info;
	mode_t mask = umask(0);
	int fd = listen_there(w);

	assert_int_equal(umask(mask), 0);
	assert_flags(fd);
	assert_int_equal(lstat(own_path(w), &info), 0);
	assert_int_equal(info.st_mode, S_IFSOCK | 0600);
	assert_screens_come(w, fd);
	keeper_unlisten(w->folder, fd);
	assert_false(is_there(own_path(w)));
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(keeper_connect(w->folder, getpid(), &w->why), -1);
	assert_int_equal(w->why.error, ENOENT);
}

/* An address has room for 107 bytes. */
static void
a_long_path_makes_no_difference(void **state)
{
	struct world *w = *state;
	size_t length = strlen(w->folder);
	pid_t pid;
	int fd;

	for (size_t longer = 100; longer < 110; longer++) {
		memset(w->folder + length, 'x', longer - length);
		w->folder[longer] = '\0';
		fd = listen_there(w);
		assert_screens_come(w, fd);
		keeper_unlisten(w->folder, fd);
		assert_int_equal(rmdir(w->folder), 0);
	}
	memset(w->folder + length, 'x', 200);
	w->folder[length + 200] = '\0';
	fd = listen_there(w);
	assert_screens_come(w, fd);
	make_file(path_of(w, "leave"));
	assert_int_equal(keeper_list(w->folder, &pid, 1), 1);
	assert_int_equal(pid, getpid());
	keeper_unlisten(w->folder, fd);
	assert_true(is_there(path_of(w, "leave")));
}

static void
no_second_keeper_takes_a_name_that_is_in_use(void **state)
{
	struct world *w = *state;
	int fd = listen_there(w);
	int fresh;

	assert_int_equal(keeper_listen(w->folder, &w->why), -1);
	assert_int_equal(w->why.error, EADDRINUSE);
	fresh = keeper_accept(fd); /* the one that looked */
	assert_true(fresh >= 0);
	close(fresh);
	assert_screens_come(w, fd);
	keeper_unlisten(w->folder, fd);
}

/* --- stale ones --- */

static void
a_stale_socket_is_removed_by_who_finds_it(void **state)
{
	struct world *w = *state;
	int fd;

	assert_true(keeper_folder_make(w->folder, &w->why));
	make_stale(w, "4711.sock");
	assert_int_equal(keeper_connect(w->folder, 4711, &w->why), -1);
	assert_int_equal(w->why.error, ECONNREFUSED);
	assert_false(is_there(path_of(w, "4711.sock")));

	make_stale(w, "4711.sock");
	assert_int_equal(keeper_list(w->folder, &(pid_t){ 0 }, 1), 0);
	assert_false(is_there(path_of(w, "4711.sock")));

	/* Of an earlier process with the same pid. */
	make_stale(w, strrchr(own_path(w), '/') + 1);
	fd = keeper_listen(w->folder, &w->why);
	assert_true(fd >= 0);
	assert_screens_come(w, fd);
	keeper_unlisten(w->folder, fd);
}

static void
other_names_are_left_alone(void **state)
{
	static const char *const names[] = { "0.sock", "-1.sock", "+1.sock", "01.sock", " 1.sock",
		"1.sock.new", "1.socket", "1", ".sock", "x.sock", "99999999999.sock",
		"4294967297.sock" };
	struct world *w = *state;

	assert_true(keeper_folder_make(w->folder, &w->why));
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		make_stale(w, names[i]);
	assert_int_equal(keeper_list(w->folder, &(pid_t){ 0 }, 1), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_true(is_there(path_of(w, names[i])));
}

static void
what_is_no_socket_is_left_alone(void **state)
{
	struct world *w = *state;
	char own[40];
	int fd = listen_there(w);

	make_file(path_of(w, "4711.sock"));
	assert_int_equal(symlink("4711.sock", path_of(w, "4712.sock")), 0);
	assert_int_equal(mkdir(path_of(w, "4713.sock"), 0700), 0);
	snprintf(own, sizeof own, "%d.sock", (int)getpid());
	assert_int_equal(symlink(own, path_of(w, "4714.sock")), 0);
	assert_int_equal(symlink("nowhere", path_of(w, "4715.sock")), 0);
	for (pid_t pid = 4711; pid <= 4715; pid++)
		assert_int_equal(keeper_connect(w->folder, pid, &w->why), -1);
	assert_int_equal(keeper_list(w->folder, &(pid_t){ 0 }, 1), 1);
	assert_true(is_there(path_of(w, "4711.sock")));
	assert_true(is_there(path_of(w, "4712.sock")));
	assert_true(is_there(path_of(w, "4713.sock")));
	assert_true(is_there(path_of(w, "4714.sock")));
	assert_true(is_there(path_of(w, "4715.sock")));
	keeper_unlisten(w->folder, fd);
}

static void
without_a_folder_there_are_no_keepers(void **state)
{
	struct world *w = *state;

	assert_int_equal(keeper_list(w->folder, &(pid_t){ 0 }, 1), 0);
	assert_false(is_there(w->folder));
	assert_int_equal(keeper_connect(w->folder, 4711, &w->why), -1);
	assert_int_equal(w->why.error, ENOENT);
}

int
main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_begin, world_end)
	const struct CMUnitTest tests[] = {
		TEST(screens_find_the_keeper_by_its_pid),
		TEST(a_long_path_makes_no_difference),
		TEST(no_second_keeper_takes_a_name_that_is_in_use),
		TEST(a_stale_socket_is_removed_by_who_finds_it),
		TEST(other_names_are_left_alone),
		TEST(what_is_no_socket_is_left_alone),
		TEST(without_a_folder_there_are_no_keepers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
