/* SPDX-License-Identifier: MIT */
/* watched_world.c: handmade jobs in panes, as their keepers would report them. */
#include "support/watched_world.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"

#define MIB (1024ull * 1024)

/* --- writing into a screen --- */

static const struct ink plain = { INK_DEFAULT, INK_DEFAULT, 0 };
static const struct ink green = { 2, INK_DEFAULT, INK_BOLD };
static const struct ink orange = { INK_RGB | 0xff8800, INK_DEFAULT, 0 };
static const struct ink bar = { 15, 4, 0 };
static const struct ink dim = { INK_DEFAULT, INK_DEFAULT, INK_DIM | INK_ITALIC };

/* Returns the column after it; text that does not fit is dropped. */
static int
put(struct vt_cell *cells, int cols, int col, const struct ink *ink, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t code = '?';
		size_t length = utf8_decode(text, left, &code);
		int width = utf8_width(code);

		if (width == 0 && col > 0)
			cells[col - 1].marks[0] = code;
		if (width > 0 && col + width <= cols) {
			cells[col] = (struct vt_cell){
				.character = code, .ink = *ink, .width = (uint8_t)width
			};
			if (width == 2)
				cells[col + 1] = (struct vt_cell){ .ink = *ink };
			col += width;
		}
		text += length;
		left -= length;
	}
	return col;
}

static void
put_row(struct vt_screen *s, int row, const struct ink *ink, const char *text)
{
	if (row < s->rows)
		put(vt_screen_at(s, row, 0), s->cols, 0, ink, text);
}

/* --- the job that trains --- */

static void
put_progress(struct vt_screen *s, int row)
{
	int col, cols = s->cols;
	struct vt_cell *cells = vt_screen_at(s, row, 0);

	col = put(cells, cols, 0, &plain, "Epoch 4:  62%|");
	for (int i = 0; i < 16; i++)
		col = put(cells, cols, col, &orange, i < 10 ? "█" : " ");
	col = put(cells, cols, col, &plain, "| 620/1000 [00:12<00:07, 51.3it/s]");
	s->cursor_row = row;
	s->cursor_col = col < cols ? col : cols - 1;
}

void
watched_world_fill(struct watched_world *w, int rows, int cols)
{
	struct vt_screen *s = &w->jobs[JOB_TRAINS].screen;
	struct vt_cell *cells;
	int col;

	vt_screen_resize(s, rows, cols);
	s->line_count = JOB_LINES;
	strcpy(s->title, "vision: epoch 4");
	cells = vt_screen_at(s, 0, 0);
	col = put(cells, cols, 0, &green, "ada@bench");
	put(cells, cols, col, &plain, ":~/vision$ ./train.py --epochs 30");
	put_row(s, 1, &plain, "読み込み中: /srv/data/画像 cafe\u0301 🚀");
	put_row(s, 2, &bar, " model  resnet50   batch 256   device cpu ");
	put_row(s, 3, &dim, "# loss 0.4132, accuracy 0.871");
	if (rows > 4)
		put_progress(s, 4);
}

/* "[   12] step 12 of epoch 1: loss 0.912"; every hundredth stands out. */
static void
fill_lines(struct watched_lines *lines)
{
	struct bytes line = { .data = NULL };

	for (int i = 0; i < JOB_LINES; i++) {
		struct vt_cell cells[60];
		char text[60];

		for (size_t k = 0; k < 60; k++)
			cells[k] = vt_blank;
		snprintf(text, sizeof text, "[%5d] step %d of epoch %d: loss 0.%03d", i + 1, i,
			i / 400 + 1, 999 - i / 2);
		put(cells, 60, 0, i % 100 == 99 ? &green : &plain, text);
		if (i == 700)
			put(cells, 60, 42, &orange, "Warning: 学習率");
		bytes_restart(&line);
		vt_line_put(&line, cells, 60);
		watched_lines_put(lines, line.data, line.length);
	}
	bytes_free(&line);
}

static void
fill_training(struct watched_job *job, const struct scene_fixture *scene)
{
	const struct process *p = table_find_pid(&scene->table, PID_TRAIN);

	job->identity = (struct watched_identity){ .root = p->now.key,
		.keeper = 2119,
		.run = 12,
		.started_wall_ns = (1767261600 - 130) * NS_PER_SECOND,
		.command = "./train.py --epochs 30 --data /srv/data/images",
		.name = "train.py --epochs 30",
		.label = "night",
		.cwd = "/home/ada/vision" };
	job->figures = (struct watched_figures){ .at_ns = 130 * NS_PER_SECOND,
		.held_bytes = 2360 * MIB,
		.tree_bytes = 2512 * MIB,
		.tree_at_ns = 91 * NS_PER_SECOND,
		.tree_origin = PEAK_PSS,
		.tree_processes = 4,
		.single_bytes = 2360 * MIB,
		.single_pid = PID_TRAIN,
		.single_name = "train.py --epochs 30",
		.processes = 1,
		.processes_seen = 6,
		.limit_bytes = 4096 * MIB };
	watched_begin_held(job, NS_PER_SECOND);
	for (uint64_t second = 0; second <= 130; second++)
		watched_note_held(job, second * NS_PER_SECOND,
			second == 91 ? 2512 * MIB : (180 + second * 16) * MIB);
	fill_lines(&job->lines);
}

/* --- the others --- */

static void
fill_stopped(struct watched_job *job)
{
	job->identity = (struct watched_identity){ .root = { 90001, 5 },
		.keeper = 90000,
		.command = "less README",
		.name = "less README",
		.cwd = "/home/ada" };
	job->figures = (struct watched_figures){ .at_ns = 3700 * NS_PER_SECOND,
		.held_bytes = 3 * MIB,
		.tree_bytes = 4 * MIB,
		.tree_at_ns = NS_PER_SECOND,
		.tree_origin = PEAK_RSS,
		.processes = 1,
		.processes_seen = 1,
		.stopped = true,
		.no_output_kept = true };
	vt_screen_resize(&job->screen, 10, 60);
	put_row(&job->screen, 0, &plain, "peaktop - memory of processes, now and at their peak");
	job->screen.mouse = VT_MOUSE_NONE;
}

static void
fill_ended(struct watched_job *job)
{
	job->identity = (struct watched_identity){ .root = { 90003, 5 },
		.keeper = 90002,
		.run = 13,
		.command = "make -j8",
		.name = "make -j8",
		.cwd = "/home/ada/src" };
	job->figures = (struct watched_figures){ .at_ns = 12 * NS_PER_SECOND,
		.tree_bytes = 412 * MIB,
		.tree_at_ns = 9 * NS_PER_SECOND,
		.tree_origin = PEAK_PSS,
		.tree_processes = 9,
		.single_bytes = 88 * MIB,
		.single_pid = 90050,
		.single_name = "cc1plus",
		.processes_seen = 140 };
	job->end = (struct watched_end){ .ended = true,
		.reason = RUN_EXITED,
		.status = 3,
		.exit_status = 3,
		.wall_ns = 12400 * NS_PER_MS };
	watched_begin_held(job, NS_PER_SECOND);
	for (uint64_t second = 0; second <= 12; second++)
		watched_note_held(job, second * NS_PER_SECOND,
			second == 9 ? 412 * MIB : (100 + 20 * second) * MIB);
	vt_screen_resize(&job->screen, 10, 60);
	put_row(&job->screen, 0, &plain, "cc -O2 -c main.c");
	put_row(&job->screen, 1, &(struct ink){ 9, INK_DEFAULT, INK_BOLD },
		"make: *** [all] Error 3");
	job->screen.cursor_row = 2;
}

void
watched_world_open(struct watched_world *w, int rows, int cols, size_t count)
{
	*w = (struct watched_world){ .jobs = { { .known = false } } };
	fixture_open(&w->scene, rows, cols);
	for (size_t i = 0; i < JOB_COUNT; i++) {
		w->items[i] = &w->jobs[i];
		w->jobs[i].known = true;
	}
	fill_training(&w->jobs[JOB_TRAINS], &w->scene);
	fill_stopped(&w->jobs[JOB_STOPPED]);
	fill_ended(&w->jobs[JOB_ENDED]);
	watched_world_fill(w, 24, 80);
	w->scene.watched = (struct watched_set){ w->items, count };
	fixture_build(&w->scene);
}

void
watched_world_close(struct watched_world *w)
{
	for (size_t i = 0; i < JOB_COUNT; i++)
		watched_clear(&w->jobs[i]);
	fixture_close(&w->scene);
}

void
watched_world_show(struct watched_world *w, size_t job)
{
	state_show_job(&w->scene.state, job);
	fixture_build(&w->scene);
	watched_world_fit(w);
}

void
watched_world_fit(struct watched_world *w)
{
	const struct rect *pane = &w->scene.scene.layout.pane;

	if (pane->rows > 0)
		watched_world_fill(w, pane->rows, pane->cols);
}
