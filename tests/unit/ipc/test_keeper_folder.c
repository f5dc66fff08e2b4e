/* SPDX-License-Identifier: MIT */
/* test_keeper_folder.c: the folder of keepers' sockets must be private. */
#include "base/length.h"
#include "support/keeper_world.h"
#include "support/suite.h"

/* --- the folder --- */

static void
a_folder_is_made_for_its_owner_alone(void **state)
{
	struct world *w = *state;
	struct stat info;
	mode_t mask = umask(0);

	assert_true(keeper_folder_make(w->folder, &w->why));
	assert_int_equal(umask(mask), 0);
	assert_int_equal(lstat(w->folder, &info), 0);
	assert_int_equal(info.st_mode, S_IFDIR | 0700);
	assert_true(keeper_folder_make(w->folder, &w->why));
}

static void
assert_refused(struct world *w, const char *words)
{
	struct keeper_name name;

	assert_false(keeper_folder_make(w->folder, &w->why));
	assert_non_null(strstr(w->why.doing, "is not a private folder of yours"));
	assert_non_null(strstr(w->why.doing, words));
	keeper_name_make(&name, BOOT);
	assert_false(keeper_listener_open(&w->door, w->folder, &name, BOOT, &w->why));
	assert_non_null(strstr(w->why.doing, words));
	assert_int_equal(keeper_connect(w->folder, "4711.sock", BOOT, &w->why), -1);
	assert_non_null(strstr(w->why.doing, words));
	assert_int_equal(list_there(w, NULL), 0);
}

static void
a_folder_that_is_open_to_others_is_refused(void **state)
{
	static const mode_t modes[] = { 0755, 0710, 0701, 0777, 01777 };
	struct world *w = *state;
	char words[40];

	assert_int_equal(mkdir(w->folder, 0700), 0);
	for (size_t i = 0; i < LENGTH(modes); i++) {
		assert_int_equal(chmod(w->folder, modes[i]), 0);
		snprintf(words, sizeof words, "(mode %04o, owner ", (unsigned)modes[i]);
		assert_refused(w, words);
		assert_non_null(strstr(w->why.doing, "remove it, or set XDG_RUNTIME_DIR"));
	}
}

static void
a_link_is_refused_whatever_it_leads_to(void **state)
{
	struct world *w = *state;
	char real[100];

	snprintf(real, sizeof real, "%s/real", w->top);
	assert_int_equal(mkdir(real, 0700), 0);
	assert_int_equal(symlink(real, w->folder), 0);
	assert_refused(w, "a link");
	assert_int_equal(rmdir(real), 0);
	assert_refused(w, "a link");
	assert_false(is_there(real));
}

static void
a_file_is_refused(void **state)
{
	struct world *w = *state;

	make_file(w->folder);
	assert_refused(w, "not a folder");
}

/* Root gives a folder away; others use one of another user. */
static void
a_folder_of_another_user_is_refused(void **state)
{
	struct world *w = *state;

	if (geteuid() == 0) {
		assert_int_equal(mkdir(w->folder, 0700), 0);
		assert_int_equal(chown(w->folder, NOBODY, (gid_t)-1), 0);
	} else {
		strcpy(w->folder, "/");
	}
	assert_refused(w, geteuid() == 0 ? "mode 0700, owner " : "owner root");
}

static void
a_folder_that_cannot_be_made_is_told(void **state)
{
	struct world *w = *state;

	strcat(w->folder, "/below/another");
	assert_false(keeper_folder_make(w->folder, &w->why));
	assert_int_equal(w->why.error, ENOENT);
	assert_non_null(strstr(w->why.doing, "creating the folder"));
}

TEST_MAIN(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, world_begin, world_end)
	const struct CMUnitTest tests[] = {
		TEST(a_folder_is_made_for_its_owner_alone),
		TEST(a_folder_that_is_open_to_others_is_refused),
		TEST(a_link_is_refused_whatever_it_leads_to),
		TEST(a_file_is_refused),
		TEST(a_folder_of_another_user_is_refused),
		TEST(a_folder_that_cannot_be_made_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
