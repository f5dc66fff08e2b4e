/* SPDX-License-Identifier: MIT */
/* view_stacks.c: a Python process from inside: which lines grew since one looks, and what its
 * threads run. */
#include "screen/view/view.h"

#include <string.h>

#include "base/arithmetic.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "text/run/code_lines.h"
#include "text/unit.h"

/* Lines of growth that come before the stacks; on a low screen fewer. */
#define GROWN_FIRST 5
#define GROWN_FIRST_LOW 2
/* Functions in a column of their own; where that leaves less for files, "file:line function". */
#define FUNCTION_COLUMNS 36
#define FILE_COLUMNS_MIN 20
#define FILE_COLUMNS_LEAST 4
#define MARK_COLUMNS 2
/* With fewer there are no shares. */
#define SHARE_FROM 36
#define SHARE_COLUMNS 7

/* --- a line of code --- */

struct widths {
	int size, share, function; /* in columns; 0: it has none of its own */
};

static size_t
function_columns(const struct code_line *line)
{
	char text[sizeof line->function + 24];
	struct buffer b = buffer_over(text, sizeof text);

	code_line_put_function(line, &b);
	return smaller(utf8_columns(text), FUNCTION_COLUMNS);
}

static void
widen(struct widths *w, const struct code_line *line)
{
	int used = (int)function_columns(line);

	w->function = used > w->function ? used : w->function;
}

/* Gives up the column if the rest of the screen's is too narrow. */
static void
fit(struct widths *w, const struct pen *pen, int before)
{
	if (pen->area.cols - before - w->function - 2 < FILE_COLUMNS_MIN)
		w->function = 0;
}

/* "...resnet/blocks.py:188 forward": of a long path the end, with its line. */
static void
put_in_one(struct pen *pen, int col, enum role role, const struct code_line *line)
{
	char text[sizeof line->file + sizeof line->function + 40];
	struct buffer b = buffer_over(text, sizeof text);
	int left = pen->area.cols - col;

	if (line->kind == LINE_CODE && left >= FILE_COLUMNS_LEAST) {
		code_line_put_file_in(line, (size_t)left, &b);
		buffer_print(&b, " %s", line->function);
	} else {
		code_line_put_place(line, &b);
	}
	pen_put(pen, col, role, text);
}

static void
put_place(struct pen *pen, int col, int function, enum role role, const struct code_line *line)
{
	char text[sizeof line->file + sizeof line->function + 40];
	struct buffer b = buffer_over(text, sizeof text);
	int left = pen->area.cols - col - function - 2;

	if (function == 0) {
		put_in_one(pen, col, role, line);
		return;
	}
	code_line_put_function(line, &b);
	text[utf8_fit(text, (size_t)function)] = '\0';
	pen_put(pen, col, role, text);
	b = buffer_over(text, sizeof text);
	code_line_put_file_in(line, (size_t)left, &b);
	pen_put(pen, col + function + 2, role, text);
}

/* --- growth --- */

static int
before_place(const struct widths *w)
{
	return MARK_COLUMNS + w->size + w->share + 1;
}

static void
put_grown_line(struct pen *pen, const struct lines_grown *grown, const struct code_line *line,
	const struct widths *w, enum units units)
{
	char text[40];
	struct buffer b = buffer_over(text, sizeof text);

	buffer_char(&b, '+');
	unit_size(&b, line->bytes, units);
	pen_put(pen, MARK_COLUMNS + w->size - (int)utf8_columns(text), ROLE_TEXT, text);
	b = buffer_over(text, sizeof text);
	buffer_print(&b, "%3.0f %%", 100 * (double)line->bytes / (double)grown->bytes);
	if (w->share > 0)
		pen_put(pen, MARK_COLUMNS + w->size + 1, ROLE_DIM, text);
	put_place(pen, before_place(w), w->function, ROLE_TEXT, line);
	pen_next(pen);
}

static struct widths
grown_widths(const struct pen *pen, const struct lines_grown *grown, enum units units)
{
	struct widths w = { .size = 1 + (int)unit_size_width(units),
		.share = pen->area.cols < SHARE_FROM ? 0 : SHARE_COLUMNS };

	for (size_t i = 0; i < grown->by.line_count; i++)
		widen(&w, &grown->by.lines[i]);
	fit(&w, pen, before_place(&w));
	return w;
}

static void
put_grown_lines(
	struct pen *pen, const struct lines_grown *grown, size_t from, size_t to, enum units units)
{
	struct widths w = grown_widths(pen, grown, units);

	for (size_t i = from; i < to; i++)
		put_grown_line(pen, grown, &grown->by.lines[i], &w, units);
}

static void
put_grown_title(struct pen *pen, const struct stacks_page *page, const struct scene *scene)
{
	char text[160];
	struct buffer b = buffer_over(text, sizeof text);
	uint64_t now_ns = scene->context.now_ns;

	buffer_text(&b, view_is_low(&scene->layout) ? "Grown since opened, "
						    : "Grown since this page was opened, ");
	unit_age(&b, more_than(now_ns, page->began_ns));
	buffer_text(&b, " ago: ");
	if (page->grown.bytes == 0)
		buffer_text(&b, "less than 1 MiB");
	else
		unit_size(&b, page->grown.bytes, scene->context.units);
	if (page->grown.bytes > 0 && stacks_page_is_final(page))
		buffer_text(&b, " at its peak");
	pen_wrap(pen, 0, ROLE_TITLE, text, 2);
}

static void
put_grown(struct pen *pen, const struct stacks_page *page, const struct scene *scene)
{
	const struct lines_grown *grown = &page->grown;
	size_t shown = view_is_low(&scene->layout) ? GROWN_FIRST_LOW : GROWN_FIRST;
	char text[80];
	struct buffer b = buffer_over(text, sizeof text);

	put_grown_title(pen, page, scene);
	shown = smaller(shown, grown->by.line_count);
	put_grown_lines(pen, grown, 0, shown, scene->context.units);
	if (shown == grown->by.line_count)
		return;
	buffer_print(&b, "%zu more %s at the end", grown->by.line_count - shown,
		plural(grown->by.line_count - shown, "line", "lines"));
	pen_put(pen, MARK_COLUMNS, ROLE_DIM, text);
	pen_next(pen);
}

static void
put_rest_of_grown(struct pen *pen, const struct stacks_page *page, const struct scene *scene)
{
	size_t shown = view_is_low(&scene->layout) ? GROWN_FIRST_LOW : GROWN_FIRST;

	if (page->grown.by.line_count <= shown)
		return;
	pen_next(pen);
	pen_wrap(pen, 0, ROLE_TITLE, "More lines that have grown", 2);
	put_grown_lines(pen, &page->grown, shown, page->grown.by.line_count, scene->context.units);
}

/* --- the job that it belongs to, if that has a keeper --- */

static void
put_job(struct pen *pen, const struct stacks_page *page, const struct scene *scene)
{
	const struct job_code *code = NULL;
	char text[160];
	struct buffer b = buffer_over(text, sizeof text);
	size_t job, shown;

	if (scene_find_job(scene, page->of, &job))
		code = scene_job_code(scene, scene->watched->items[job]);
	if (code == NULL)
		return;
	shown = view_is_low(&scene->layout) ? GROWN_FIRST_LOW : GROWN_FIRST;
	pen_next(pen);
	buffer_text(&b, "Its job since the start, at the peak: ");
	unit_size(&b, code->grown.bytes, scene->context.units);
	pen_wrap(pen, 0, ROLE_TITLE, text, 2);
	put_grown_lines(pen, &code->grown, 0, smaller(shown, code->grown.by.line_count),
		scene->context.units);
}

/* --- stacks --- */

static void
put_thread_title(struct pen *pen, const struct code_thread *thread, pid_t pid)
{
	char text[100];
	struct buffer b = buffer_over(text, sizeof text);

	if (thread->tid != 0)
		buffer_print(&b, "Thread %ld", (long)thread->tid);
	else
		buffer_text(&b, "A thread");
	if (thread->tid == pid)
		buffer_text(&b, ", the main one");
	if (thread->grew)
		buffer_text(&b, ", grew last");
	pen_next(pen);
	pen_wrap(pen, 0, ROLE_TITLE, text, 2);
}

static void
put_note(struct pen *pen, const char *text)
{
	pen_wrap(pen, MARK_COLUMNS, ROLE_DIM, text, 3);
}

/* "async load": a coroutine is named as it is defined. */
static struct code_line
shown_line(const struct code_frame *frame)
{
	struct code_line line = frame->at;
	struct buffer b;

	if (!frame->awaits)
		return line;
	b = buffer_over(line.function, sizeof line.function);
	buffer_print(&b, "async %s", frame->at.function);
	return line;
}

/* The user's own code is marked. */
static void
put_frame(struct pen *pen, const struct code_frame *frame, int function)
{
	enum role role = frame->user ? ROLE_TEXT : ROLE_DIM;
	struct code_line line = shown_line(frame);

	if (frame->user)
		pen_put(pen, 0, ROLE_KEY, ">");
	put_place(pen, MARK_COLUMNS, function, role, &line);
	pen_next(pen);
}

static void
put_thread(struct pen *pen, const struct stacks_page *page, const struct code_thread *thread,
	const struct widths *w)
{
	put_thread_title(pen, thread, page->of.pid);
	if (thread->native)
		put_note(pen, "no Python runs in it: memory is touched by native code");
	if (thread->cut_inner)
		put_note(pen, thread->count > 0 ? "... inner calls changed too fast to tell"
						: "its calls changed too fast to tell");
	for (size_t i = 0; i < thread->count; i++)
		put_frame(pen, &page->stacks.frames[thread->first + i], w->function);
	if (thread->cut_outer)
		put_note(pen, "... and outer calls");
}

static void
put_stacks(struct pen *pen, const struct stacks_page *page)
{
	const struct code_stacks *s = &page->stacks;
	struct widths w = { .function = 0 };

	for (size_t i = 0; i < s->frame_count; i++) {
		struct code_line line = shown_line(&s->frames[i]);

		widen(&w, &line);
	}
	fit(&w, pen, MARK_COLUMNS);
	for (size_t i = 0; i < s->thread_count; i++)
		put_thread(pen, page, &s->threads[i], &w);
	if (s->more_threads) {
		pen_next(pen);
		pen_wrap(pen, 0, ROLE_DIM, "... and more threads", 1);
	}
}

/* --- the page --- */

/* Why there are no stacks, or no newer ones. */
static const char *const sentences[STACKS_STATUSES] = {
	[STACKS_AWAITED] = "Its stacks are being read: a process that is busy with its memory "
			   "map makes one wait.",
	[STACKS_NONE] = "There is no Python in this process.",
	[STACKS_EARLY] = "Its Python is starting, or at its end.",
	[STACKS_REFUSED] = "Its Python is not one that is understood.",
	[STACKS_DENIED] = "Its memory may not be read: it belongs to another user, protects "
			  "itself, or the system allows it for one's own children only.",
	[STACKS_GONE] = "It has ended.",
	[STACKS_TORN] = "Its stacks changed too fast to be read: try again.",
	[STACKS_FAILED] = "The system allowed no thread to read its stacks.",
};

static void
put_status(struct pen *pen, const struct stacks_page *page)
{
	char text[240];
	struct buffer b = buffer_over(text, sizeof text);

	if (page->status == STACKS_READ)
		return;
	if (page->status == STACKS_REFUSED && page->version > 0)
		buffer_print(&b, "Python %d.%d is not understood.", page->version / 256,
			page->version % 256);
	else
		buffer_text(&b, sentences[page->status]);
	if (page->stacks.thread_count > 0 && page->status != STACKS_AWAITED)
		buffer_text(&b, " What it ran when it was last read stands below.");
	pen_wrap(pen, 0, page->status == STACKS_AWAITED ? ROLE_DIM : ROLE_ALERT, text, 5);
}

static void
put_head(struct pen *pen, const struct stacks_page *page, const struct process *p,
	const struct scene *scene)
{
	char text[200];
	struct buffer b = buffer_over(text, sizeof text);
	int max = view_is_low(&scene->layout) ? 1 : 2;

	pen_wrap(pen, 0, ROLE_TITLE, p != NULL ? p->command : "a process", max);
	buffer_print(&b, "pid %ld", (long)page->of.pid);
	if (page->version > 0 && page->status != STACKS_REFUSED)
		buffer_print(&b, "   Python %d.%d", page->version / 256, page->version % 256);
	if (p != NULL && !process_ended(p))
		unit_size_after(&b, "   holds ", p->now.rss_bytes, scene->context.units);
	if (page->stacks.thread_count > 0) {
		buffer_text(&b, "   stacks read ");
		unit_age(&b, more_than(scene->context.now_ns, page->stacks.at_ns));
		buffer_text(&b, " ago");
	}
	pen_wrap(pen, 0, ROLE_TEXT, text, max);
}

void
view_stacks(struct pen *pen, const struct scene *scene)
{
	const struct stacks_page *page = scene->stacks;

	if (page == NULL)
		return;
	put_head(pen, page, table_find(scene->table, page->of), scene);
	if (page->status != STACKS_READ) {
		pen_next(pen);
		put_status(pen, page);
	}
	if (!stacks_page_is_final(page) || page->stacks.thread_count > 0) {
		pen_next(pen);
		put_grown(pen, page, scene);
	}
	put_job(pen, page, scene);
	put_stacks(pen, page);
	put_rest_of_grown(pen, page, scene);
}
