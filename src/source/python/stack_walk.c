/* SPDX-License-Identifier: MIT */
/* stack_walk.c: the frames of one thread. One call copies the frames that were met the last time
 * from the outermost inwards, the block in which the others lie (3.11), the thread's pointer to the
 * innermost one, and all again in the opposite order. A frame that is the same in both copies was
 * so when the pointer was copied; the further out it is, the longer between its copies, but the
 * less often it changes. */
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

/* Numbers of areas in the view: the first copy of the frames, the thread's state and its cframe,
 * the second copy. */
struct areas {
	size_t state, again, end;
};

/* A frame that does not lie wholly in the block. */
static void
want_outside(struct view *view, const struct thread *t, size_t i, size_t size)
{
	uint64_t offset = t->frames[i] - t->chunk;
	size_t length = t->chunk != 0 ? block_length(t) : 0;

	if (length < size || offset > length - size)
		view_want(view, t->frames[i], size);
}

/* Frame objects lie apart, so that the copies of an outer one may be as far apart as a loop of the
 * target takes. The distance differs from look to look, lest two of them meet the same loop alike.
 */
static void
want_distance(struct view *view, const struct interpreter *in, const struct thread *t)
{
	size_t count = in->version->tracked ? 0 : t->looks * 5 % (t->frame_count + 1) / 2;

	for (size_t i = 0; i < count; i++)
		view_want(view, t->address, 8);
}

static struct areas
fetch(struct view *view, struct remote *r, const struct interpreter *in, const struct thread *t)
{
	const struct layout *l = &in->layout;
	size_t size = frame_size(l);
	struct areas areas;

	view_begin(view, r);
	for (size_t i = t->frame_count; i-- > 0;)
		want_outside(view, t, i, size);
	if (t->chunk != 0)
		view_want(view, t->chunk, block_length(t));
	want_distance(view, in, t);
	areas.state = view->count;
	view_want(view, t->address, thread_list_state_size(l));
	for (size_t i = 0; i < THREAD_CFRAMES && t->cframes[i] != 0; i++)
		view_want(view, t->cframes[i] + l->cframe_frame, 8);
	areas.again = view->count;
	want_distance(view, in, t);
	if (t->chunk != 0)
		view_want(view, t->chunk, block_length(t));
	for (size_t i = 0; i < t->frame_count; i++)
		want_outside(view, t, i, size);
	areas.end = view->count;
	view_fetch(view);
	return areas;
}

/* From a cframe, which must have been copied with the state, to its frame. */
static bool
follow_cframe(struct view *view, const struct interpreter *in, struct thread *t,
	const struct areas *areas, uint64_t *frame)
{
	const unsigned char *word =
		view_among(view, areas->state, areas->again, *frame + in->layout.cframe_frame, 8);

	if (word == NULL) {
		t->cframes[t->next_cframe++ % THREAD_CFRAMES] = *frame;
		return false;
	}
	*frame = view_word(word, 0);
	return true;
}

/* The innermost frame, if the state is that of the same thread, and lies where this look copied
 * from; where it lies is noted for the next. */
static bool
read_pointer(struct view *view, const struct interpreter *in, struct thread *t,
	const struct areas *areas, uint64_t *frame)
{
	const struct layout *l = &in->layout;
	const uint64_t chunk = t->chunk;
	const unsigned char *state;

	state = view_among(view, areas->state, areas->again, t->address, thread_list_state_size(l));
	if (state == NULL || view_word(state, l->thread_interpreter) != t->interpreter ||
		view_word(state, l->thread_id) != t->pthread)
		return false;
	*frame = view_word(state, l->thread_frame);
	if (in->version->tracked) {
		t->chunk = view_word(state, l->thread_chunk);
		t->top = view_word(state, l->thread_top);
	}
	return (!in->version->in_cframe || follow_cframe(view, in, t, areas, frame)) &&
	       t->chunk == chunk;
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
	if (out->code != 0 && out->code == in->internal_code) {
		out->code = 0;
		return true;
	}
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

/* How far a frame can be believed. */
enum belief {
	BELIEF_NONE,  /* it was not copied twice, or differs */
	BELIEF_MOVED, /* it went on meanwhile: what it had called may have returned */
	BELIEF_FULL,
};

static enum belief
compare(const struct interpreter *in, const struct walk_frame *f, const unsigned char *again)
{
	struct walk_frame g;

	if (again == NULL || !read_frame(in, f->address, again, &g) || g.back != f->back ||
		g.code != f->code)
		return BELIEF_NONE;
	return g.position == f->position ? BELIEF_FULL : BELIEF_MOVED;
}

/* Reads the frame at `at`; NULL: it is none. What was not copied is read now, and not believed. */
static const unsigned char *
find_frame(struct view *view, const struct interpreter *in, const struct areas *areas, uint64_t at,
	struct walk_frame *f, enum belief *belief)
{
	size_t size = frame_size(&in->layout);
	const unsigned char *bytes = view_among(view, 0, areas->state, at, size);

	*belief = BELIEF_NONE;
	if (at % 8 != 0)
		return NULL;
	if (bytes == NULL) {
		bytes = view_at(view, at, size);
		return bytes != NULL && read_frame(in, at, bytes, f) ? bytes : NULL;
	}
	if (!read_frame(in, at, bytes, f))
		return NULL;
	*belief = compare(in, f, view_among(view, areas->again, areas->end, at, size));
	return bytes;
}

/* Keeps what can be believed, from the outermost frame inwards. */
static bool
keep_believed(struct walk *walk, const enum belief *beliefs)
{
	size_t inner = walk->count;

	while (inner > 0 && beliefs[inner - 1] == BELIEF_FULL)
		inner--;
	if (inner > 0 && beliefs[inner - 1] == BELIEF_MOVED)
		inner--;
	if (inner == walk->count && inner > 0)
		return false;
	walk->cut_inner = inner > 0;
	walk->count -= inner;
	memmove(walk->frames, walk->frames + inner, walk->count * sizeof *walk->frames);
	return true;
}

bool
stack_walk_look(struct view *view, struct remote *r, const struct interpreter *in, struct thread *t,
	struct walk *walk)
{
	const struct areas areas = fetch(view, r, in, t);
	enum belief beliefs[THREAD_FRAMES_MAX];
	size_t of_python = 0;
	uint64_t at;

	t->looks++;
	*walk = (struct walk){ .whole = true };
	if (!read_pointer(view, in, t, &areas, &at))
		return false;
	for (t->frame_count = 0; at != 0; at = walk->frames[walk->count++].back) {
		struct walk_frame *f = &walk->frames[walk->count];
		const unsigned char *bytes;

		if (walk->count == THREAD_FRAMES_MAX || of_python > PYTHON_FRAMES_MAX) {
			walk->whole = false;
			break;
		}
		t->frames[t->frame_count++] = at;
		bytes = find_frame(view, in, &areas, at, f, &beliefs[walk->count]);
		if (bytes == NULL || (f->back == 0 && !is_outermost(in, f, bytes)))
			return false;
		of_python += f->code != 0;
	}
	return keep_believed(walk, beliefs);
}

/* The places from which both go inwards: the outermost frames; if they are not known, the outermost
 * one that both have. */
static bool
align(const struct walk *before, const struct walk *now, size_t *i, size_t *j)
{
	*i = before->count;
	*j = now->count;
	if (before->whole && now->whole)
		return true;
	for (; *j > 0; --*j)
		for (*i = before->count; *i > 0; --*i)
			if (before->frames[*i - 1].address == now->frames[*j - 1].address)
				return true;
	return false;
}

bool
stack_walk_agree(const struct walk *before, struct walk *now)
{
	size_t i, inner, outer;
	bool moved = false;

	if (!align(before, now, &i, &outer))
		return false;
	for (inner = outer; i > 0 && inner > 0 && !moved; i--, inner--) {
		const struct walk_frame *a = &before->frames[i - 1], *b = &now->frames[inner - 1];

		if (a->address != b->address || a->back != b->back || a->code != b->code)
			break;
		moved = a->position != b->position;
	}
	if (inner == outer && now->count > 0)
		return false;
	now->cut_inner = now->cut_inner || inner > 0;
	now->whole = now->whole && outer == now->count;
	now->count = outer - inner;
	memmove(now->frames, now->frames + inner, now->count * sizeof *now->frames);
	return true;
}

/* A frame object that was freed has no outer frame either (3.8 to 3.10): a new outermost one is
 * believed the second time. */
bool
stack_walk_ends(struct thread *t, const struct walk *walk)
{
	uint64_t last = walk->count > 0 ? walk->frames[walk->count - 1].address : 0;

	if (walk->whole && last != t->outermost && last != t->candidate) {
		t->candidate = last;
		return false;
	}
	if (walk->whole) {
		t->outermost = last;
		t->candidate = 0;
	}
	return true;
}
