/* SPDX-License-Identifier: MIT */
/* test_golden_groups.c: screens of several processes as one row: groups, and tagged processes as a
 * set. */
#include "screen/golden_scene.h"
#include "support/suite.h"

static void
as_groups(struct scene_fixture *f)
{
	fixture_keys(f, "J");
	fixture_tick(f, 0); /* a sum can rise only at the second sample */
	fixture_select(f, PID_MASTER);
}

static void
as_groups_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	as_groups(f);
}

/* One member matches one condition, their sum the other. */
static void
filtered_groups(struct scene_fixture *f)
{
	as_groups(f);
	fixture_keys(f, "\\");
	fixture_type(f, "worker >400M");
	fixture_keys(f, "Enter");
}

static void
a_tagged_group(struct scene_fixture *f)
{
	as_groups(f);
	fixture_keys(f, "Space");
}

/* A set of three, one of which exits, watched for a minute. */
static void
a_set(struct scene_fixture *f)
{
	fixture_select(f, PID_DATABASE);
	fixture_keys(f, "Space");
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Space");
	fixture_select(f, 3002);
	fixture_keys(f, "Space Up");
	for (int i = 0; i < 12; i++)
		fixture_tick(f, i >= 8 ? 3002 : 0);
	fixture_select(f, PID_TRAIN);
	fixture_keys(f, "Enter");
}

static void
a_set_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	a_set(f);
}

static void
a_set_with_a_mark(struct scene_fixture *f)
{
	a_set(f);
	fixture_keys(f, "R");
	fixture_tick(f, 3002);
}

static void
a_group(struct scene_fixture *f)
{
	for (int i = 0; i < 12; i++)
		fixture_tick(f, i >= 6 ? PID_LOST : 0);
	fixture_keys(f, "J");
	for (int i = 0; i < 12; i++)
		fixture_tick(f, 0);
	fixture_select(f, PID_MASTER);
	fixture_keys(f, "Enter Down");
}

static void
a_group_in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
	a_group(f);
}

/* Its value half a minute ago, on an axis that shows what moves. */
static void
a_group_at_a_moment(struct scene_fixture *f)
{
	a_group(f);
	fixture_keys(f, "a");
	for (int i = 0; i < 30; i++)
		fixture_keys(f, "Left");
}

static const struct golden goldens[] = {
	{ "group_page_120x40", 40, 120, NULL, a_group },
	{ "group_page_80x24", 24, 80, NULL, a_group },
	{ "group_page_60x16", 16, 60, NULL, a_group },
	{ "group_page_40x12", 12, 40, NULL, a_group },
	{ "group_page_ascii_80x24", 24, 80, NULL, a_group_in_ascii },
	{ "group_page_ascii_40x12", 12, 40, NULL, a_group_in_ascii },
	{ "group_page_ascii_120x40", 40, 120, NULL, a_group_in_ascii },
	{ "group_page_ascii_60x16", 16, 60, NULL, a_group_in_ascii },
	{ "group_page_moment_80x24", 24, 80, NULL, a_group_at_a_moment },
	{ "groups_120x20", 20, 120, NULL, as_groups },
	{ "groups_filtered_80x24", 24, 80, NULL, filtered_groups },
	{ "groups_80x24", 24, 80, NULL, as_groups },
	{ "groups_40x12", 12, 40, NULL, as_groups },
	{ "groups_ascii_80x24", 24, 80, NULL, as_groups_in_ascii },
	{ "groups_bytes_100x20", 20, 100, "e e e e", as_groups },
	{ "groups_tagged_80x24", 24, 80, NULL, a_tagged_group },
	{ "set_120x40", 40, 120, NULL, a_set },
	{ "set_80x24", 24, 80, NULL, a_set },
	{ "set_40x12", 12, 40, NULL, a_set },
	{ "set_ascii_80x24", 24, 80, NULL, a_set_in_ascii },
	{ "set_marked_80x24", 24, 80, NULL, a_set_with_a_mark },
};

TEST_MAIN(void)
{
	return golden_run(goldens, LENGTH(goldens), (struct CMUnitTest){ .name = NULL });
}
