/* SPDX-License-Identifier: MIT */
/* test_golden_header.c: screens whose header has much to say, each at four sizes and in both
 * charsets, compared with golden/header_SCENE_SIZE.txt (screen/golden_file.h says how to rewrite
 * them). The jobs of its strip are in test_golden_panes.c. */
#include "base/duration.h"
#include "screen/golden_scene.h"
#include "support/suite.h"

#define GIB (1ull << 30)

/* On a machine with ZFS and huge pages that waits for memory. */
static void
all_parts(struct scene_fixture *f)
{
	f->table.memory.hugetlb_bytes = GIB;
	f->table.memory.arc_bytes = 2 * GIB;
	f->table.memory.pressure_some_avg10 = 12.5;
}

static void
in_a_container(struct scene_fixture *f)
{
	f->table.memory.container = (struct container_memory){
		.limit_bytes = 4 * GIB, .usage_bytes = 3 * GIB, .charge_bytes = 2 * GIB
	};
	f->table.watch.container_peak = (struct peak){ .bytes = 3 * GIB };
}

static void
in_a_limited_group(struct scene_fixture *f)
{
	in_a_container(f);
	f->table.memory.container.of_group = true;
	strcpy(f->table.memory.container.path, "/user.slice/user-1000.slice");
}

/* It swaps, and somebody was killed; Python holds next to nothing. */
static void
full(struct scene_fixture *f)
{
	for (size_t i = 0; i < f->table.living_count; i++)
		f->table.living[i]->python = f->table.living[i]->now.key.pid == PID_MASTER;
	f->table.memory.available_bytes = GIB / 2;
	f->table.memory.free_bytes = GIB / 4;
	f->table.memory.pressure_some_avg10 = 61.25;
	f->table.used_peak = (struct peak){ .bytes = 16 * GIB - GIB / 8 };
	f->table.events = (struct kernel_events){ .rates_known = true,
		.swap_in_bytes_second = 1258291,
		.swap_out_bytes_second = 348160,
		.oom_kills = 1,
		.oom_ns = f->table.taken_ns - 245 * NS_PER_SECOND,
		.victim = { .key = { .pid = PID_KILLED }, .name = "hungry" } };
}

static const struct {
	const char *name;
	void (*prepare)(struct scene_fixture *);
} scenes[] = { { "parts", all_parts }, { "container", in_a_container },
	{ "group", in_a_limited_group }, { "full", full } };

static const struct {
	int rows, cols;
} sizes[] = { { 40, 120 }, { 24, 80 }, { 16, 60 }, { 12, 40 } };

#define GOLDENS (LENGTH(scenes) * LENGTH(sizes) * 2)

struct header_golden {
	struct golden golden;
	char name[60];
	bool ascii;
};

static void
header_looks_as_it_should(void **state)
{
	const struct header_golden *h = *state;
	struct drawing d = { .drawn = { .data = NULL } };

	fixture_open(&d.fixture, h->golden.rows, h->golden.cols);
	d.fixture.state.ascii = h->ascii;
	h->golden.prepare(&d.fixture);
	fixture_draw(&d.fixture);
	check_cells(&d.fixture.grid, h->name);
	grid_dump(&d.fixture.grid, true, &d.drawn);
	fixture_close(&d.fixture);
	assert_golden(h->name, &d.drawn);
}

TEST_MAIN(void)
{
	static struct header_golden goldens[GOLDENS];
	struct CMUnitTest tests[GOLDENS];

	setlocale(LC_ALL, "C.UTF-8");
	for (size_t i = 0; i < GOLDENS; i++) {
		size_t scene = i / 2 / LENGTH(sizes), size = i / 2 % LENGTH(sizes);
		struct header_golden *h = &goldens[i];

		h->ascii = i % 2 == 1;
		h->golden = (struct golden){ .rows = sizes[size].rows,
			.cols = sizes[size].cols,
			.prepare = scenes[scene].prepare };
		snprintf(h->name, sizeof h->name, "header_%s_%s%dx%d", scenes[scene].name,
			h->ascii ? "ascii_" : "", sizes[size].cols, sizes[size].rows);
		tests[i] = (struct CMUnitTest){ h->name, header_looks_as_it_should, NULL, NULL, h };
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
