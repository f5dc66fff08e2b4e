/* SPDX-License-Identifier: MIT */
/* test_store_folder.c: the history is private, and readers create nothing. */
#include "base/length.h"
#include "support/store_world.h"
#include "support/suite.h"

#include <dirent.h>
#include <fcntl.h>

static mode_t
mode_of(const char *path)
{
	struct stat info;

	if (lstat(path, &info) < 0)
		fail_msg("%s is not there", path);
	return info.st_mode & 07777;
}

static mode_t
mode_below(const struct store_world *w, const char *name)
{
	char path[400];

	snprintf(path, sizeof path, "%s/%s", w->top, name);
	return mode_of(path);
}

static void
check_refused(struct store_world *w, enum store_mode mode, const char *reason)
{
	assert_null(world_try(w, mode));
	if (strstr(w->why.doing, reason) == NULL || strstr(w->why.doing, w->top) == NULL)
		fail_msg("%s", w->why.doing);
}

static void
folders_and_files_are_private_whatever_the_umask(void **state)
{
	static const mode_t masks[] = { 0, 022, 0777 };
	struct store_world *w = *state;

	for (size_t i = 0; i < LENGTH(masks); i++) {
		mode_t before = umask(masks[i]);
		struct store *store;

		snprintf(w->folder, sizeof w->folder, "%s/s%zu/peaktop", w->top, i);
		snprintf(w->file, sizeof w->file, "%s/runs.db", w->folder);
		store = world_open(w, STORE_WRITE);
		world_record(store, "a", NULL, MIB);
		umask(before);
		assert_int_equal(mode_of(w->folder), 0700);
		assert_int_equal(mode_of(w->file), 0600);
		snprintf(w->file, sizeof w->file, "s%zu/peaktop/runs.db-wal", i);
		assert_int_equal(mode_below(w, w->file), 0600);
		snprintf(w->file, sizeof w->file, "s%zu/peaktop/runs.db-shm", i);
		assert_int_equal(mode_below(w, w->file), 0600);
		snprintf(w->file, sizeof w->file, "s%zu", i);
		assert_int_equal(mode_below(w, w->file), 0700);
		store_close(store);
	}
}

static void
folders_that_are_there_keep_their_mode_and_an_open_file_is_closed(void **state)
{
	struct store_world *w = *state;
	char parent[300];

	snprintf(parent, sizeof parent, "%s/state", w->top);
	assert_int_equal(mkdir(parent, 0755), 0);
	assert_int_equal(chmod(parent, 0755), 0);
	store_close(world_open(w, STORE_WRITE));
	assert_int_equal(mode_of(parent), 0755);
	assert_int_equal(chmod(w->file, 0644), 0);
	store_close(world_open(w, STORE_WRITE));
	assert_int_equal(mode_of(w->file), 0600);
}

static void
a_reader_without_a_history_sees_an_empty_one_and_makes_nothing(void **state)
{
	struct store_world *w = *state;
	struct store_filter all = { .limit = 0 };
	struct stored_run stored;
	struct store_ranks ranks;
	uint64_t number;
	struct store *store = world_open(w, STORE_READ);

	world_check_list(store, all, "");
	assert_true(store_rank(store, &all, &ranks, &w->why));
	assert_int_equal(ranks.count, 0);
	assert_false(store_find(store, "last", &number, &w->why));
	assert_false(store_load(store, 1, &stored, &w->why));
	stored_run_clear(&stored);
	store_close(store);
	snprintf(w->file, sizeof w->file, "%s/state", w->top);
	assert_int_equal(access(w->file, F_OK), -1);
}

static void
a_reader_cannot_write(void **state)
{
	struct store_world *w = *state;
	struct run run = sample_run(world_argv());
	struct series *series = world_series(1);
	struct store *store;
	uint64_t number;

	store_close(world_open(w, STORE_WRITE));
	store = world_open(w, STORE_READ);
	assert_false(store_record(store, &run, "x", series, &number, &w->why));
	world_check_list(store, (struct store_filter){ .limit = 0 }, "");
	store_close(store);
	free(series);
}

static void
a_file_that_is_still_empty_reads_as_an_empty_history(void **state)
{
	struct store_world *w = *state;
	struct store *store;

	world_put_file(w, "", 0);
	assert_int_equal(chmod(w->file, 0600), 0);
	store = world_open(w, STORE_READ);
	world_check_list(store, (struct store_filter){ .limit = 0 }, "");
	store_close(store);
	store = world_open(w, STORE_WRITE);
	assert_int_equal(world_record(store, "a", NULL, MIB), 1);
	store_close(store);
}

static void
links_are_refused(void **state)
{
	struct store_world *w = *state;
	char aside[300];

	snprintf(aside, sizeof aside, "%s/aside", w->top);
	store_close(world_open(w, STORE_WRITE));
	assert_int_equal(rename(w->file, aside), 0);
	assert_int_equal(symlink(aside, w->file), 0);
	check_refused(w, STORE_WRITE, "symbolic link");
	check_refused(w, STORE_READ, "symbolic link");

	assert_int_equal(unlink(w->file), 0);
	assert_int_equal(unlink(aside), 0);
	assert_int_equal(symlink(aside, w->file), 0);
	check_refused(w, STORE_WRITE, "symbolic link");
	assert_int_equal(access(aside, F_OK), -1);

	assert_int_equal(unlink(w->file), 0);
	snprintf(w->file, sizeof w->file, "%s-wal", w->folder);
	assert_int_equal(rename(w->folder, aside), 0);
	assert_int_equal(symlink(aside, w->folder), 0);
	check_refused(w, STORE_WRITE, "symbolic link");
	strcat(w->folder, "/");
	check_refused(w, STORE_READ, "symbolic link");
}

static void
a_link_above_the_folder_is_followed(void **state)
{
	struct store_world *w = *state;
	char aside[300], state_folder[300];

	snprintf(aside, sizeof aside, "%s/aside", w->top);
	snprintf(state_folder, sizeof state_folder, "%s/state", w->top);
	assert_int_equal(mkdir(aside, 0700), 0);
	assert_int_equal(symlink(aside, state_folder), 0);
	store_close(world_open(w, STORE_WRITE));
	assert_int_equal(mode_below(w, "aside/peaktop/runs.db"), 0600);
}

static void
what_is_no_file_and_what_is_no_folder_are_refused(void **state)
{
	struct store_world *w = *state;

	store_close(world_open(w, STORE_WRITE));
	unlink(w->file);
	assert_int_equal(mkfifo(w->file, 0600), 0);
	check_refused(w, STORE_WRITE, "not a regular file");
	check_refused(w, STORE_READ, "not a regular file");
	assert_int_equal(unlink(w->file), 0);
	assert_int_equal(mkdir(w->file, 0700), 0);
	check_refused(w, STORE_WRITE, "not a regular file");
	strcpy(w->folder, w->file);
	assert_int_equal(rmdir(w->file), 0);
	fclose(fopen(w->file, "w"));
	check_refused(w, STORE_WRITE, "opening the history folder");
	strcat(w->folder, "/below");
	check_refused(w, STORE_WRITE, "folder");
}

static void
a_folder_that_others_write_to_is_refused(void **state)
{
	static const mode_t modes[] = { 0720, 0702, 01777 };
	struct store_world *w = *state;

	store_close(world_open(w, STORE_WRITE));
	for (size_t i = 0; i < LENGTH(modes); i++) {
		assert_int_equal(chmod(w->folder, modes[i]), 0);
		check_refused(w, STORE_WRITE, "others can write");
		check_refused(w, STORE_READ, "others can write");
	}
	assert_int_equal(chmod(w->folder, 0755), 0);
	store_close(world_open(w, STORE_WRITE));
}

static void
what_is_another_users_is_refused(void **state)
{
	struct store_world *w = *state;

	if (geteuid() != 0)
		skip();
	store_close(world_open(w, STORE_WRITE));
	assert_int_equal(chown(w->file, 12345, 12345), 0);
	check_refused(w, STORE_WRITE, "history belongs to another user");
	assert_int_equal(chown(w->file, 0, 0), 0);
	assert_int_equal(chown(w->folder, 12345, 12345), 0);
	check_refused(w, STORE_WRITE, "history folder belongs to another user");
	check_refused(w, STORE_READ, "history folder belongs to another user");

	assert_int_equal(chown(w->top, 12345, 12345), 0);
	snprintf(w->folder, sizeof w->folder, "%s/.local/state/peaktop", w->top);
	check_refused(w, STORE_WRITE, "root does not keep its history in another user's folder");
	snprintf(w->file, sizeof w->file, "%s/.local", w->top);
	assert_int_equal(access(w->file, F_OK), -1);
	assert_int_equal(chown(w->top, 0, 0), 0);
}

/* Root can write everything, so it becomes another user for a while. */
static void
an_unwritable_home_is_refused(void **state)
{
	struct store_world *w = *state;
	uid_t before = geteuid();
	struct store *store;

	assert_int_equal(chmod(w->top, 0500), 0);
	if (before == 0) {
		assert_int_equal(chown(w->top, 65534, (gid_t)-1), 0);
		assert_int_equal(seteuid(65534), 0);
	}
	store = world_try(w, STORE_WRITE);
	assert_int_equal(seteuid(before), 0);
	assert_int_equal(chmod(w->top, 0700), 0);
	assert_null(store);
	assert_int_equal(w->why.error, EACCES);
	assert_non_null(strstr(w->why.doing, "creating the folder"));
}

/* --- descriptors --- */

/* The number of descriptors of the history, or -1: one is a standard stream or survives exec.
 * (SQLite opens /dev/null in place of a closed standard stream.) */
static int
count_descriptors(const struct store_world *w)
{
	DIR *folder = opendir("/proc/self/fd");
	struct dirent *entry;
	int found = 0;
	bool wrong = false;

	if (folder == NULL)
		return -1;
	while ((entry = readdir(folder)) != NULL) {
		char link[300], target[400];
		ssize_t length;

		snprintf(link, sizeof link, "/proc/self/fd/%s", entry->d_name);
		length = readlink(link, target, sizeof target - 1);
		target[length > 0 ? length : 0] = '\0';
		if (strstr(target, w->top + 1) == NULL)
			continue;
		found++;
		if (atoi(entry->d_name) <= 2 ||
			(fcntl(atoi(entry->d_name), F_GETFD) & FD_CLOEXEC) == 0)
			wrong = true;
	}
	closedir(folder);
	return wrong ? -1 : found;
}

/* In a child, since it cannot report through what it closes. */
static void
with_standard_streams_closed(struct store_world *w)
{
	struct store *store;

	close(0);
	close(1);
	close(2);
	store = world_try(w, STORE_WRITE);
	if (store == NULL)
		_exit(1);
	_exit(count_descriptors(w) >= 2 ? 0 : 2);
}

static void
descriptors_close_at_exec_and_are_none_of_the_standard_streams(void **state)
{
	struct store_world *w = *state;
	struct store *store = world_open(w, STORE_WRITE);
	pid_t child;

	world_record(store, "a", NULL, MIB);
	assert_in_range(count_descriptors(w), 2, 8);
	store_close(store);
	assert_int_equal(count_descriptors(w), 0);

	child = child_fork();
	assert_true(child >= 0);
	if (child == 0)
		with_standard_streams_closed(w);
	assert_int_equal(world_wait(child), 0);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		store_test(folders_and_files_are_private_whatever_the_umask),
		store_test(folders_that_are_there_keep_their_mode_and_an_open_file_is_closed),
		store_test(a_reader_without_a_history_sees_an_empty_one_and_makes_nothing),
		store_test(a_reader_cannot_write),
		store_test(a_file_that_is_still_empty_reads_as_an_empty_history),
		store_test(links_are_refused),
		store_test(a_link_above_the_folder_is_followed),
		store_test(what_is_no_file_and_what_is_no_folder_are_refused),
		store_test(a_folder_that_others_write_to_is_refused),
		store_test(what_is_another_users_is_refused),
		store_test(an_unwritable_home_is_refused),
		store_test(descriptors_close_at_exec_and_are_none_of_the_standard_streams),
	};

	return cmocka_run_group_tests_name("store folder", tests, NULL, NULL);
}
