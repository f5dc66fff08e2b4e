/* SPDX-License-Identifier: MIT */
/* scene_worlds.c: other worlds for scenes: a recorded one, and a history of runs. */
#include <stdio.h>
#include <stdlib.h>

#include "base/duration.h"
#include "base/length.h"
#include "model/process/table_private.h"
#include "source/recording/source_replay.h"
#include "support/scene_fixture.h"
#include "text/run/script_list.h"

static char runs_head[] =
	"   RUN  WHEN              LABEL    COMMAND                WALL      PEAK  END";
static char run_page[] = "run 7  2026-01-01 09:00  ada@bench  /home/ada/vision\n"
			 "peaktop: python3 train.py --epochs 3\n"
			 "  verdict       exited 0\n"
			 "  time          1m23s wall, 1m20s user, 110ms system (96 % of one CPU)\n"
			 "  peak          412 MiB  train.py --epochs 3 (2120) at 41.2s; the "
			 "kernel's figure at exit\n";
static char run_below[] = "\nlargest processes, each at its own peak\n"
			  "    412 MiB     2120  train.py --epochs 3\n"
			  "   31.0 MiB     2121  -m this\n";
#define CURVE_POINTS 84
static struct run_line run_lines[] = {
	{ .number = 9,
		.text = (char[]){ "     9  2026-01-02 10:00           pytest -q             "
				  "running  88.1 MiB "
				  " running" } },
	{ .number = 8,
		.text = (char[]){ "     8  2026-01-01 09:10  numpy    train.py --epochs 3      41s "
				  "  104 MiB  "
				  "exited 0" } },
	{ .number = 7,
		.text = (char[]){ "     7  2026-01-01 09:00  list     train.py --epochs 3    1m23s "
				  "  412 MiB  "
				  "exited 0" } },
	{ .number = 6,
		.text = (char[]){ "     6  2025-12-31 23:59           sort big.csv             12s "
				  " 1.32 GiB  "
				  "SIGKILL, oom" } },
	{ .number = 5,
		.text = (char[]){ "     5  2025-12-31 18:30           -m http.server          2h5m "
				  " 21.0 MiB  "
				  "SIGINT" } },
};

/* It loads, trains and saves, in 83 s. */
static void
fill_curve(struct run_chart *c)
{
	static struct chart_point points[CURVE_POINTS];

	for (unsigned i = 0; i < CURVE_POINTS; i++)
		points[i] = (struct chart_point){ i * NS_PER_SECOND,
			(i < 12          ? 30 + 20 * i
				: i < 60 ? 280 + 4 * i - i * i / 30
					 : 90)
				<< 20,
			true };
	c->lines[0] = (struct chart_line){
		.points = points, .count = CURVE_POINTS, .end_ns = CURVE_POINTS * NS_PER_SECOND
	};
	c->chart = (struct chart){ .lines = c->lines,
		.line_count = 1,
		.until_ns = CURVE_POINTS * NS_PER_SECOND,
		.has_peak = true,
		.peak_bytes = 412ull << 20,
		.peak_at_ns = 41200000000 };
}

void
fixture_fill_runs(struct runs_page *page)
{
	*page = (struct runs_page){ .head = runs_head,
		.lines = run_lines,
		.count = LENGTH(run_lines),
		.text = run_page,
		.below = run_below };
	fill_curve(&page->chart);
}

/* --- the same by script --- */

static const struct {
	const char *script;
	enum run_reason reason; /* of the newest */
	unsigned runs;
	uint64_t mib[SCRIPT_PEAKS]; /* newest first; 0: unknown */
} script_worlds[] = {
	{ "etl.py", RUN_EXITED, 7, { 2662, 2480, 2200, 2210, 2000, 1990, 1950 } },
	{ "pytest", RUN_RUNNING, 1, { 88 } },
	{ "-m http.server", RUN_EXITED, 4, { 21, 21, 21, 21 } },
	{ "日本語.py", RUN_EXITED, 3, { 520, 0, 512 } },
	{ "train with a name that is very long for what it does.py", RUN_OOM_KILLED, 3,
		{ 7000, 7100, 900 } },
};
#define SCRIPTS LENGTH(script_worlds)

static char *
without_end(struct bytes *line, char *to, size_t size)
{
	struct buffer b = buffer_over(to, size);

	buffer_put(&b, line->data, line->length - 1);
	bytes_free(line);
	return to;
}

void
fixture_fill_scripts(struct runs_page *page, size_t wide, enum units units, bool ascii)
{
	static char texts[SCRIPTS + 1][400];
	static struct run_line lines[SCRIPTS];
	struct bytes line = { .data = NULL };
	struct script_list list = { .items = NULL };
	struct run *run = calloc(1, sizeof *run);

	if (run == NULL)
		abort();
	for (size_t i = 0; i < SCRIPTS; i++) {
		run->reason = script_worlds[i].reason;
		for (size_t k = 0; k < script_worlds[i].runs; k++) {
			run->number = 100 - 10 * i - k;
			run->started_wall_ns = 1767225600000000000 - i * 3600 * NS_PER_SECOND;
			run->tree.bytes = script_worlds[i].mib[k] << 20;
			script_list_add(&list, script_worlds[i].script, run);
			run->reason = RUN_EXITED;
		}
		script_list_put(&list.items[i], wide, units, ascii, &line);
		lines[i] = (struct run_line){ .number = list.items[i].number,
			.text = without_end(&line, texts[i], sizeof texts[i]),
			.script = (char *)(uintptr_t)script_worlds[i].script,
			.runs = list.items[i].runs };
	}
	script_list_head(wide, units, &line);
	page->head = without_end(&line, texts[SCRIPTS], sizeof texts[SCRIPTS]);
	page->lines = lines;
	page->count = SCRIPTS;
	page->trend_cols = script_list_trend(wide, units, &page->trend_col);
	script_list_clear(&list);
	free(run);
}

/* --- processes that ended --- */

void
fixture_end(struct scene_fixture *f, pid_t pid, const char *command, uint64_t peak_mib)
{
	struct table *t = &f->table;
	struct sample sample = { .taken_ns = t->taken_ns };
	struct reading r = { .key = { pid, t->taken_ns / 10000000 },
		.ppid = PID_SYSTEMD,
		.uid = 1000,
		.state = 'S',
		.known = KNOWN_UID | KNOWN_RSS | KNOWN_PEAK,
		.started_ns = t->taken_ns - 1000000000,
		.rss_bytes = peak_mib << 20,
		.peak_bytes = peak_mib << 20,
		.image = 1 };
	struct process *p = process_new(&r, &sample, true);

	process_describe(p,
		&(struct description){ .name = command, .command = command, .user = "ada" },
		t->taken_ns);
	process_end(p, t->taken_ns);
	table_add_ended(t, p);
}

void
fixture_end_many(struct scene_fixture *f)
{
	for (pid_t i = 0; i < 214; i++)
		fixture_end(f, 20000 + i, "cc1 -quiet -O2 main.c", 20 + (uint64_t)i % 77);
	for (pid_t i = 0; i < 12; i++)
		fixture_end(f, 21000 + i, "ld -o peaktop", 140 + (uint64_t)i);
	for (pid_t i = 0; i < 5; i++)
		fixture_end(f, 22000 + i, "etl.py --day 7", 605 + (uint64_t)i);
	fixture_end(f, 23000, "failer.py", 249);
	fixture_end(f, 23001, "-m pytest -q", 88);
	fixture_build(f);
}

/* --- a recording --- */

static void
replay_one(struct scene_fixture *f, struct sample *sample)
{
	struct failure why;

	if (!source_scan(f->source, 0, sample, &why))
		abort();
	table_apply(&f->table, sample);
	for (size_t i = 0; i < f->table.living_count; i++) {
		struct process *p = f->table.living[i];
		struct description d;

		if (process_wants_description(p, sample->taken_ns) &&
			source_describe(f->source, &p->now, &d))
			process_describe(p, &d, sample->taken_ns);
	}
}

void
fixture_replay(struct scene_fixture *f, const char *name)
{
	const char *folder = getenv("SOURCE_DIR");
	struct sample sample = { .readings = NULL };
	struct failure why;
	char path[1024];

	snprintf(path, sizeof path, "%s/tests/fixtures/recordings/%s",
		folder != NULL ? folder : ".", name);
	table_clear(&f->table);
	f->source = source_open_replay(path, &why);
	if (f->source == NULL) {
		fprintf(stderr, "%s\n", why.doing);
		abort();
	}
	while (replay_next(f->source) < replay_count(f->source))
		replay_one(f, &sample);
	sample_clear(&sample);
	fixture_build(f);
}

/* --- the inside of a Python process --- */

static void
put_line(struct code_line *out, enum code_line_kind kind, const char *file, unsigned line,
	const char *function, uint64_t kib)
{
	*out = (struct code_line){ .kind = kind, .line = line, .bytes = kib << 10 };
	snprintf(out->file, sizeof out->file, "%s", file);
	snprintf(out->function, sizeof out->function, "%s", function);
}

static void
add_frame(struct code_stacks *s, bool user, const char *file, unsigned line, const char *function)
{
	struct code_frame frame = { .user = user };

	put_line(&frame.at, LINE_CODE, file, line, function, 0);
	code_stacks_add_frame(s, &frame);
}

static void
add_thread(struct code_stacks *s, pid_t tid, bool grew, bool native, bool cut)
{
	const struct code_thread thread = {
		.tid = tid, .grew = grew, .native = native, .cut_inner = cut, .cut_outer = cut
	};

	code_stacks_add_thread(s, &thread);
}

static void
add_pool_thread(struct code_stacks *s)
{
	add_frame(s, false, "threading.py", 324, "Condition.wait");
	add_frame(s, false, "queue.py", 180, "Queue.get");
	add_frame(s, true, "lib/pool.py", 77, "Pool.worker");
	add_frame(s, false, "threading.py", 995, "Thread._bootstrap");
}

static void
fill_threads(struct code_stacks *s, pid_t main)
{
	*s = (struct code_stacks){ .status = STACKS_READ, .version = 0x30b };
	add_thread(s, main, true, false, false);
	add_frame(s, false, "pandas/io/parsers/c_parser_wrapper.py", 234, "CParserWrapper.read");
	add_frame(s, false, "pandas/io/parsers/readers.py", 1923, "TextFileReader.read");
	add_frame(s, true, "train.py", 42, "load_batch");
	add_frame(s, true, "train.py", 61, "epoch.<lambda>");
	add_frame(s, true, "train.py", 88, "<module>");
	add_thread(s, main + 2, false, false, false);
	add_pool_thread(s);
	s->frames[s->frame_count - 2].awaits = true;
	add_thread(s, main + 3, false, false, true);
	add_frame(s, true, "vision/\345\272\246\351\207\217/\321\201\321\207\321\221\321\202.py", 5,
		"\321\201\321\207\321\221\321\202.\345\212\240");
	add_thread(s, 0, false, false, true);
	s->frames[s->frame_count - 1].at.line = 12;
}

void
fixture_fill_stacks(struct stacks_page *page, struct proc_key key, uint64_t now_ns)
{
	struct lines_grown *g = &page->grown;

	code_stacks_clear(&page->stacks);
	*page = (struct stacks_page){ .of = key,
		.status = STACKS_READ,
		.version = 0x30b,
		.began_ns = now_ns - 90 * NS_PER_SECOND };
	fill_threads(&page->stacks, key.pid);
	page->stacks.at_ns = now_ns - 10 * NS_PER_SECOND;
	put_line(&g->by.lines[0], LINE_CODE, "train.py", 42, "load_batch", 310 << 10);
	put_line(&g->by.lines[1], LINE_CODE, "models/resnet/blocks.py", 188,
		"BottleneckBlock.forward_with_checkpoints", 60 << 10);
	put_line(&g->by.lines[2], LINE_IMPORT, "pandas", 0, "", 21 << 10);
	put_line(&g->by.lines[3], LINE_NATIVE, "", 0, "", 4000);
	put_line(&g->by.lines[4], LINE_CODE, "train.py", 61, "epoch", 2048);
	put_line(&g->by.lines[5], LINE_CODE, "train.py", 88, "<module>", 1500);
	put_line(&g->by.lines[6], LINE_UNKNOWN, "", 0, "", 1100);
	g->by.line_count = 7;
	for (size_t i = 0; i < g->by.line_count; i++)
		g->bytes += g->by.lines[i].bytes;
}
