/* SPDX-License-Identifier: MIT */
/* test_golden_rows.c: screens of ended processes as one line and listed, of branches of a tree, of
 * bars on the scale of limits, and of names with combining marks. */
#include "screen/golden_scene.h"
#include "support/suite.h"

#define MIB (1024ull * 1024)

static void
ended_listed(struct scene_fixture *f)
{
	fixture_end_many(f);
	fixture_keys(f, "x Home");
}

static void
ended_listed_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	ended_listed(f);
}

static void
ended_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	fixture_end_many(f);
}

/* The second row below the line are the 12 ld. */
static void
many_alike_opened(struct scene_fixture *f)
{
	ended_listed(f);
	for (size_t i = 0; i < f->rows.count; i++)
		if (f->rows.items[i].kind == ROW_ALIKE && f->rows.items[i].inside_count < 10)
			list_move_to(&f->state.list, &f->rows, i);
	fixture_keys(f, "Enter");
}

/* It failed, and its parent has gone too. */
static void
without_an_ancestor(struct scene_fixture *f)
{
	fixture_end(f, 24000, "lost.py --all", 333);
	f->table.ended[f->table.ended_count - 1]->now.ppid = 9999;
	table_note_status(&f->table, 24000, 256);
	ended_listed(f);
}

static void
collapsed(struct scene_fixture *f)
{
	fixture_keys(f, "K t");
	fixture_select(f, PID_BASH);
	fixture_keys(f, "-");
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "-");
}

/* Nothing rises below the shell any more, and it holds less than at its peak. */
static void
collapsed_at_rest(struct scene_fixture *f)
{
	collapsed(f);
	for (int i = 0; i < 3; i++)
		fixture_tick(f, PID_TRAIN);
}

static void
collapsed_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	collapsed(f);
}

static void
set_limit(struct scene_fixture *f, pid_t pid, uint64_t mib)
{
	struct process *p = table_find_pid(&f->table, pid);

	p->now.known |= KNOWN_LIMIT;
	p->now.limit_bytes = mib * MIB;
}

/* Of the others it is unknown. */
static void
on_the_scale_of_limits(struct scene_fixture *f)
{
	set_limit(f, PID_TRAIN, 4096);
	set_limit(f, PID_DATABASE, 16384);
	set_limit(f, PID_MASTER, 64);
	for (pid_t pid = 3001; pid <= 3003; pid++)
		set_limit(f, pid, 512);
	fixture_keys(f, "B");
}

static void
on_the_scale_of_limits_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	on_the_scale_of_limits(f);
}

static void
two_tagged(struct scene_fixture *f)
{
	fixture_keys(f, "Space Space");
}

static void
rename_process(struct scene_fixture *f, pid_t pid, const char *command)
{
	process_describe(table_find_pid(&f->table, pid),
		&(struct description){ .name = command, .command = command, .user = "ada" },
		f->table.taken_ns);
}

/* In the table, the prompt and the header: an accent, Devanagari, Thai, jamo, a variation. */
static void
names_with_marks(struct scene_fixture *f)
{
	rename_process(f, PID_NAMELESS, "e\u0301tude नमस\u094dत\u0947 ไทยน\u0e49ำ");
	rename_process(f, PID_DATABASE, "re\u0301 \u1112\u1161\u11ab ❤\ufe0f end");
	fixture_keys(f, "\\");
	fixture_type(f, "e\u0301");
}

static void
names_with_marks_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	names_with_marks(f);
}

static const struct golden goldens[] = {
	{ "ended_120x40", 40, 120, NULL, fixture_end_many },
	{ "ended_80x24", 24, 80, NULL, fixture_end_many },
	{ "ended_60x16", 16, 60, "End", fixture_end_many },
	{ "ended_40x12", 12, 40, "End", fixture_end_many },
	{ "ended_20x5", 5, 20, "End", fixture_end_many },
	{ "ended_ascii_120x40", 40, 120, NULL, ended_in_ascii },
	{ "ended_ascii_80x24", 24, 80, NULL, ended_in_ascii },
	{ "ended_ascii_60x16", 16, 60, "End", ended_in_ascii },
	{ "ended_ascii_40x12", 12, 40, "End", ended_in_ascii },
	{ "ended_listed_120x40", 40, 120, NULL, ended_listed },
	{ "ended_listed_80x24", 24, 80, NULL, ended_listed },
	{ "ended_listed_40x12", 12, 40, NULL, ended_listed },
	{ "ended_listed_ascii_80x24", 24, 80, NULL, ended_listed_in_ascii },
	{ "ended_alike_120x40", 40, 120, NULL, many_alike_opened },
	{ "ended_tree_120x40", 40, 120, "t", without_an_ancestor },
	{ "ended_groups_80x24", 24, 80, "J", fixture_end_many },
	{ "tree_by_peak_120x24", 24, 120, "K t", NULL },
	{ "tree_sums_120x20", 20, 120, NULL, collapsed },
	{ "tree_sums_80x24", 24, 80, NULL, collapsed },
	{ "tree_sums_at_rest_80x24", 24, 80, NULL, collapsed_at_rest },
	{ "tree_sums_60x16", 16, 60, NULL, collapsed },
	{ "tree_sums_40x12", 12, 40, NULL, collapsed },
	{ "tree_sums_ascii_80x24", 24, 80, NULL, collapsed_in_ascii },
	{ "of_limit_120x20", 20, 120, NULL, on_the_scale_of_limits },
	{ "of_limit_80x24", 24, 80, NULL, on_the_scale_of_limits },
	{ "of_limit_ascii_80x24", 24, 80, NULL, on_the_scale_of_limits_in_ascii },
	{ "marks_100x12", 12, 100, NULL, names_with_marks },
	{ "marks_ascii_80x12", 12, 80, NULL, names_with_marks_in_ascii },
	{ "tagged_two_80x24", 24, 80, NULL, two_tagged },
};

TEST_MAIN(void)
{
	return golden_run(goldens, LENGTH(goldens), (struct CMUnitTest){ .name = NULL });
}
