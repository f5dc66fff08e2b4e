/* SPDX-License-Identifier: MIT */
/* scene_worlds.c: other worlds for scenes: a recorded one, and a history of runs. */
#include <stdio.h>
#include <stdlib.h>

#include "base/duration.h"
#include "base/length.h"
#include "source/recording/source_replay.h"
#include "support/scene_fixture.h"

static char runs_head[] =
	"   RUN  WHEN              LABEL    COMMAND                WALL      PEAK  END";
static char run_page[] = "run 7  2026-01-01 09:00  ada@bench  /home/ada/vision\n"
			 "peaktop: python3 train.py --epochs 3\n"
			 "  verdict       exited 0\n"
			 "  time          1m23s wall, 1m20s user, 110ms system (96 % of one CPU)\n"
			 "  peak          412 MiB  train.py --epochs 3 (2120) at 41.2s; the "
			 "kernel's figure at exit\n"
			 "\n" RUNS_CHART_LINE "\n"
			 "\n"
			 "largest processes, each at its own peak\n";
static struct chart_point run_points[84];
static struct run_line run_lines[] = {
	{ 9, (char[]){ "     9  2026-01-02 10:00           pytest -q             running  88.1 MiB "
		       " running" } },
	{ 8, (char[]){ "     8  2026-01-01 09:10  numpy    train.py --epochs 3      41s   104 MiB  "
		       "exited 0" } },
	{ 7, (char[]){ "     7  2026-01-01 09:00  list     train.py --epochs 3    1m23s   412 MiB  "
		       "exited 0" } },
	{ 6, (char[]){ "     6  2025-12-31 23:59           sort big.csv             12s  1.32 GiB  "
		       "SIGKILL, oom" } },
	{ 5, (char[]){ "     5  2025-12-31 18:30           -m http.server          2h5m  21.0 MiB  "
		       "SIGINT" } },
};

void
fixture_fill_runs(struct runs_page *page)
{
	struct run_chart *c = &page->chart;

	*page = (struct runs_page){
		.head = runs_head, .lines = run_lines, .count = LENGTH(run_lines), .text = run_page
	};
	for (uint64_t i = 0; i < LENGTH(run_points); i++)
		run_points[i] = (struct chart_point){ i * NS_PER_SECOND,
			(i < 42 ? 20 + i * 9 : 250 - i) << 20, true };
	c->lines[0] = (struct chart_line){ .points = run_points,
		.count = LENGTH(run_points),
		.end_ns = LENGTH(run_points) * NS_PER_SECOND };
	c->chart = (struct chart){ .lines = c->lines,
		.line_count = 1,
		.until_ns = 83 * NS_PER_SECOND,
		.has_peak = true,
		.peak_bytes = 412ull << 20,
		.peak_at_ns = 41200 * NS_PER_MS };
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
