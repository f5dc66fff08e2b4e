/* SPDX-License-Identifier: MIT */
/* line_process.c: one Python process of a job that is followed by line. */
#include "observe/line_process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/clock.h"
#include "base/duration.h"
#include "base/grow.h"

/* A rise by less is not worth a stack. */
#define RISE_BYTES (1u << 20)
/* Until its first frame an interpreter holds this much (9 to 12 MiB seen, with shared pages); what
 * it holds beyond that when first seen was touched by the program. */
#define START_BYTES (12u << 20)
#define START_MAX_BYTES (16u << 20)
/* Readings in vain until a rise is credited to nobody. */
#define TORN_MAX 8
/* How often to try to attach a process that is not initialised yet. */
#define ATTACH_NS (20 * NS_PER_MS)
/* How often faults of threads are read while nothing rises, in samples: what other threads fault
 * meanwhile is not a part of the next rise. */
#define FAULTS_EVERY 16
/* A rise is divided among so many threads, those with a tenth of it or more. */
#define SHARED_BY 3
#define SHARE_PART 10

/* --- what it holds --- */

/* The second and the third number of statm, in pages. False: it is gone, or a zombie. */
static bool
read_rss(const struct line_follow *f, const struct line_process *p, uint64_t *bytes, uint64_t *file)
{
	char text[128], *end;
	ssize_t count = pread(p->statm_fd, text, sizeof text - 1, 0);
	uint64_t size, resident;

	if (count <= 0)
		return false;
	text[count] = '\0';
	size = strtoull(text, &end, 10);
	resident = strtoull(end, &end, 10);
	*bytes = resident * f->page_bytes;
	*file = smaller(strtoull(end, NULL, 10), resident) * f->page_bytes;
	return size > 0;
}

/* Of what it holds, what counts: pages of files that others had before count there. */
static uint64_t
count_held(const struct line_follow *f, struct line_process *p, uint64_t rss, uint64_t file)
{
	p->own_file_bytes = smaller(p->own_file_bytes, file);
	p->own_file_bytes += more_than(file, larger(p->file_bytes, f->elsewhere_bytes));
	p->file_bytes = file;
	return rss - file + p->own_file_bytes;
}

/* What a fork has from its parent: at most what that one held then, which may have changed since it
 * was last sampled. */
static uint64_t
inherited_bytes(const struct line_follow *f, const struct line_process *p,
	const struct line_process *parent, uint64_t held)
{
	uint64_t anon = p->rss_bytes - p->file_bytes, before, rss, file;

	if (parent == NULL)
		return held;
	before = parent->rss_bytes - parent->file_bytes;
	if (read_rss(f, parent, &rss, &file))
		before = larger(before, rss - file);
	return held - more_than(anon, before);
}

/* A link for each folder in it. */
static uint64_t
count_threads(const struct line_process *p)
{
	struct stat s;

	return fstat(p->task_fd, &s) == 0 && s.st_nlink > 2 ? s.st_nlink - 2 : 1;
}

static int
open_in(const struct line_follow *f, pid_t pid, const char *name, int how)
{
	char path[40];

	snprintf(path, sizeof path, "%d/%s", (int)pid, name);
	return openat(f->root, path, how | O_RDONLY | O_CLOEXEC);
}

/* Where the program's file may not be asked for: what the process is called. */
static bool
is_called(int root, pid_t pid)
{
	char path[40], name[32];
	ssize_t length = -1;
	int fd;

	snprintf(path, sizeof path, "%d/comm", (int)pid);
	fd = openat(root, path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		length = read(fd, name, sizeof name - 1);
		close(fd);
	}
	name[length > 0 ? length : 0] = '\0';
	return strstr(name, "python") != NULL;
}

bool
line_process_is_named(int root, pid_t pid)
{
	char path[40], target[4096], *slash;
	ssize_t length;

	snprintf(path, sizeof path, "%d/exe", (int)pid);
	length = readlinkat(root, path, target, sizeof target - 1);
	if (length < 0)
		return errno == EACCES && is_called(root, pid);
	target[length] = '\0';
	slash = strrchr(target, '/');
	return slash != NULL && strstr(slash, "python") != NULL;
}

static void
close_files(struct line_process *p)
{
	if (p->statm_fd >= 0)
		close(p->statm_fd);
	if (p->task_fd >= 0)
		close(p->task_fd);
}

bool
line_process_begin(struct line_follow *f, struct line_process *p, pid_t pid, pid_t forked,
	const struct line_process *parent, bool late)
{
	uint64_t file, held;

	*p = (struct line_process){ .pid = pid, .parent = forked, .late = late, .threads = 1 };
	p->based = forked != 0 || f->since;
	p->statm_fd = open_in(f, pid, "statm", 0);
	p->task_fd = open_in(f, pid, "task", O_DIRECTORY);
	p->credited = -1;
	if (p->statm_fd >= 0 && p->task_fd >= 0 && read_rss(f, p, &p->rss_bytes, &file)) {
		held = count_held(f, p, p->rss_bytes, file);
		held = p->based ? inherited_bytes(f, p, parent, held) : 0;
		pthread_mutex_lock(&f->lock);
		p->credited = lines_begin_process(f->lines, held);
		pthread_mutex_unlock(&f->lock);
	}
	p->max_bytes = p->rss_bytes;
	if (p->credited < 0)
		close_files(p);
	return p->credited >= 0;
}

void
line_process_end(struct line_follow *f, struct line_process *p)
{
	pthread_mutex_lock(&f->lock);
	lines_end_process(f->lines, p->credited);
	pthread_mutex_unlock(&f->lock);
	if (p->python != NULL)
		f->reader->detach(p->python);
	close_files(p);
	free(p->before);
	*p = (struct line_process){ .statm_fd = -1 };
}

/* --- whose stacks --- */

static void
note_status(struct line_follow *f, enum run_lines_status status, uint32_t version)
{
	pthread_mutex_lock(&f->lock);
	if (f->status == LINES_NONE || status == LINES_KNOWN)
		f->status = status;
	if (status == LINES_REFUSED)
		f->version = (int)(version >> 16);
	pthread_mutex_unlock(&f->lock);
}

/* False: it is not, or no longer, one that can be followed. */
static bool
is_readable(
	struct line_follow *f, struct line_process *p, enum python_status status, uint32_t version)
{
	switch (status) {
	case PYTHON_OK:
	case PYTHON_EARLY:
	case PYTHON_TORN:
		return true;
	case PYTHON_UNKNOWN:
		note_status(f, LINES_REFUSED, version);
		return false;
	case PYTHON_DENIED:
		note_status(f, LINES_DENIED, 0);
		return false;
	case PYTHON_NONE:
		p->other = true;
		return false;
	case PYTHON_GONE:
		break;
	}
	return false;
}

/* A child has its parent's addresses. */
static bool
attach(struct line_follow *f, struct line_process *p, const struct line_process *parent)
{
	enum python_status status = PYTHON_OK;
	uint32_t version = 0;

	if (parent != NULL && parent->python != NULL) {
		p->python = f->reader->inherit(parent->python, p->pid);
		p->seen = parent->seen;
	}
	if (p->python == NULL)
		p->python = f->reader->attach(p->pid, f->names, &status, &version);
	p->last = status;
	p->version = version != 0 ? version : p->version;
	if (p->python != NULL)
		note_status(f, LINES_KNOWN, 0);
	return p->python != NULL || is_readable(f, p, status, version);
}

/* --- credits --- */

static void
credit(struct line_follow *f, struct line_process *p, line_place place, uint64_t bytes,
	uint64_t at_ns)
{
	pthread_mutex_lock(&f->lock);
	lines_rise(f->lines, p->credited, place, bytes, at_ns);
	pthread_mutex_unlock(&f->lock);
}

static void
credit_kind(struct line_follow *f, struct line_process *p, enum code_line_kind kind, uint64_t bytes,
	uint64_t at_ns)
{
	credit(f, p, lines_place_of_kind(kind), bytes, at_ns);
}

/* A comprehension or a lambda is shown as the function that it is in. */
static void
credit_stack(struct line_follow *f, struct line_process *p, uint64_t bytes, uint64_t at_ns)
{
	const struct python_stack *s = f->stack;
	line_place place;

	for (size_t i = 0; i < s->count; i++) {
		const struct python_frame *named = &s->frames[python_named_frame(s, i)];

		f->frames[i] = (struct line_frame){ .file = s->frames[i].file,
			.function = named->function,
			.line = s->frames[i].line,
			.user = s->frames[i].user,
			.code = named->code };
	}
	p->seen = true;
	pthread_mutex_lock(&f->lock);
	place = lines_place(f->lines, f->frames, s->count);
	lines_rise(f->lines, p->credited, place, bytes, at_ns);
	pthread_mutex_unlock(&f->lock);
}

/* Reads the stack of a thread (0: the only one) and credits it. False: it is to be ended. */
static bool
credit_thread(
	struct line_follow *f, struct line_process *p, pid_t tid, uint64_t bytes, uint64_t at_ns)
{
	size_t count = 0;
	enum python_status status = f->reader->read(p->python, tid, f->stack, 1, &count);

	p->last = status;
	p->grew = tid != 0 ? tid : p->pid;
	if (status == PYTHON_OK && count > 0 && f->stack->count > 0) {
		p->torn = 0;
		credit_stack(f, p, bytes, at_ns);
		return true;
	}
	if (status == PYTHON_OK && count == 0) {
		credit_kind(f, p, p->seen ? LINE_NATIVE : LINE_START, bytes, at_ns);
		return true;
	}
	if (status == PYTHON_EARLY && !p->seen) {
		credit_kind(f, p, LINE_START, bytes, at_ns);
		return true;
	}
	if (status == PYTHON_DENIED) {
		p->closed = true;
		credit_kind(f, p, LINE_UNKNOWN, bytes, at_ns);
		return true;
	}
	/* At its end nothing is worth a word. Not consistent: the next sample tries again. */
	if (status != PYTHON_EARLY && ++p->torn >= TORN_MAX)
		credit_kind(f, p, LINE_UNKNOWN, bytes, at_ns);
	return is_readable(f, p, status, 0);
}

/* --- which thread: by its minor faults --- */

struct share {
	pid_t tid;
	uint64_t faults;
};

static uint64_t
faults_before(const struct line_process *p, pid_t tid)
{
	for (size_t i = 0; i < p->before_count; i++)
		if (p->before[i].tid == tid)
			return p->before[i].minor;
	return 0;
}

/* The threads with the most faults since the last reading, most first; returns how many. */
static size_t
largest_shares(const struct line_follow *f, const struct line_process *p, size_t count,
	struct share out[SHARED_BY])
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct share s = { f->faults[i].tid,
			more_than(f->faults[i].minor, faults_before(p, f->faults[i].tid)) };
		size_t at = kept < SHARED_BY ? kept++ : SHARED_BY - 1;

		if (at == SHARED_BY - 1 && kept == SHARED_BY && i >= SHARED_BY &&
			out[at].faults >= s.faults)
			continue;
		for (; at > 0 && out[at - 1].faults < s.faults; at--)
			out[at] = out[at - 1];
		out[at] = s;
	}
	while (kept > 1 && out[kept - 1].faults * SHARE_PART < out[0].faults)
		kept--;
	return kept;
}

/* Keeps the faults just read as those before the next. */
static void
keep_faults(const struct line_follow *f, struct line_process *p, size_t count)
{
	p->before = grow_array(p->before, &p->before_capacity, count, sizeof *p->before);
	if (count > 0)
		memcpy(p->before, f->faults, count * sizeof *p->before);
	p->before_count = count;
	p->since_faults = 0;
}

static size_t
read_faults(struct line_follow *f, const struct line_process *p)
{
	size_t count = 0;

	if (thread_faults_read(f->root, p->pid, f->faults, LINE_THREADS_MAX, &count) != PROC_READ)
		return 0;
	return count;
}

static bool
credit_threads(struct line_follow *f, struct line_process *p, uint64_t bytes, uint64_t at_ns)
{
	struct share shares[SHARED_BY] = { { 0, 0 } };
	size_t count = read_faults(f, p), kept = largest_shares(f, p, count, shares);
	uint64_t sum = 0, left = bytes;

	keep_faults(f, p, count);
	for (size_t i = 0; i < kept; i++)
		sum += shares[i].faults;
	/* Huge pages, or memory that another process wrote: the main thread then. */
	if (sum == 0)
		return credit_thread(f, p, p->pid, bytes, at_ns);
	for (size_t i = 0; i < kept; i++) {
		uint64_t part = i + 1 == kept ? left
					      : (uint64_t)((double)bytes *
							   (double)shares[i].faults / (double)sum);

		part = smaller(part, left);
		left -= part;
		if (!credit_thread(f, p, shares[i].tid, part, at_ns))
			return false;
	}
	return true;
}

/* Whether it has several threads; keeps their faults where that changed, or from time to time. At
 * the first sample, too: what they faulted before is no part of the first rise. */
static void
follow_threads(struct line_follow *f, struct line_process *p, bool moved)
{
	uint64_t threads = p->threads;

	p->since_faults++;
	if (moved || p->since_faults == 1 || p->since_faults % FAULTS_EVERY == 0)
		threads = count_threads(p);
	if (threads != p->threads || (threads > 1 && p->since_faults >= FAULTS_EVERY)) {
		p->threads = threads;
		if (threads > 1)
			keep_faults(f, p, read_faults(f, p));
	}
}

/* --- a sample --- */

/* What it held before it was followed: its interpreter, and beyond that what runs now. What others
 * share of an interpreter counts there. */
static uint64_t
credit_start(struct line_follow *f, struct line_process *p, uint64_t rise, uint64_t at_ns)
{
	uint64_t shared = p->file_bytes - p->own_file_bytes;
	uint64_t start = p->rss_bytes <= START_MAX_BYTES
				 ? rise
				 : smaller(rise, more_than(START_BYTES, shared));

	credit_kind(f, p, LINE_START, start, at_ns);
	if (p->late)
		credit_kind(f, p, LINE_UNKNOWN, rise - start, at_ns);
	return p->late ? 0 : rise - start;
}

static bool
credit_rise(struct line_follow *f, struct line_process *p, const struct line_process *parent,
	uint64_t rise, uint64_t at_ns)
{
	bool first = p->python == NULL && !p->based;

	p->rose_ns = at_ns;
	if (p->python == NULL) {
		if (at_ns < p->tried_ns + ATTACH_NS && p->tried_ns != 0)
			return true;
		p->tried_ns = at_ns;
		if (!attach(f, p, parent))
			return false;
		if (p->python == NULL)
			return true;
	}
	if (first)
		rise = credit_start(f, p, rise, at_ns);
	if (rise < RISE_BYTES)
		return true;
	if (p->closed) {
		credit_kind(f, p, LINE_UNKNOWN, rise, at_ns);
		return true;
	}
	return p->threads > 1 ? credit_threads(f, p, rise, at_ns)
			      : credit_thread(f, p, 0, rise, at_ns);
}

bool
line_process_sample(struct line_follow *f, struct line_process *p,
	const struct line_process *parent, uint64_t at_ns)
{
	uint64_t rss, file, now, held;

	if (!read_rss(f, p, &rss, &file)) {
		p->last = PYTHON_GONE;
		return false;
	}
	now = count_held(f, p, rss, file);
	pthread_mutex_lock(&f->lock);
	held = lines_held(f->lines, p->credited);
	if (now < held)
		lines_fall(f->lines, p->credited, held - now);
	pthread_mutex_unlock(&f->lock);
	follow_threads(f, p, rss != p->rss_bytes);
	p->rss_bytes = rss;
	p->max_bytes = larger(p->max_bytes, rss);
	return now < held + RISE_BYTES || credit_rise(f, p, parent, now - held, at_ns);
}

bool
line_process_was_followed(const struct line_process *p)
{
	return p->python != NULL && !p->other &&
	       (p->closed || (p->last != PYTHON_UNKNOWN && p->last != PYTHON_DENIED));
}

/* --- all stacks, for somebody who looks --- */

enum code_stacks_status
line_process_status(const struct line_process *p)
{
	static const enum code_stacks_status statuses[] = {
		[PYTHON_OK] = STACKS_READ,
		[PYTHON_NONE] = STACKS_NONE,
		[PYTHON_EARLY] = STACKS_EARLY,
		[PYTHON_UNKNOWN] = STACKS_REFUSED,
		[PYTHON_DENIED] = STACKS_DENIED,
		[PYTHON_GONE] = STACKS_GONE,
		[PYTHON_TORN] = STACKS_TORN,
	};

	return statuses[p->last];
}

static void
add_stack(const struct line_follow *f, const struct line_process *p, const struct python_stack *s,
	struct code_stacks *out)
{
	const struct code_thread thread = { .tid = s->tid,
		.grew = s->tid != 0 && s->tid == p->grew,
		.cut_inner = s->cut_inner,
		.cut_outer = s->cut_outer };
	bool fits = code_stacks_add_thread(out, &thread);

	for (size_t i = 0; fits && i < s->count; i++) {
		const struct python_frame *read = &s->frames[i];
		struct code_frame frame = { .user = read->user, .awaits = read->awaits };

		lines_put_frame(f->folder,
			&(struct line_frame){ .file = read->file,
				.function = read->function,
				.line = read->line },
			&frame.at);
		fits = code_stacks_add_frame(out, &frame);
	}
}

/* The thread that grew runs no Python. */
static void
add_native(const struct line_process *p, struct code_stacks *out)
{
	const struct code_thread thread = { .tid = p->grew, .grew = true, .native = true };

	for (size_t i = 0; i < out->thread_count; i++)
		if (out->threads[i].grew)
			return;
	if (p->grew != 0 && !out->more_threads)
		code_stacks_add_thread(out, &thread);
}

static void
read_stacks(struct line_follow *f, struct line_process *p, struct code_stacks *out)
{
	size_t max = CODE_THREADS_MAX + 1, count = 0;
	struct python_stack *stacks = grow_new(max * sizeof *stacks);

	p->last = f->reader->read(p->python, 0, stacks, max, &count);
	for (size_t i = 0; i < count; i++)
		add_stack(f, p, &stacks[i], out);
	free(stacks);
	if (count > 0)
		add_native(p, out);
	code_stacks_sort(out, p->pid);
}

bool
line_process_stacks(struct line_follow *f, struct line_process *p, struct code_stacks *out)
{
	code_stacks_clear(out);
	if (p->python == NULL && !attach(f, p, NULL))
		return false;
	if (p->python != NULL)
		read_stacks(f, p, out);
	out->status = line_process_status(p);
	out->version = (int)(p->version >> 16);
	out->at_ns = clock_boot_ns();
	return is_readable(f, p, p->last, 0);
}
