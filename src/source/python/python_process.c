/* SPDX-License-Identifier: MIT */
/* python_process.c: a process that is attached: its interpreter, its threads, their stacks. */
#include "source/python/python_process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "source/proc_file.h"
#include "source/python/code_cache.h"
#include "source/python/names.h"
#include "source/python/stack_walk.h"
#include "source/python/thread_list.h"

/* What one call of ours may read: more than any sound process needs. */
#define CALLS_MAX 32768

/* Looks at one stack, and after how many of them what was agreed on in part is enough. */
#define LOOKS_MAX 10
#define LOOKS_ENOUGH 4

struct python_process {
	pid_t pid; /* 0: made up */
	struct elf_headers headers;
	struct remote remote;
	struct python_names *names;
	struct interpreter interpreter;
	struct thread_list threads;
	struct code_cache cache;
};

static enum python_status
status_of(enum proc_outcome outcome)
{
	switch (outcome) {
	case PROC_GONE:
		return PYTHON_GONE;
	case PROC_DENIED:
		return PYTHON_DENIED;
	default:
		return PYTHON_NONE;
	}
}

/* A program of 32 bits has another auxv. */
static enum python_status
find_headers(struct python_process *p)
{
	static const enum python_status statuses[] = { [ELF_AUXV_READ] = PYTHON_OK,
		[ELF_AUXV_EMPTY] = PYTHON_EARLY,
		[ELF_AUXV_OTHER] = PYTHON_NONE };
	char path[40], bytes[2048];
	enum proc_outcome outcome;
	size_t length;

	if (p->pid == 0)
		return PYTHON_OK;
	snprintf(path, sizeof path, "/proc/%d/auxv", (int)p->pid);
	outcome = proc_file_read(AT_FDCWD, path, bytes, sizeof bytes, &length);
	if (outcome != PROC_READ)
		return status_of(outcome);
	return statuses[elf_object_auxv(bytes, length, &p->headers)];
}

/* The reason that the reads have, if they have one. */
static enum python_status
reason(const struct python_process *p, enum python_status otherwise)
{
	if (p->remote.last == REMOTE_GONE)
		return PYTHON_GONE;
	return p->remote.last == REMOTE_DENIED ? PYTHON_DENIED : otherwise;
}

static void
begin(struct python_process *p)
{
	p->remote.last = REMOTE_READ;
	p->remote.calls_left = CALLS_MAX;
}

/* The table is that of 64-bit little-endian systems. */
static bool
is_host_known(void)
{
	const uint16_t one = 1;

	return sizeof(void *) == 8 && *(const unsigned char *)&one == 1;
}

static enum python_status
find_interpreter(struct python_process *p)
{
	enum python_status status = is_host_known() ? find_headers(p) : PYTHON_NONE;

	p->interpreter.version_hex = 0;
	if (status == PYTHON_OK)
		status = interpreter_find(&p->remote, &p->headers, &p->interpreter);
	return status == PYTHON_OK ? status : reason(p, status);
}

static struct python_process *
attach(struct python_process *p, enum python_status *status, uint32_t *version)
{
	begin(p);
	*status = find_interpreter(p);
	*version = p->interpreter.version_hex;
	if (*status == PYTHON_OK)
		return p;
	python_detach(p);
	return NULL;
}

struct python_process *
python_attach(pid_t pid, struct python_names *names, enum python_status *status, uint32_t *version)
{
	struct python_process *p = grow_new(sizeof *p);

	*p = (struct python_process){ .pid = pid, .names = names, .threads.ids.pid = pid };
	remote_of_process(&p->remote, &p->pid);
	return attach(p, status, version);
}

struct python_process *
python_process_made_up(const struct remote *remote, const struct elf_headers *headers,
	struct python_names *names, enum python_status *status, uint32_t *version)
{
	struct python_process *p = grow_new(sizeof *p);

	*p = (struct python_process){ .headers = *headers, .names = names, .remote = *remote };
	return attach(p, status, version);
}

struct python_process *
python_inherit(const struct python_process *parent, pid_t child)
{
	struct python_process *p = grow_new(sizeof *p);

	*p = (struct python_process){ .pid = child,
		.headers = parent->headers,
		.names = parent->names,
		.interpreter = parent->interpreter,
		.threads.ids = { .pid = child, .in_pthread = parent->threads.ids.in_pthread } };
	remote_of_process(&p->remote, &p->pid);
	code_cache_copy(&p->cache, &parent->cache);
	return p;
}

void
python_detach(struct python_process *p)
{
	if (p == NULL)
		return;
	thread_list_free(&p->threads);
	code_cache_free(&p->cache);
	free(p);
}

/* The threads; if there are none where they were, the process may have called exec since. */
static enum python_status
read_threads(struct python_process *p)
{
	struct view *view = names_view(p->names);
	enum python_status status = PYTHON_EARLY;

	if (p->interpreter.version != NULL)
		status = thread_list_read(&p->threads, &p->remote, &p->interpreter, view);
	if (status == PYTHON_OK || reason(p, PYTHON_OK) != PYTHON_OK)
		return reason(p, status);
	code_cache_free(&p->cache);
	thread_list_free(&p->threads);
	p->threads.ids = (struct thread_ids){ .pid = p->pid };
	status = find_interpreter(p);
	return status == PYTHON_OK
		       ? reason(p, thread_list_read(&p->threads, &p->remote, &p->interpreter, view))
		       : status;
}

/* Removes the interpreter's own frames. False: they were not known before, and took the place of
 * others: from the next look on they are none. */
static bool
keep_python(struct python_process *p, const struct code_position *at, struct python_stack *stack,
	size_t count)
{
	bool known = p->interpreter.internal_code != 0;

	for (size_t i = 0; i < count; i++)
		if (!at[i].internal)
			stack->frames[stack->count++] = stack->frames[i];
		else
			p->interpreter.internal_code = at[i].code;
	return known || p->interpreter.internal_code == 0;
}

/* Names and lines of what was agreed on. False: none of it is code, or look again. */
static bool
resolve(struct python_process *p, const struct walk *walk, struct python_stack *stack)
{
	const struct code_reader reader = { &p->remote, &p->interpreter, p->names, &p->cache };
	struct code_position at[PYTHON_FRAMES_MAX];
	size_t count = 0, inner;
	bool settled;

	stack->cut_outer = !walk->whole;
	for (size_t i = 0; i < walk->count; i++) {
		const struct walk_frame *f = &walk->frames[i];

		if (f->code == 0)
			continue;
		if (count == PYTHON_FRAMES_MAX) {
			stack->cut_outer = true;
			break;
		}
		at[count++] = (struct code_position){ f->code, f->position, false };
	}
	inner = code_cache_resolve(&reader, at, count, stack->frames);
	stack->cut_inner = walk->cut_inner || inner > 0;
	memmove(stack->frames, stack->frames + inner, (count - inner) * sizeof *stack->frames);
	stack->count = 0;
	settled = keep_python(p, at + inner, stack, count - inner);
	return settled && (stack->count > 0 || count == 0);
}

/* Keeps the better one of two stacks. */
static void
keep_better(struct python_stack *best, const struct python_stack *stack)
{
	if (stack->count > best->count || (best->cut_inner && !stack->cut_inner))
		*best = *stack;
}

/* Frame objects lie apart (3.8 to 3.10), and the copies of one may lie as far apart as a loop of
 * the target takes: then it is what two looks agree on. */
static bool
is_believed(struct python_process *p, struct thread *t, const struct walk *before, struct walk *now)
{
	if (p->interpreter.version->tracked)
		return true;
	return before != NULL && stack_walk_agree(before, now) && stack_walk_ends(t, now);
}

static void
read_stack(struct python_process *p, struct thread *t, struct python_stack *best)
{
	struct view *view = names_view(p->names);
	struct walk walks[2], agreed;
	struct python_stack stack;
	int sound = 0;

	best->tid = stack.tid = t->tid;
	best->count = 0;
	best->cut_inner = true;
	best->cut_outer = false;
	for (int looks = 0; looks < LOOKS_MAX && reason(p, PYTHON_OK) == PYTHON_OK; looks++) {
		struct walk *now = &walks[sound % 2];

		if (!stack_walk_look(view, &p->remote, &p->interpreter, t, now))
			continue;
		agreed = *now;
		if (is_believed(p, t, sound++ > 0 ? &walks[sound % 2] : NULL, &agreed) &&
			resolve(p, &agreed, &stack))
			keep_better(best, &stack);
		if (!best->cut_inner || (looks >= LOOKS_ENOUGH && best->count > 0))
			return;
	}
}

enum python_status
python_read(
	struct python_process *p, pid_t tid, struct python_stack *stacks, size_t max, size_t *count)
{
	enum python_status status;
	bool torn = false;

	*count = 0;
	begin(p);
	status = read_threads(p);
	if (status != PYTHON_OK)
		return status;
	for (size_t i = 0; i < p->threads.count && *count < max; i++) {
		struct thread *t = &p->threads.items[i];

		if (tid != 0 && t->tid != tid)
			continue;
		read_stack(p, t, &stacks[*count]);
		torn = torn || (stacks[*count].count == 0 && stacks[*count].cut_inner);
		if (stacks[*count].count > 0 || (tid == 0 && stacks[*count].cut_inner))
			++*count;
		if (tid != 0 && *count > 0)
			break;
	}
	status = reason(p, PYTHON_OK);
	if (status == PYTHON_OK && tid != 0 && *count == 0 && torn)
		status = PYTHON_TORN;
	if (status == PYTHON_OK && tid == 0 && *count == 0)
		status = PYTHON_EARLY;
	if (status != PYTHON_OK)
		*count = 0;
	return status;
}

/* "load.<locals>.<listcomp>", but not "<module>". */
static bool
is_bracketed(const char *function)
{
	size_t length = strlen(function);

	return length > 0 && function[length - 1] == '>' && strcmp(function, "<module>") != 0;
}

size_t
python_named_frame(const struct python_stack *stack, size_t frame)
{
	const char *file = stack->frames[frame].file;

	for (size_t i = frame; i < stack->count; i++)
		if (stack->frames[i].file == file && !is_bracketed(stack->frames[i].function))
			return i;
	return frame;
}
