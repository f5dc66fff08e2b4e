/* SPDX-License-Identifier: MIT */
/* spool.c: runs that wait beside the history until a store is next opened. One file, appended to
 * and emptied under flock(2). Every append is a single write. A run taken in twice, because a
 * process was killed before it emptied the file, is recognised by its start. */
#include "store/store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"

#define HEAD "peaktop.spool/1\n"
#define HEAD_LENGTH (sizeof HEAD - 1)

/* About four hundred runs: a process that finds it full takes them in, in some 25 ms. */
#define SPOOL_BYTES_MAX 262144
#define WAIT_MS 2

#define FLAGS (O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

/* --- the file --- */

/* "runs.db" with its last three characters replaced. */
static void
put_path(struct bytes *out, const char *path, const char *end)
{
	bytes_put(out, path, strlen(path) - 2);
	bytes_text(out, end);
}

static bool
is_ours(int fd, struct stat *info)
{
	return fstat(fd, info) == 0 && S_ISREG(info->st_mode) && info->st_uid == geteuid() &&
	       (info->st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static bool
is_empty(const struct stat *info)
{
	return info->st_size <= (off_t)HEAD_LENGTH;
}

/* Whether it has a known format, or is empty. */
static bool
has_our_head(int fd, const struct stat *info)
{
	char head[HEAD_LENGTH];

	return info->st_size == 0 || (pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
					     memcmp(head, HEAD, sizeof head) == 0);
}

bool
store_spool_waits(const char *path)
{
	struct bytes name = { .data = NULL };
	struct stat info;
	bool waits;

	put_path(&name, path, "spool");
	waits = lstat(name.data, &info) == 0 && S_ISREG(info.st_mode) && !is_empty(&info);
	bytes_free(&name);
	return waits;
}

/* --- writing --- */

/* A run cannot be left beside a file that is not a database: then SQLite has to report that. */
static bool
is_database(const char *path)
{
	static const char magic[] = "SQLite format 3";
	char head[sizeof magic];
	int fd = open(path, O_RDONLY | FLAGS);
	bool good = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
		    memcmp(head, magic, sizeof head) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

/* A truncated record would hide those after it. */
static bool
append(int fd, const struct bytes *record)
{
	struct stat info;
	ssize_t written;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0 || !is_ours(fd, &info) || !has_our_head(fd, &info) ||
		(uint64_t)info.st_size + record->length > SPOOL_BYTES_MAX)
		return false;
	if (info.st_size == 0 && write(fd, HEAD, HEAD_LENGTH) != (ssize_t)HEAD_LENGTH)
		return ftruncate(fd, 0) < 0; /* false either way: it must not remain */
	written = write(fd, record->data, record->length);
	if (written == (ssize_t)record->length)
		return true;
	return ftruncate(fd, info.st_size) < 0 && false;
}

struct store_spool {
	int fd;
	bool program_only;
	struct bytes record; /* a buffer used once before: its pages are present */
};

static void
fill_record(struct store_spool *s, const struct run *run, const char *name,
	const struct series *series, pid_t writer_pid)
{
	struct stored_run stored = { .run = *run,
		.name = (char *)(uintptr_t)store_name_of(run, name, s->program_only),
		.program_only = s->program_only,
		.writer = { .pid = writer_pid },
		.series = (struct series *)(uintptr_t)series };

	bytes_restart(&s->record);
	store_spool_put(&stored, &s->record);
}

static int
open_spool(const char *folder)
{
	struct bytes path = { .data = NULL }, name = { .data = NULL };
	struct failure ignored;
	int fd = -1;

	bytes_print(&path, "%s/runs.db", folder);
	put_path(&name, path.data, "spool");
	if (store_folder_is_ours(folder, &ignored) && is_database(path.data) &&
		!store_folder_is_remote(path.data))
		fd = open(name.data, O_RDWR | O_APPEND | O_CREAT | FLAGS, 0600);
	bytes_free(&path);
	bytes_free(&name);
	return fd;
}

struct store_spool *
store_spool_open(const char *folder, const struct run *run, bool program_only)
{
	static const struct series none = { .step_ns = SERIES_STEP_NS };
	struct store_spool *s;
	int fd = open_spool(folder);

	if (fd < 0)
		return NULL;
	s = grow_new(sizeof *s);
	*s = (struct store_spool){ .fd = fd, .program_only = program_only };
	fill_record(s, run, "", &none, 0);
	return s;
}

void
store_spool_close(struct store_spool *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	bytes_free(&s->record);
	free(s);
}

bool
store_spool_leave(struct store_spool *s, const struct run *run, const char *name,
	const struct series *series, pid_t writer_pid)
{
	bool good;

	fill_record(s, run, name, series, writer_pid);
	good = append(s->fd, &s->record);
	flock(s->fd, LOCK_UN); /* the store opened instead may be our own */
	return good;
}

/* --- reading --- */

struct draining {
	const struct bytes *text;
	struct bytes damaged;
};

/* Its number if it is known already, else 0; *ended: nothing is left to be written of it. */
static bool
find_recorded(struct store *store, const struct stored_run *stored, int64_t *number, bool *ended,
	struct failure *why)
{
	struct bytes sql = { .data = NULL }, reason = { .data = NULL };
	int64_t open = 0;
	bool good;

	bytes_print(&sql,
		"SELECT id FROM run WHERE started_wall_ns = %" PRId64 " AND writer_pid = %d",
		store_signed(stored->run.started_wall_ns), (int)stored->writer.pid);
	good = store_integer(store, sql.data, number, why);
	bytes_print(&reason,
		"SELECT count(*) FROM run WHERE id = %" PRId64 " AND reason IN ('running', 'lost')",
		*number);
	good = good && store_integer(store, reason.data, &open, why);
	*ended = open == 0;
	bytes_free(&sql);
	bytes_free(&reason);
	return good;
}

static bool
take_in(struct store *store, struct stored_run *stored, struct failure *why)
{
	struct run *run = &stored->run;
	struct buffer user;
	int64_t number;
	bool ended;

	if (run->user[0] == '\0' && store->setup.user != NULL) {
		user = buffer_over(run->user, sizeof run->user);
		buffer_text(&user, store->setup.user);
	}
	if (!find_recorded(store, stored, &number, &ended, why))
		return false;
	if (number == 0)
		return store_write_whole(store, stored, why);
	return ended || store_write_end(store, (uint64_t)number, stored, why);
}

/* To where the next record may begin. */
static size_t
skip_damaged(const char *bytes, size_t count)
{
	const char *next = count > 1 ? memmem(bytes + 1, count - 1, "\nrun ", 5) : NULL;

	return next == NULL ? count : (size_t)(next + 1 - bytes);
}

static bool
drain_file(struct store *store, void *context, struct failure *why)
{
	struct draining *d = context;
	size_t at = HEAD_LENGTH;
	bool good = true;

	bytes_restart(&d->damaged);
	while (good && at < d->text->length) {
		struct stored_run stored;
		size_t rest = d->text->length - at;
		size_t taken = store_spool_take(d->text->data + at, rest, &stored);

		if (taken > 0) {
			good = take_in(store, &stored, why);
		} else {
			taken = skip_damaged(d->text->data + at, rest);
			bytes_put(&d->damaged, d->text->data + at, taken);
		}
		stored_run_clear(&stored);
		at += taken;
	}
	return good;
}

/* Keeps what cannot be read. */
static bool
put_aside(const struct store *store, const struct bytes *damaged)
{
	struct bytes name = { .data = NULL };
	bool good;
	int fd;

	if (damaged->length == 0)
		return true;
	put_path(&name, store->path, "damaged");
	fd = open(name.data, O_WRONLY | O_APPEND | O_CREAT | FLAGS, 0600);
	good = fd >= 0 && write(fd, damaged->data, damaged->length) == (ssize_t)damaged->length;
	if (fd >= 0)
		close(fd);
	bytes_free(&name);
	return good;
}

static bool
read_all(int fd, struct bytes *text)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof piece)) > 0 && text->length <= 2 * SPOOL_BYTES_MAX)
		bytes_put(text, piece, (size_t)n);
	return n == 0;
}

static bool
lock(int fd, int patience_ms)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || patience_ms <= 0)
			return false;
		poll(NULL, 0, WAIT_MS);
		patience_ms -= WAIT_MS;
	}
	return true;
}

static void
drain(struct store *store, int fd)
{
	struct bytes text = { .data = NULL };
	struct draining d = { .text = &text };
	struct failure ignored;
	struct stat info;

	if (!lock(fd, store->setup.patience_ms) || !is_ours(fd, &info) || is_empty(&info) ||
		!has_our_head(fd, &info))
		return;
	if (read_all(fd, &text) && store_within(store, drain_file, &d, &ignored) &&
		put_aside(store, &d.damaged) && ftruncate(fd, 0) < 0)
		text.length = 0; /* it is recognised by its start when it is found again */
	bytes_free(&d.damaged);
	bytes_free(&text);
}

void
store_spool_drain(struct store *store)
{
	struct bytes name = { .data = NULL };
	int fd;

	put_path(&name, store->path, "spool");
	fd = open(name.data, O_RDWR | FLAGS);
	bytes_free(&name);
	if (fd < 0)
		return;
	drain(store, fd);
	close(fd);
}
