/* SPDX-License-Identifier: MIT */
/* test_config_file.c: settings are written into the config file: what differs, and nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/cli/settings.h"
#include "app/state/config_file.h"
#include "support/suite.h"

struct file {
	struct options options;
	char path[1024], text[4096];
	size_t count;
	struct failure why;
};

/* What the program starts with, by the file that is there. */
static void
begin(struct file *f)
{
	options_init(&f->options);
	assert_true(settings_read(&f->options, &f->why));
}

static bool
write_it(struct file *f)
{
	struct buffer b = buffer_over(f->path, sizeof f->path);

	return config_file_write(&f->options, &b, &f->count, &f->why);
}

static const char *
text_of(struct file *f)
{
	FILE *file = fopen(f->path, "re");
	size_t length;

	assert_non_null(file);
	length = fread(f->text, 1, sizeof f->text - 1, file);
	f->text[length] = '\0';
	fclose(file);
	return f->text;
}

static void
make(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

/* A folder of its own for each case. */
static int
open_home(void **state)
{
	char *home = strdup("/tmp/config-XXXXXX");
	const char *folder = getenv("TMPDIR");

	if (folder != NULL) {
		free(home);
		if (asprintf(&home, "%s/config-XXXXXX", folder) < 0)
			return 1;
	}
	if (mkdtemp(home) == NULL)
		return 1;
	*state = home;
	setenv("XDG_CONFIG_HOME", home, 1);
	return 0;
}

static int
close_home(void **state)
{
	free(*state);
	return 0;
}

static void
a_file_is_made_with_its_folder(void **state)
{
	struct file f;
	char folder[1024];

	begin(&f);
	assert_true(write_it(&f));
	assert_int_equal(f.count, 0);
	assert_int_equal(access(f.path, F_OK), -1);
	f.options.units = UNITS_AUTO;
	f.options.tree = true;
	assert_true(write_it(&f));
	assert_int_equal(f.count, 2);
	assert_int_equal(mode_of(f.path), 0600);
	snprintf(folder, sizeof folder, "%s/peaktop", (const char *)*state);
	assert_int_equal(mode_of(folder), 0700);
	assert_string_equal(strchr(text_of(&f), '\n'), "\ntree = yes\nunits = auto\n");
	assert_int_equal(text_of(&f)[0], '#');
	begin(&f);
	assert_true(f.options.tree && f.options.units == UNITS_AUTO);
	assert_true(write_it(&f));
	assert_int_equal(f.count, 0);
}

static const char mine[] = "# mine\n"
			   "colums = pid\n" /* unknown */
			   "units = kib ; small ones\n"
			   "key.quit = q\n"
			   "run.budget = 1G\n"
			   "interval = 2s\n";

static void
comments_and_all_else_stay(void **state)
{
	struct file f;
	char path[1024];

	snprintf(path, sizeof path, "%s/peaktop", (const char *)*state);
	assert_int_equal(mkdir(path, 0755), 0);
	strcat(path, "/config");
	make(path, mine, 0644);
	begin(&f);
	f.options.units = UNITS_SI;
	f.options.interval_ns = 1000000000;
	assert_true(write_it(&f));
	assert_int_equal(f.count, 2);
	assert_string_equal(text_of(&f), "# mine\n"
					 "colums = pid\n"
					 "units = si ; small ones\n"
					 "key.quit = q\n"
					 "run.budget = 1G\n"
					 "interval = 1s\n");
	assert_int_equal(mode_of(path), 0644);
}

/* As users of dotfiles have it. */
static void
a_link_stays_a_link(void **state)
{
	struct file f;
	char real[1024], path[1024];
	struct stat st;

	snprintf(real, sizeof real, "%s/real", (const char *)*state);
	make(real, "sort = pid\n", 0600);
	snprintf(path, sizeof path, "%s/peaktop", (const char *)*state);
	assert_int_equal(mkdir(path, 0700), 0);
	strcat(path, "/config");
	assert_int_equal(symlink(real, path), 0);
	begin(&f);
	f.options.sort = column_by_name("peak");
	f.options.sort_inverted = true;
	assert_true(write_it(&f));
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	strcpy(f.path, real);
	assert_string_equal(text_of(&f), "sort = -peak\n");
}

/* More columns than fit in a line of the library. */
static void
all_columns_are_read_as_written(void **state)
{
	struct file f;

	(void)state;
	begin(&f);
	f.options.columns.count = 0;
	for (size_t i = column_count; i-- > 0;)
		f.options.columns.items[f.options.columns.count++] = &columns[i];
	assert_true(write_it(&f));
	begin(&f);
	assert_int_equal(f.options.columns.count, column_count);
	assert_ptr_equal(f.options.columns.items[0], &columns[column_count - 1]);
	column_list_default(&f.options.columns);
	assert_true(write_it(&f));
	begin(&f);
	assert_true(f.options.columns.count < column_count);
}

static void
a_place_that_cannot_be_written_is_named(void **state)
{
	struct file f;
	char blocked[1024];

	snprintf(blocked, sizeof blocked, "%s/file", (const char *)*state);
	make(blocked, "text", 0600);
	setenv("XDG_CONFIG_HOME", blocked, 1);
	begin(&f);
	f.options.tree = true;
	assert_false(write_it(&f));
	assert_non_null(strstr(f.why.doing, blocked));
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	assert_false(write_it(&f));
	assert_non_null(strstr(f.why.doing, "HOME"));
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_file_is_made_with_its_folder, open_home, close_home),
		cmocka_unit_test_setup_teardown(comments_and_all_else_stay, open_home, close_home),
		cmocka_unit_test_setup_teardown(a_link_stays_a_link, open_home, close_home),
		cmocka_unit_test_setup_teardown(
			all_columns_are_read_as_written, open_home, close_home),
		cmocka_unit_test_setup_teardown(
			a_place_that_cannot_be_written_is_named, open_home, close_home),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
