/* SPDX-License-Identifier: MIT */
/* test_git_commit.c: reads the commit of a work tree from git's files. */
#include "source/host/git_commit.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222"

static int
set_up(void **state)
{
	static char folder[64];

	strcpy(folder, "/tmp/peaktop-git-XXXXXX");
	*state = mkdtemp(folder);
	return *state == NULL;
}

static int
tear_down(void **state)
{
	char command[100];

	snprintf(command, sizeof command, "rm -rf '%s'", (const char *)*state);
	return system(command);
}

static void
make_folder(const char *root, const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", root, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static void
write_file(const char *root, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", root, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

/* The commit found from a folder below root; "": none. */
static const char *
commit_of(const char *root, const char *below)
{
	static char hash[80];
	char path[256];
	struct buffer b = buffer_over(hash, sizeof hash);

	snprintf(path, sizeof path, "%s%s", root, below);
	git_commit_of(path, &b);
	return hash;
}

static void
a_branch_is_followed_to_its_commit(void **state)
{
	const char *root = *state;

	make_folder(root, ".git");
	make_folder(root, ".git/refs");
	make_folder(root, ".git/refs/heads");
	make_folder(root, "src");
	write_file(root, ".git/HEAD", "ref: refs/heads/main\n");
	assert_string_equal(commit_of(root, ""), "");
	write_file(root, ".git/packed-refs",
		"# pack-refs with: peeled\n" TWO " refs/heads/main-two\n" ONE
		" refs/heads/main\n^" TWO "\n");
	assert_string_equal(commit_of(root, ""), ONE);
	write_file(root, ".git/refs/heads/main", TWO "\n");
	assert_string_equal(commit_of(root, ""), TWO);
	assert_string_equal(commit_of(root, "/src"), TWO);
	write_file(root, ".git/HEAD", ONE "\n"); /* detached */
	assert_string_equal(commit_of(root, "/src"), ONE);
}

static void
a_linked_work_tree_shares_the_refs(void **state)
{
	const char *root = *state;
	char text[256];

	make_folder(root, "main");
	make_folder(root, "main/.git");
	make_folder(root, "main/.git/worktrees");
	make_folder(root, "main/.git/worktrees/side");
	make_folder(root, "main/.git/refs");
	make_folder(root, "side");
	snprintf(text, sizeof text, "gitdir: %s/main/.git/worktrees/side\n", root);
	write_file(root, "side/.git", text);
	write_file(root, "main/.git/worktrees/side/HEAD", "ref: refs/two\n");
	write_file(root, "main/.git/worktrees/side/commondir", "../..\n");
	write_file(root, "main/.git/refs/two", TWO "\n");
	assert_string_equal(commit_of(root, "/side"), TWO);
}

static void
a_folder_without_a_repository_has_no_commit(void **state)
{
	const char *root = *state;

	assert_string_equal(commit_of("", "relative"), "");
	assert_string_equal(commit_of(root, "/not/there"), "");
	write_file(root, ".git", "gitdir: \n");
	assert_string_equal(commit_of(root, ""), "");
	write_file(root, ".git", "something else");
	assert_string_equal(commit_of(root, ""), "");
}

static void
an_invalid_hash_is_ignored(void **state)
{
	const char *root = *state;

	make_folder(root, ".git");
	write_file(root, ".git/HEAD", "ref: ../secret\n");
	write_file(root, "secret", "not a hash\n");
	assert_string_equal(commit_of(root, ""), "");
	write_file(root, ".git/HEAD", "1234\n");
	assert_string_equal(commit_of(root, ""), "");
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_branch_is_followed_to_its_commit),
		CASE(a_linked_work_tree_shares_the_refs),
		CASE(a_folder_without_a_repository_has_no_commit),
		CASE(an_invalid_hash_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
