/* SPDX-License-Identifier: MIT */
/* kept_output.c: files with the output and the last screen of jobs that had keepers. */
#include "app/state/kept_output.h"
#include "base/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/state/folder.h"
#include "app/state/writer_lock.h"
#include "base/grow.h"
#include "text/run/plain_output.h"

#define BLOCK (64 * 1024)

bool
kept_output_path(struct buffer *path, uint64_t run, const char *suffix, struct failure *why)
{
	if (!folder_output(path, false, why))
		return false;
	buffer_print(path, "/%" PRIu64 "%s", run, suffix);
	return !path->cut ||
	       failure_set(why, ENAMETOOLONG, "looking for what run %" PRIu64 " wrote", run);
}

/* --- the files --- */

/* The run number and the suffix of a file of ours. NULL: it is none. */
static const char *
read_name(const char *name, uint64_t *run)
{
	char *end;

	if (name[0] < '1' || name[0] > '9')
		return NULL;
	errno = 0;
	*run = strtoull(name, &end, 10);
	if (errno != 0 || (strcmp(end, KEPT_SCREEN) != 0 && strcmp(end, KEPT_LOG) != 0))
		return NULL;
	return end;
}

static DIR *
open_folder(void)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	struct failure ignored;

	return folder_output(&b, false, &ignored) ? opendir(path) : NULL;
}

uint64_t
kept_output_newest(void)
{
	DIR *dir = open_folder();
	const struct dirent *entry;
	uint64_t newest = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		uint64_t run;
		const char *suffix = read_name(entry->d_name, &run);

		if (suffix != NULL && strcmp(suffix, KEPT_SCREEN) == 0 && run > newest)
			newest = run;
	}
	if (dir != NULL)
		closedir(dir);
	return newest;
}

/* --- sweeping --- */

struct numbers {
	uint64_t *items;
	size_t count, capacity;
};

static bool
add_number(void *context, const struct stored_run *run)
{
	struct numbers *n = context;

	n->items = grow_array(n->items, &n->capacity, n->count + 1, sizeof *n->items);
	n->items[n->count++] = run->run.number;
	return true;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool
is_among(const struct numbers *n, uint64_t run)
{
	return n->count > 0 &&
	       bsearch(&run, n->items, n->count, sizeof *n->items, compare_numbers) != NULL;
}

/* The writer of a file holds its lock. */
static bool
is_written(int folder_fd, const char *name)
{
	int fd = openat(folder_fd, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool written = fd < 0 || !writer_lock_file(fd);

	if (fd >= 0)
		close(fd);
	return written;
}

/* A log of an earlier version is named only after the pid of its keeper, and has no lock. */
static bool
is_of_a_process(const char *name)
{
	char *end;
	long pid = strtol(name, &end, 10);

	return *end == '\0' && pid > 0 && (kill((pid_t)pid, 0) == 0 || errno != ESRCH);
}

/* Whether a killed keeper left the file: a log whose run had no number yet, or a partly written
 * screen. */
static bool
is_left_over(const char *name)
{
	size_t length = strlen(name), end = strlen(KEPT_NEW);

	if (strncmp(name, KEPT_UNNUMBERED, strlen(KEPT_UNNUMBERED)) == 0)
		return !is_of_a_process(name + strlen(KEPT_UNNUMBERED));
	return length > end && strcmp(name + length - end, KEPT_NEW) == 0;
}

struct names {
	char **items;
	size_t count, capacity;
};

static void
read_names(DIR *dir, struct names *names)
{
	const struct dirent *entry;
	uint64_t run;

	while ((entry = readdir(dir)) != NULL) {
		if (read_name(entry->d_name, &run) == NULL && !is_left_over(entry->d_name))
			continue;
		names->items = grow_array(
			names->items, &names->capacity, names->count + 1, sizeof *names->items);
		names->items[names->count++] = grow_copy(entry->d_name);
	}
}

static void
sweep(int folder_fd, const struct names *names, const struct numbers *runs)
{
	for (size_t i = 0; i < names->count; i++) {
		uint64_t run;

		if ((read_name(names->items[i], &run) == NULL || !is_among(runs, run)) &&
			!is_written(folder_fd, names->items[i]))
			unlinkat(folder_fd, names->items[i], 0);
	}
}

/* Requires the complete list of runs: one that could not be read still exists. The files are listed
 * first: a run that starts in between is in neither list. */
void
kept_output_sweep(struct store *store)
{
	struct store_filter all = { .limit = 0 };
	struct numbers n = { .items = NULL };
	struct names names = { .items = NULL };
	struct failure ignored;
	DIR *dir = open_folder();

	if (dir == NULL)
		return;
	read_names(dir, &names);
	if (store_list(store, &all, add_number, &n, &ignored)) {
		if (n.count > 1)
			qsort(n.items, n.count, sizeof *n.items, compare_numbers);
		sweep(dirfd(dir), &names, &n);
	}
	closedir(dir);
	for (size_t i = 0; i < names.count; i++)
		free(names.items[i]);
	free(names.items);
	free(n.items);
}

/* --- printing --- */

static bool
print_block(const char *block, size_t count, struct plain_output *plain, struct failure *why)
{
	struct bytes out = { .data = NULL };
	bool good;

	if (plain == NULL)
		bytes_put(&out, block, count);
	else if (count > 0)
		plain_output_add(plain, block, count, &out);
	else
		plain_output_end(plain, &out);
	good = io_write(STDOUT_FILENO, &out, why);
	bytes_free(&out);
	return good;
}

static bool
print_file(int fd, const char *path, struct failure *why)
{
	struct plain_output *plain = isatty(STDOUT_FILENO) ? grow_new(sizeof *plain) : NULL;
	char *block = grow_new(BLOCK);
	ssize_t count;
	bool good;

	do {
		count = read(fd, block, BLOCK);
		good = count >= 0 ? print_block(block, (size_t)count, plain, why)
				  : failure_set(why, errno, "reading %s", path);
	} while (good && count > 0);
	free(block);
	free(plain);
	return good;
}

bool
kept_output_print(uint64_t run, struct failure *why)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	bool good;
	int fd;

	if (!kept_output_path(&b, run, KEPT_LOG, why))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return failure_set(why, 0,
			"no output of run %" PRIu64 " was kept (it is for 'peaktop -- COMMAND')",
			run);
	if (fd < 0)
		return failure_set(why, errno, "opening %s", path);
	good = print_file(fd, path, why);
	close(fd);
	return good;
}
