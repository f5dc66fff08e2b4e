/* SPDX-License-Identifier: MIT */
/* code_stacks.c: what the threads of a Python process run at one moment, as it is shown. */
#include "model/run/code_stacks.h"

#include <stdlib.h>

#include "base/grow.h"

void
code_stacks_clear(struct code_stacks *s)
{
	free(s->threads);
	free(s->frames);
	*s = (struct code_stacks){ .status = STACKS_AWAITED };
}

bool
code_stacks_add_thread(struct code_stacks *s, const struct code_thread *thread)
{
	if (s->thread_count == CODE_THREADS_MAX) {
		s->more_threads = true;
		return false;
	}
	s->threads = grow_array(
		s->threads, &s->thread_capacity, s->thread_count + 1, sizeof *s->threads);
	s->threads[s->thread_count] = *thread;
	s->threads[s->thread_count].first = s->frame_count;
	s->threads[s->thread_count++].count = 0;
	return true;
}

bool
code_stacks_add_frame(struct code_stacks *s, const struct code_frame *frame)
{
	struct code_thread *thread = &s->threads[s->thread_count - 1];

	if (s->frame_count == CODE_FRAMES_MAX) {
		thread->cut_outer = true;
		return false;
	}
	s->frames =
		grow_array(s->frames, &s->frame_capacity, s->frame_count + 1, sizeof *s->frames);
	s->frames[s->frame_count++] = *frame;
	thread->count++;
	return true;
}

/* Moves a thread to the front; the others keep their order. */
static void
put_first(struct code_stacks *s, size_t at)
{
	struct code_thread moved = s->threads[at];

	for (; at > 0; at--)
		s->threads[at] = s->threads[at - 1];
	s->threads[0] = moved;
}

void
code_stacks_sort(struct code_stacks *s, pid_t main)
{
	for (size_t i = 0; i < s->thread_count; i++)
		if (s->threads[i].tid == main) {
			put_first(s, i);
			break;
		}
	for (size_t i = 0; i < s->thread_count; i++)
		if (s->threads[i].grew) {
			put_first(s, i);
			break;
		}
}
