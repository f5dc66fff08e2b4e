/* SPDX-License-Identifier: MIT */
/* test_golden_menus.c: menus, the palette and the set-up as whole screens, compared with
 * golden/NAME.txt. */
#include "screen/golden_scene.h"
#include "support/grid_dump.h"
#include "support/suite.h"

static void
in_ascii(struct scene_fixture *f)
{
	f->state.ascii = true;
}

static void
narrowed(struct scene_fixture *f)
{
	fixture_keys(f, ":");
	fixture_type(f, "sort");
}

static void
narrowed_in_ascii(struct scene_fixture *f)
{
	in_ascii(f);
	narrowed(f);
}

static void
narrowed_to_nothing(struct scene_fixture *f)
{
	fixture_keys(f, "F6");
	fixture_type(f, "zebra");
}

static void
readonly_palette(struct scene_fixture *f)
{
	f->state.readonly = true;
	fixture_keys(f, ": PageDown");
}

/* The choice is shown while the menu is open. */
static void
units_of_setup(struct scene_fixture *f)
{
	fixture_keys(f, "F2");
	for (size_t i = 0; i < setup_find(&f->setup, "units"); i++)
		fixture_keys(f, "Down");
	fixture_keys(f, "Enter Down Down");
}

static void
interval_of_setup(struct scene_fixture *f)
{
	fixture_keys(f, "F2 Enter");
}

static const struct golden goldens[] = {
	{ "menu_sort_20x5", 5, 20, "F6", NULL },
	{ "menu_narrowed_120x40", 40, 120, NULL, narrowed },
	{ "menu_narrowed_80x24", 24, 80, NULL, narrowed },
	{ "menu_narrowed_60x16", 16, 60, NULL, narrowed },
	{ "menu_narrowed_40x12", 12, 40, NULL, narrowed },
	{ "menu_narrowed_ascii_120x40", 40, 120, NULL, narrowed_in_ascii },
	{ "menu_narrowed_ascii_80x24", 24, 80, NULL, narrowed_in_ascii },
	{ "menu_narrowed_ascii_60x16", 16, 60, NULL, narrowed_in_ascii },
	{ "menu_narrowed_ascii_40x12", 12, 40, NULL, narrowed_in_ascii },
	{ "menu_sort_120x40", 40, 120, "F6", NULL },
	{ "menu_sort_60x16", 16, 60, "F6", NULL },
	{ "menu_sort_ascii_120x40", 40, 120, "F6", in_ascii },
	{ "menu_sort_ascii_80x24", 24, 80, "F6", in_ascii },
	{ "menu_sort_ascii_60x16", 16, 60, "F6", in_ascii },
	{ "menu_sort_ascii_40x12", 12, 40, "F6", in_ascii },
	{ "menu_no_match_60x16", 16, 60, NULL, narrowed_to_nothing },
	{ "menu_commands_120x40", 40, 120, ":", NULL },
	{ "menu_commands_80x24", 24, 80, NULL, readonly_palette },
	{ "menu_commands_60x16", 16, 60, ": End", NULL },
	{ "menu_commands_40x12", 12, 40, ": PageDown", NULL },
	{ "menu_commands_20x5", 5, 20, ": Down", NULL },
	{ "menu_commands_ascii_120x40", 40, 120, ":", in_ascii },
	{ "menu_commands_ascii_80x24", 24, 80, ": PageDown", in_ascii },
	{ "menu_commands_ascii_60x16", 16, 60, ": End", in_ascii },
	{ "menu_commands_ascii_40x12", 12, 40, ": PageDown", in_ascii },
	{ "menu_columns_80x24", 24, 80, "C Down Down", NULL },
	{ "menu_columns_40x12", 12, 40, "C Down Right", NULL },
	{ "menu_columns_ascii_60x16", 16, 60, "C", in_ascii },
	{ "menu_scheme_80x24", 24, 80, "i Down", NULL },
	{ "setup_120x40", 40, 120, "F2", NULL },
	{ "setup_80x24", 24, 80, "F2 Down", NULL },
	{ "setup_60x16", 16, 60, "F2 End", NULL },
	{ "setup_40x12", 12, 40, "F2", NULL },
	{ "setup_20x5", 5, 20, "F2 Down Down", NULL },
	{ "setup_ascii_120x40", 40, 120, "F2", in_ascii },
	{ "setup_ascii_80x24", 24, 80, "F2", in_ascii },
	{ "setup_ascii_60x16", 16, 60, "F2 End", in_ascii },
	{ "setup_ascii_40x12", 12, 40, "F2", in_ascii },
	{ "setup_units_80x24", 24, 80, NULL, units_of_setup },
	{ "setup_interval_80x24", 24, 80, NULL, interval_of_setup },
};

TEST_MAIN(void)
{
	return golden_run(goldens, LENGTH(goldens), (struct CMUnitTest){ .name = NULL });
}
