/* SPDX-License-Identifier: MIT */
/* stack_walk.c: the frames of one thread. One call copies the thread's state, the used part of the
 * block in which its frames lie (3.11), and the frames outside of it that were met the last time:
 * so all of them belong to nearly the same moment. */
#include "source/python/stack_walk.h"

#include <string.h>

/* Frames that were pushed since the top of the block was read. */
#define BLOCK_SLACK 1024
/* The size of all but very large blocks. */
#define BLOCK_MAX 16384

/* Who owns a frame (_frameowner). */
enum owner { OWNER_THREAD, OWNER_GENERATOR, OWNER_FRAME_OBJECT, OWNER_ENTRY, OWNER_C_STACK };

static size_t
frame_size(const struct layout *l)
{
	const uint32_t ends[] = { l->frame_back, l->frame_code, l->frame_position, l->frame_owner };
	uint32_t last = 0;

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends[i] > last)
			last = ends[i];
	return last + 8;
}

static size_t
block_length(const struct thread *t)
{
	uint64_t used = t->top - t->chunk + BLOCK_SLACK;

	return t->top < t->chunk || used > BLOCK_MAX ? BLOCK_MAX : (size_t)used;
}

static void
fetch(struct view *view, struct remote *r, const struct interpreter *in, const struct thread *t)
{
	const struct layout *l = &in->layout;
	size_t size = frame_size(l), length = block_length(t);

	view_begin(view, r);
	view_want(view, t->address, thread_list_state_size(l));
	if (t->cframe != 0)
		view_want(view, t->cframe + l->cframe_frame, 8);
	if (t->chunk != 0)
		view_want(view, t->chunk, length);
	for (size_t i = 0; i < t->frame_count; i++)
		if (t->chunk == 0 || t->frames[i] - t->chunk >= length)
			view_want(view, t->frames[i], size);
	view_fetch(view);
}

/* The state is that of the same thread, its block is the one that was copied. */
static bool
read_state(struct view *view, const struct interpreter *in, struct thread *t, uint64_t *frame)
{
	const struct layout *l = &in->layout;
	const unsigned char *state = view_at(view, t->address, thread_list_state_size(l)), *word;
	uint64_t chunk;

	if (state == NULL || view_word(state, l->thread_interpreter) != t->interpreter ||
		view_word(state, l->thread_id) != t->pthread)
		return false;
	*frame = view_word(state, l->thread_frame);
	if (in->version->in_cframe) {
		t->cframe = *frame;
		word = view_at(view, t->cframe + l->cframe_frame, 8);
		if (word == NULL)
			return false;
		*frame = view_word(word, 0);
	}
	if (!in->version->tracked)
		return true;
	chunk = view_word(state, l->thread_chunk);
	t->top = view_word(state, l->thread_top);
	if (chunk == t->chunk)
		return true;
	t->chunk = chunk;
	return false;
}

/* False: these bytes are no frame. */
static bool
read_frame(const struct interpreter *in, uint64_t address, const unsigned char *bytes,
	struct walk_frame *out)
{
	const struct layout *l = &in->layout;
	const struct layout_version *v = in->version;
	unsigned owner = v->tracked ? bytes[l->frame_owner] : OWNER_THREAD;

	*out = (struct walk_frame){ .address = address, .back = view_word(bytes, l->frame_back) };
	if (owner >= OWNER_ENTRY)
		return v->entered && owner <= OWNER_C_STACK;
	out->code = view_word(bytes, l->frame_code) & ~v->code_mask;
	out->position = v->tracked ? view_word(bytes, l->frame_position)
				   : view_half(bytes, l->frame_position);
	return out->code != 0;
}

/* What is outermost: an entry from C since there are such frames; before, no generator. */
static bool
is_outermost(const struct interpreter *in, const struct walk_frame *f, const unsigned char *bytes)
{
	if (in->version->entered)
		return f->code == 0;
	return !in->version->tracked || bytes[in->layout.frame_owner] != OWNER_GENERATOR;
}

bool
stack_walk_look(struct view *view, struct remote *r, const struct interpreter *in, struct thread *t,
	struct walk *walk)
{
	size_t size = frame_size(&in->layout);
	const unsigned char *bytes;
	uint64_t at;

	fetch(view, r, in, t);
	*walk = (struct walk){ .whole = true };
	if (!read_state(view, in, t, &at))
		return false;
	t->frame_count = 0;
	while (at != 0) {
		struct walk_frame *f = &walk->frames[walk->count];

		if (walk->count == THREAD_FRAMES_MAX) {
			walk->whole = false;
			return true;
		}
		t->frames[t->frame_count++] = at;
		bytes = at % 8 == 0 ? view_at(view, at, size) : NULL;
		if (bytes == NULL || !read_frame(in, at, bytes, f) ||
			(f->back == 0 && !is_outermost(in, f, bytes)))
			return false;
		walk->count++;
		at = f->back;
	}
	return true;
}

/* The places from which both go inwards: the outermost frames; if they are not known, the outermost
 * one that both have. */
static bool
align(const struct walk *before, const struct walk *now, size_t *i, size_t *j)
{
	*i = before->count;
	*j = now->count;
	if (*i == 0 || *j == 0)
		return false;
	if (before->whole && now->whole)
		return true;
	for (*j = now->count; *j > 0; --*j)
		for (*i = before->count; *i > 0; --*i)
			if (before->frames[*i - 1].address == now->frames[*j - 1].address)
				return true;
	return false;
}

bool
stack_walk_agree(const struct walk *before, struct walk *now)
{
	size_t i, j, inner, outer;

	if (before->count == 0 && now->count == 0)
		return true;
	if (!align(before, now, &i, &j))
		return false;
	outer = inner = j;
	while (i > 0 && inner > 0) {
		const struct walk_frame *a = &before->frames[i - 1], *b = &now->frames[inner - 1];

		if (a->address != b->address || a->back != b->back || a->code != b->code)
			break;
		i--;
		inner--;
		/* It went on: what it had called is another call now. */
		if (a->position != b->position)
			break;
	}
	if (inner == outer)
		return false;
	now->cut_inner = inner > 0;
	now->whole = now->whole && outer == now->count;
	now->count = outer - inner;
	memmove(now->frames, now->frames + inner, now->count * sizeof *now->frames);
	return true;
}

/* A frame object that was freed has no outer frame either (3.8 to 3.10): a new outermost one is
 * believed the second time. */
bool
stack_walk_ends(const struct interpreter *in, struct thread *t, const struct walk *walk)
{
	uint64_t last = walk->count > 0 ? walk->frames[walk->count - 1].address : 0;

	if (in->version->tracked || !walk->whole || last == t->outermost)
		return true;
	if (last != t->candidate) {
		t->candidate = last;
		return false;
	}
	t->outermost = last;
	return true;
}
