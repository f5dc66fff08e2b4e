/* SPDX-License-Identifier: MIT */
/* test_keeper_socket.c: sockets of keepers are found by name, and stale ones removed. */
#include <time.h>

#include "base/length.h"
#include "support/keeper_world.h"
#include "support/suite.h"

/* --- listening and connecting --- */

static void
assert_flags(int fd)
{
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

/* Messages arrive in both directions. */
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
		screens[i] = connect_to_own(w);
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
screens_find_the_keeper_by_its_name(void **state)
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
	keeper_listener_close(&w->door);
	assert_false(is_there(own_path(w)));
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(connect_to_own(w), -1);
	assert_int_equal(w->why.error, ENOENT);
}

/* An address is limited to 107 bytes. */
static void
a_long_path_makes_no_difference(void **state)
{
	struct world *w = *state;
	size_t length = strlen(w->folder);
	struct keeper_name found;
	int fd;

	for (size_t longer = 100; longer < 110; longer++) {
		memset(w->folder + length, 'x', longer - length);
		w->folder[longer] = '\0';
		fd = listen_there(w);
		assert_screens_come(w, fd);
		keeper_listener_close(&w->door);
		assert_int_equal(rmdir(w->folder), 0);
	}
	memset(w->folder + length, 'x', 200);
	w->folder[length + 200] = '\0';
	fd = listen_there(w);
	assert_screens_come(w, fd);
	make_file(path_of(w, "leave"));
	assert_int_equal(list_there(w, &found), 1);
	assert_int_equal(keeper_name_pid(found.text), getpid());
	keeper_listener_close(&w->door);
	assert_true(is_there(path_of(w, "leave")));
}

static void
no_second_keeper_takes_a_name_that_is_in_use(void **state)
{
	struct world *w = *state;
	int fd = listen_there(w);
	struct keeper_listener second;
	int fresh;

	assert_false(keeper_listener_open(&second, w->folder, &w->door.name, BOOT, &w->why));
	assert_int_equal(w->why.error, EADDRINUSE);
	fresh = keeper_accept(fd); /* the one that looked */
	assert_true(fresh >= 0);
	close(fresh);
	assert_screens_come(w, fd);
	keeper_listener_close(&w->door);
}

/* --- stale ones --- */

static void
a_stale_socket_is_removed_by_who_finds_it(void **state)
{
	static const char *const names[] = { "4711-1234abcd-00000001.sock", "4711.sock" };
	struct world *w = *state;
	int fd;

	assert_true(keeper_folder_make(w->folder, &w->why));
	for (size_t i = 0; i < 2; i++) {
		make_stale(w, names[i]);
		assert_int_equal(keeper_connect(w->folder, names[i], BOOT, &w->why), -1);
		assert_int_equal(w->why.error, ECONNREFUSED);
		assert_false(is_there(path_of(w, names[i])));

		make_stale(w, names[i]);
		assert_int_equal(list_there(w, NULL), 0);
		assert_false(is_there(path_of(w, names[i])));
	}

	/* A stale one with its name, left by another process. */
	keeper_name_make(&w->door.name, BOOT);
	make_stale(w, w->door.name.text);
	fd = listen_there(w);
	assert_screens_come(w, fd);
	keeper_listener_close(&w->door);
}

/* Another machine that shares the folder may listen there; only it knows. */
static void
a_socket_of_another_boot_is_left_alone_until_it_is_old(void **state)
{
	static const char name[] = "4711-1234abce-00000001.sock";
	struct world *w = *state;
	struct timespec times[2];

	assert_true(keeper_folder_make(w->folder, &w->why));
	make_stale(w, name);
	assert_int_equal(list_there(w, NULL), 0);
	assert_int_equal(keeper_connect(w->folder, name, BOOT, &w->why), -1);
	assert_true(is_there(path_of(w, name)));
	clock_gettime(CLOCK_REALTIME, &times[0]);
	times[0].tv_sec -= 31 * 86400;
	times[1] = times[0];
	assert_int_equal(utimensat(AT_FDCWD, path_of(w, name), times, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(list_there(w, NULL), 0);
	assert_false(is_there(path_of(w, name)));
}

/* --- a folder that is removed --- */

static void
a_door_knows_whether_it_is_found(void **state)
{
	struct world *w = *state;
	struct keeper_listener other;

	listen_there(w);
	assert_true(keeper_listener_is_there(&w->door));
	assert_int_equal(unlink(own_path(w)), 0);
	assert_false(keeper_listener_is_there(&w->door));
	/* A socket of the same name created by another process is not its own, and stays. */
	assert_true(keeper_listener_open(&other, w->folder, &w->door.name, BOOT, &w->why));
	assert_false(keeper_listener_is_there(&w->door));
	assert_true(keeper_listener_is_there(&other));
	keeper_listener_close(&w->door);
	assert_true(keeper_listener_is_there(&other));
	keeper_listener_close(&other);
	assert_false(is_there(own_path(w)));
	assert_int_equal(rmdir(w->folder), 0);
	assert_false(keeper_listener_is_there(&other));
	keeper_listener_close(&other);
}

/* Two pid namespaces that share a home: two keepers with the same pid. */
static void
two_keepers_of_one_pid_stand_side_by_side(void **state)
{
	struct world *w = *state;
	struct keeper_listener other;
	struct keeper_name name;

	listen_there(w);
	keeper_name_make(&name, BOOT);
	assert_int_equal(keeper_name_pid(name.text), keeper_name_pid(w->door.name.text));
	assert_string_not_equal(name.text, w->door.name.text);
	assert_true(keeper_listener_open(&other, w->folder, &name, BOOT, &w->why));
	assert_int_equal(list_there(w, NULL), 2);
	keeper_listener_close(&other);
	assert_int_equal(list_there(w, NULL), 1);
	keeper_listener_close(&w->door);
}

/* A keeper listens in more than one folder. */
static void
a_keeper_that_is_found_twice_is_one(void **state)
{
	struct world *w = *state, second = { .door = { .fd = -1 } };
	struct keeper_entries all = { .items = NULL };

	listen_there(w);
	snprintf(second.folder, sizeof second.folder, "%s/other", w->top);
	assert_true(keeper_folder_make(second.folder, &w->why));
	assert_true(
		keeper_listener_open(&second.door, second.folder, &w->door.name, BOOT, &w->why));
	keeper_list(w->folder, BOOT, &all);
	keeper_list(second.folder, BOOT, &all);
	assert_int_equal(all.count, 2);
	keeper_entries_sort(&all);
	assert_int_equal(all.count, 1);
	assert_string_equal(all.items[0].name.text, w->door.name.text);
	keeper_entries_clear(&all);
	keeper_listener_close(&second.door);
	keeper_listener_close(&w->door);
}

static void
other_names_are_left_alone(void **state)
{
	static const char *const names[] = { "0.sock", "-1.sock", "+1.sock", "01.sock", " 1.sock",
		"1.sock.new", "1.socket", "1", ".sock", "x.sock", "99999999999.sock",
		"4294967297.sock", "1-1234abcd.sock", "1-1234abcd-0001.sock",
		"1-1234ABCD-00000001.sock", "1-1234abcd-00000001.sock.new",
		"1-1234abcd-000000001.sock", "1--234abcd-00000001.sock" };
	struct world *w = *state;

	assert_true(keeper_folder_make(w->folder, &w->why));
	for (size_t i = 0; i < LENGTH(names); i++)
		make_stale(w, names[i]);
	assert_int_equal(list_there(w, NULL), 0);
	for (size_t i = 0; i < LENGTH(names); i++)
		assert_true(is_there(path_of(w, names[i])));
}

static void
what_is_no_socket_is_left_alone(void **state)
{
	struct world *w = *state;
	char name[16];

	listen_there(w);
	make_file(path_of(w, "4711.sock"));
	assert_int_equal(symlink("4711.sock", path_of(w, "4712.sock")), 0);
	assert_int_equal(mkdir(path_of(w, "4713.sock"), 0700), 0);
	assert_int_equal(symlink(w->door.name.text, path_of(w, "4714.sock")), 0);
	assert_int_equal(symlink("nowhere", path_of(w, "4715.sock")), 0);
	for (int pid = 4711; pid <= 4715; pid++) {
		snprintf(name, sizeof name, "%d.sock", pid);
		assert_int_equal(keeper_connect(w->folder, name, BOOT, &w->why), -1);
	}
	assert_int_equal(list_there(w, NULL), 1);
	assert_true(is_there(path_of(w, "4711.sock")));
	assert_true(is_there(path_of(w, "4712.sock")));
	assert_true(is_there(path_of(w, "4713.sock")));
	assert_true(is_there(path_of(w, "4714.sock")));
	assert_true(is_there(path_of(w, "4715.sock")));
	keeper_listener_close(&w->door);
}

static void
without_a_folder_there_are_no_keepers(void **state)
{
	struct world *w = *state;

	assert_int_equal(list_there(w, NULL), 0);
	assert_false(is_there(w->folder));
	assert_int_equal(keeper_connect(w->folder, "4711.sock", BOOT, &w->why), -1);
	assert_int_equal(w->why.error, ENOENT);
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_begin, world_end)
	const struct CMUnitTest tests[] = {
		TEST(screens_find_the_keeper_by_its_name),
		TEST(a_long_path_makes_no_difference),
		TEST(no_second_keeper_takes_a_name_that_is_in_use),
		TEST(a_stale_socket_is_removed_by_who_finds_it),
		TEST(a_socket_of_another_boot_is_left_alone_until_it_is_old),
		TEST(a_door_knows_whether_it_is_found),
		TEST(two_keepers_of_one_pid_stand_side_by_side),
		TEST(a_keeper_that_is_found_twice_is_one),
		TEST(other_names_are_left_alone),
		TEST(what_is_no_socket_is_left_alone),
		TEST(without_a_folder_there_are_no_keepers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
