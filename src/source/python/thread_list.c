/* SPDX-License-Identifier: MIT */
/* thread_list.c: the thread states of a process: from the runtime through the interpreters. */
#include "source/python/thread_list.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define TRIES 4

size_t
thread_list_state_size(const struct layout *l)
{
	const uint32_t ends[] = { l->thread_next, l->thread_interpreter, l->thread_frame,
		l->thread_id, l->thread_native, l->thread_chunk, l->thread_top };
	uint32_t last = 0;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends[i] > last)
			last = ends[i];
	return last + 8;
}

/* All that is known of the list, in one call. */
static void
fetch(struct view *view, struct remote *r, const struct interpreter *in,
	const struct thread_list *list, size_t known)
{
	const struct layout *l = &in->layout;
	size_t size = thread_list_state_size(l);
	uint64_t interpreter = 0;

	view_begin(view, r);
	view_want(view, in->runtime + l->runtime_interpreters, 8);
	for (size_t i = 0; i < known; i++) {
		const struct thread *t = &list->items[i];

		if (t->interpreter != interpreter) {
			interpreter = t->interpreter;
			view_want(view, interpreter + l->interpreter_next, 8);
			view_want(view, interpreter + l->interpreter_threads, 8);
		}
		view_want(view, t->address, size);
	}
	view_fetch(view);
}

/* Puts the thread at place `at` of the list, with what is known of it. */
static struct thread *
place(struct thread_list *list, size_t *known, size_t at, uint64_t address)
{
	struct thread swapped;
	size_t i = at;

	while (i < *known && list->items[i].address != address)
		i++;
	if (i == *known) {
		list->items =
			grow_array(list->items, &list->capacity, *known + 1, sizeof *list->items);
		list->items[i] = (struct thread){ .address = address };
		++*known;
	}
	if (i != at) {
		swapped = list->items[at];
		list->items[at] = list->items[i];
		list->items[i] = swapped;
	}
	return &list->items[at];
}

/* A thread that is another than the one that was here. */
static void
renew(struct thread *t, uint64_t interpreter, uint64_t pthread)
{
	if (t->interpreter != interpreter || t->pthread != pthread)
		*t = (struct thread){
			.address = t->address, .interpreter = interpreter, .pthread = pthread
		};
}

static enum python_status
walk_threads(struct thread_list *list, size_t *known, struct view *view, const struct layout *l,
	uint64_t interpreter)
{
	size_t size = thread_list_state_size(l);
	const unsigned char *word, *state;
	uint64_t at;

	word = view_at(view, interpreter + l->interpreter_threads, 8);
	if (word == NULL)
		return PYTHON_EARLY;
	for (at = view_word(word, 0); at != 0 && list->count < THREAD_LIST_MAX;
		at = view_word(state, l->thread_next)) {
		struct thread *t;
		pid_t native;

		state = view_at(view, at, size);
		if (state == NULL || view_word(state, l->thread_interpreter) != interpreter)
			return PYTHON_TORN;
		t = place(list, known, list->count++, at);
		renew(t, interpreter, view_word(state, l->thread_id));
		native = l->thread_native != 0 ? (pid_t)view_half(state, l->thread_native)
					       : t->native;
		if (native != t->native)
			t->tid = 0;
		t->native = native;
	}
	return PYTHON_OK;
}

static enum python_status
walk_list(struct thread_list *list, size_t *known, struct view *view, const struct interpreter *in)
{
	const struct layout *l = &in->layout;
	enum python_status status = PYTHON_EARLY;
	const unsigned char *word;
	uint64_t at;

	list->count = 0;
	word = view_at(view, in->runtime + l->runtime_interpreters, 8);
	for (size_t i = 0; word != NULL && i < THREAD_INTERPRETERS_MAX; i++) {
		at = view_word(word, 0);
		if (at == 0)
			break;
		status = walk_threads(list, known, view, l, at);
		if (status != PYTHON_OK)
			return status;
		word = view_at(view, at + l->interpreter_next, 8);
	}
	return list->count > 0 ? status : PYTHON_EARLY;
}

/* Up to 3.10 Python does not know the kernel's id, but the C library does. It is read each time: a
 * new thread may be where an old one was. */
static void
read_natives(struct thread_list *list, struct remote *r, struct view *view)
{
	for (size_t i = list->count; list->ids.in_pthread == 0 && i-- > 0;)
		thread_ids_search(&list->ids, r, list->items[i].pthread);
	if (list->ids.in_pthread == 0)
		return;
	view_begin(view, r);
	for (size_t i = 0; i < list->count; i++)
		view_want(view, list->items[i].pthread + list->ids.in_pthread, sizeof(pid_t));
	view_fetch(view);
	for (size_t i = 0; i < list->count; i++) {
		struct thread *t = &list->items[i];
		const unsigned char *id =
			view_at(view, t->pthread + list->ids.in_pthread, sizeof(pid_t));
		pid_t native = id != NULL ? (pid_t)view_half(id, 0) : 0;

		if (native != t->native)
			t->tid = 0;
		t->native = native;
	}
}

/* A fork by C code leaves the id that the thread had in the parent: then the one that is not found
 * is the main thread. */
static void
find_tids(struct thread_list *list)
{
	const struct thread *lost = NULL;
	bool main_found = false, alone = true;

	for (size_t i = 0; i < list->count; i++) {
		struct thread *t = &list->items[i];

		if (t->tid == 0)
			t->tid = thread_ids_outer(&list->ids, t->native);
		main_found = main_found || t->tid == list->ids.pid;
		if (t->tid != 0)
			continue;
		alone = alone && (lost == NULL || lost->pthread == t->pthread);
		lost = t;
	}
	for (size_t i = 0; i < list->count && lost != NULL && alone && !main_found; i++)
		if (list->items[i].tid == 0)
			list->items[i].tid = list->ids.pid;
}

enum python_status
thread_list_read(
	struct thread_list *list, struct remote *r, const struct interpreter *in, struct view *view)
{
	enum python_status status = PYTHON_EARLY;
	size_t known = list->count;

	for (int i = 0; i < TRIES; i++) {
		fetch(view, r, in, list, known);
		status = walk_list(list, &known, view, in);
		if (status == PYTHON_OK)
			break;
		list->count = 0;
	}
	if (status != PYTHON_OK)
		return status;
	thread_ids_begin(&list->ids);
	if (in->layout.thread_native == 0)
		read_natives(list, r, view);
	find_tids(list);
	return PYTHON_OK;
}

void
thread_list_free(struct thread_list *list)
{
	free(list->items);
	list->items = NULL;
	list->count = list->capacity = 0;
}
