/* SPDX-License-Identifier: MIT */
/* test_golden_stacks.c: the page of a Python process's stacks as whole screens, compared with
 * golden/NAME.txt. */
#include "screen/golden_scene.h"
#include "support/grid_dump.h"
#include "support/suite.h"

static void
stacks(struct scene_fixture *f)
{
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "l");
}

static void
stacks_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	stacks(f);
}

static void
stacks_end(struct scene_fixture *f)
{
	stacks(f);
	fixture_keys(f, "End");
}

static void
nothing_grown(struct scene_fixture *f)
{
	stacks(f);
	f->stacks.grown = (struct lines_grown){ .bytes = 0 };
}

static void
say(struct scene_fixture *f, enum code_stacks_status status, int version)
{
	stacks(f);
	code_stacks_clear(&f->stacks.stacks);
	f->stacks.status = status;
	f->stacks.version = version;
	f->stacks.grown = (struct lines_grown){ .bytes = 0 };
}

static void
awaited(struct scene_fixture *f)
{
	say(f, STACKS_AWAITED, 0);
}

static void
denied(struct scene_fixture *f)
{
	say(f, STACKS_DENIED, 0);
}

static void
refused(struct scene_fixture *f)
{
	say(f, STACKS_REFUSED, 0x307);
}

static void
has_ended(struct scene_fixture *f)
{
	stacks(f);
	f->stacks.status = STACKS_GONE;
	fixture_tick(f, PID_TRAIN);
}

static const struct golden goldens[] = {
	{ "stacks_120x40", 40, 120, NULL, stacks },
	{ "stacks_80x24", 24, 80, NULL, stacks },
	{ "stacks_60x16", 16, 60, NULL, stacks },
	{ "stacks_40x12", 12, 40, NULL, stacks },
	{ "stacks_20x5", 5, 20, NULL, stacks },
	{ "stacks_ascii_80x24", 24, 80, NULL, stacks_in_ascii },
	{ "stacks_ascii_40x12", 12, 40, NULL, stacks_in_ascii },
	{ "stacks_end_80x24", 24, 80, NULL, stacks_end },
	{ "stacks_end_40x12", 12, 40, NULL, stacks_end },
	{ "stacks_nothing_grown_60x16", 16, 60, NULL, nothing_grown },
	{ "stacks_awaited_60x16", 16, 60, NULL, awaited },
	{ "stacks_denied_60x16", 16, 60, NULL, denied },
	{ "stacks_refused_60x16", 16, 60, NULL, refused },
	{ "stacks_ended_80x24", 24, 80, NULL, has_ended },
	{ "stacks_ended_40x12", 12, 40, NULL, has_ended },
};

TEST_MAIN(void)
{
	return golden_run(goldens, LENGTH(goldens), (struct CMUnitTest){ .name = NULL });
}
