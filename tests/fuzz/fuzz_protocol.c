/* SPDX-License-Identifier: MIT */
/* fuzz_protocol.c: messages of arbitrary bytes in arbitrary pieces to a keeper and a screen: what
 * is accepted is safe to show, and encodes to the same again. */
/* parts: ipc/protocol{,_put,_take,_wire} model/terminal/{watched,vt_screen} */
/* parts: model/process/{process_history,peak,growth,growth_line,climb,plateau,trend} */
/* parts: model/run/{series,run} */
/* parts: model/naming/{command,command_script,cmdline,python,shell} */
/* parts: model/naming/python_{environment,interpreter,options,run} */
#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/utf8.h"
#include "ipc/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* --- what is safe to show --- */

static void
check_text(const char *text, size_t size)
{
	size_t length = strnlen(text, size);
	uint32_t code;

	assert(length < size);
	for (size_t at = 0, step; at < length; at += step) {
		step = utf8_decode(text + at, length - at, &code);
		assert(step > 0 && clean_is_safe(code));
	}
}

static void
check_cells(const struct vt_cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert(cells[i].character == 0 || clean_is_safe(cells[i].character));
		assert(cells[i].marks[0] == 0 || clean_is_safe(cells[i].marks[0]));
		assert(cells[i].marks[1] == 0 || clean_is_safe(cells[i].marks[1]));
		assert(cells[i].width <= 2);
		assert(cells[i].width != 0 || (i > 0 && cells[i - 1].width == 2));
		assert(cells[i].width != 2 || (i + 1 < count && cells[i + 1].width == 0));
	}
}

static void
check_screen(const struct vt_screen *screen)
{
	if (screen->cells == NULL)
		return;
	assert(screen->rows >= 1 && screen->rows <= VT_ROWS_MAX);
	assert(screen->cols >= 1 && screen->cols <= VT_COLS_MAX);
	assert(screen->cursor_row >= 0 && screen->cursor_row < screen->rows);
	assert(screen->cursor_col >= 0 && screen->cursor_col < screen->cols);
	assert(screen->mouse <= VT_MOUSE_MOVE && screen->cursor <= VT_CURSOR_BAR);
	assert(screen->first_line <= screen->line_count);
	check_text(screen->title, sizeof screen->title);
	for (int row = 0; row < screen->rows; row++)
		check_cells(vt_screen_at(screen, row, 0), (size_t)screen->cols);
}

static void
check_job(const struct watched_job *job)
{
	struct vt_cell cells[30];

	check_text(job->identity.command, sizeof job->identity.command);
	check_text(job->identity.name, sizeof job->identity.name);
	check_text(job->identity.label, sizeof job->identity.label);
	check_text(job->identity.cwd, sizeof job->identity.cwd);
	check_text(job->figures.single_name, sizeof job->figures.single_name);
	assert(job->identity.root.pid >= 0 && job->identity.keeper >= 0);
	assert(job->figures.single_pid >= 0 && job->figures.tree_origin <= PEAK_RSS_SUM);
	assert(job->end.reason <= RUN_IMPORTED && job->end.signal >= 0 && job->end.signal < NSIG);
	assert(job->history.used <= PROCESS_HISTORY_POINTS);
	for (size_t i = 0; i < job->summary.length; i++)
		assert(strchr("\n\t", job->summary.data[i]) != NULL ||
			(unsigned char)job->summary.data[i] >= ' ');
	for (size_t i = 0; i < job->lines.count; i++) {
		assert(watched_lines_take(&job->lines, i, cells, 30));
		check_cells(cells, 30);
	}
	assert(!watched_lines_take(&job->lines, job->lines.count, cells, 30));
	check_screen(&job->screen);
}

/* --- encoded again --- */

static void
message(struct bytes *out, const struct watched_job *job)
{
	size_t begun;

	protocol_put_identity(out, &job->identity);
	protocol_put_figures(out, &job->figures);
	if (job->screen.cells != NULL) {
		begun = protocol_begin_screen(out, &job->screen);
		for (int row = 0; row < job->screen.rows; row++)
			protocol_put_row(out, &job->screen, row);
		protocol_end_screen(out, begun);
	}
	if (job->end.ended)
		protocol_put_end(out, &job->end, job->summary.data, job->summary.length);
}

static void
check_said_again(const struct watched_job *job)
{
	struct watched_job other = { .known = false };
	struct protocol_reader reader = { .at = 0 };
	struct bytes once = { .data = NULL }, twice = { .data = NULL };
	struct failure why;
	struct frame frame;

	message(&once, job);
	protocol_reader_add(&reader, once.data, once.length);
	while (protocol_next(&reader, &frame, &why) == FRAME_READY)
		assert(protocol_take(&frame, &other, &why));
	assert(reader.at == once.length);
	message(&twice, &other);
	assert(once.length == twice.length && memcmp(once.data, twice.data, once.length) == 0);
	protocol_reader_clear(&reader);
	watched_clear(&other);
	bytes_free(&once);
	bytes_free(&twice);
}

static void
check_request(const struct protocol_request *request)
{
	struct vt_colours colours = request->colours;

	vt_colours_check(&colours);
	assert(memcmp(&colours, &request->colours, sizeof colours) == 0);
	assert(request->sends_colours <= 1);
	assert(request->rows >= 0 && request->rows <= VT_ROWS_MAX);
	assert(request->cols >= 0 && request->cols <= VT_COLS_MAX);
	assert((request->rows == 0) == (request->cols == 0));
	assert(request->count <= PROTOCOL_ASK_MAX);
	assert(request->kind != FRAME_SIGNAL || (request->signal > 0 && request->signal < NSIG));
	assert(request->key.row >= 0 && request->key.row < VT_ROWS_MAX);
	assert(request->key.col >= 0 && request->key.col < VT_COLS_MAX);
}

/* --- input --- */

struct hearer {
	struct protocol_reader reader;
	struct watched_job job;
	bool bad;
};

static void
hear(struct hearer *h, const uint8_t *data, size_t size)
{
	struct protocol_request request;
	enum frame_result result;
	struct failure why;
	struct frame frame;

	protocol_reader_add(&h->reader, (const char *)data, size);
	while ((result = protocol_next(&h->reader, &frame, &why)) == FRAME_READY) {
		assert(!h->bad && frame.kind > 0 && frame.kind < FRAME_KINDS);
		protocol_take(&frame, &h->job, &why);
		if (protocol_take_request(&frame, &request, &why))
			check_request(&request);
	}
	assert(!h->bad || result == FRAME_BAD);
	h->bad = result == FRAME_BAD;
}

/* Turns the bytes into frames (a kind, two bytes of length, a body), so that more than the start of
 * a frame is tried. */
static void
put_frames(struct bytes *out, const uint8_t *data, size_t size)
{
	struct protocol_request hello = { .kind = FRAME_HELLO };

	protocol_put_request(out, &hello);
	while (size >= 3) {
		size_t length = data[1] | (size_t)data[2] << 8;
		char head[5] = { 0 };

		length = length < size - 3 ? length : size - 3;
		head[0] = (char)((length + 1) & 0xff);
		head[1] = (char)((length + 1) >> 8 & 0xff);
		head[2] = (char)((length + 1) >> 16 & 0xff);
		head[4] = (char)data[0];
		bytes_put(out, head, sizeof head);
		if (length > 0)
			bytes_put(out, (const char *)data + 3, length);
		data += 3 + length;
		size -= 3 + length;
	}
}

/* The first byte: whether the rest is framed, and how long the pieces are. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hearer h = { .bad = false };
	struct bytes framed = { .data = NULL };
	size_t piece;

	if (size == 0)
		return 0;
	piece = (data[0] & 0x7f) > 0 ? data[0] & 0x7f : size;
	if (data[0] & 0x80) {
		put_frames(&framed, data + 1, size - 1);
		data = (const uint8_t *)framed.data;
		size = framed.length;
	} else {
		data++;
		size--;
	}
	for (size_t at = 0; at < size; at += piece)
		hear(&h, data + at, piece < size - at ? piece : size - at);
	check_job(&h.job);
	check_said_again(&h.job);
	protocol_reader_clear(&h.reader);
	watched_clear(&h.job);
	bytes_free(&framed);
	return 0;
}
