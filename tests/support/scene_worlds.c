/* SPDX-License-Identifier: MIT */
/* scene_worlds.c: other worlds for scenes: a recorded one, and a history of runs. */
#include <stdio.h>
#include <stdlib.h>

#include "base/length.h"
#include "model/process/table_private.h"
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
			 "\n"
			 "512 MiB ┤         peak 412 MiB at 41.2s\n"
			 "        │   ⢀⣀⣀⣀⣀⡠⠤⠔⠒⠉⠉⠒⠤⣀\n"
			 "      0 ┤⠒⠒⠁\n";
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
	*page = (struct runs_page){
		.head = runs_head, .lines = run_lines, .count = LENGTH(run_lines), .text = run_page
	};
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
