/* SPDX-License-Identifier: MIT */
/* scene_fixture.c: a small deterministic world, and a user who presses keys. */
#include "base/length.h"
#include "support/scene_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "app/monitor/setup_settings.h"
#include "base/clock.h"
#include "base/utf8.h"

#define MIB (1024ull * 1024)
#define GIB (1024 * MIB)
#define SAMPLES 13
#define STEP_NS (5 * NS_PER_SECOND)
#define BEGAN_NS (30 * 3600 * NS_PER_SECOND)
#define WALL_NS (1767261600 * NS_PER_SECOND) /* 2026-01-01 10:00 */
#define STATUS_MEMORY \
	(KNOWN_UID | KNOWN_RSS | KNOWN_PEAK | KNOWN_ANON | KNOWN_FILE | KNOWN_SHMEM | KNOWN_SWAP)

/* A process: its memory at the first sample, and its growth per sample. */
struct person {
	pid_t pid, parent;
	uid_t uid;
	const char *user, *name, *command;
	uint64_t rss_mib, peak_mib, growth_mib, age_seconds;
	unsigned samples; /* samples that contain it; 0: all */
	unsigned cpu_ms;  /* it uses CPU between samples */
	bool python, unreadable;
};

static const struct person people[] = {
	{ PID_SYSTEMD, 0, 0, "root", "systemd", "systemd --switched-root --system", 12, 14, 0,
		108000, 0, 10, false, false },
	{ 412, 1, 0, "root", "sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", 6,
		8, 0, 107900, 0, 0, false, false },
	{ PID_BASH, 412, 1000, "ada", "bash", "-bash", 5, 5, 0, 5400, 0, 0, false, false },
	{ PID_TRAIN, PID_BASH, 1000, "ada", "python3",
		"train.py --epochs 30 --batch-size 256 --data /srv/data/images/2026/training", 200,
		200, 180, 130, 0, 4900, true, false },
	{ PID_MASTER, 1, 33, "www-data", "gunicorn", "gunicorn shop.wsgi --workers 3", 48, 52, 0,
		86000, 0, 20, true, false },
	{ 3001, PID_MASTER, 33, "www-data", "gunicorn", "gunicorn worker", 210, 340, 0, 85990, 0,
		650, true, false },
	{ 3002, PID_MASTER, 33, "www-data", "gunicorn", "gunicorn worker", 190, 335, 1, 85990, 0,
		500, true, false },
	{ 3003, PID_MASTER, 33, "www-data", "gunicorn", "gunicorn worker", 175, 175, 2, 85980, 0,
		450, true, false },
	{ PID_DATABASE, 1, 105, "postgres", "postgres", "postgres -D /var/lib/postgresql/15/main",
		1434, 1434, 0, 107000, 0, 90, false, false },
	{ PID_FAILED, PID_BASH, 1000, "ada", "cc1plus", "cc1plus -O2 -quiet main.cc", 300, 512, 0,
		60, 6, 3000, false, false },
	{ PID_KILLED, PID_BASH, 1000, "ada", "hungry", "hungry --all", 900, 3100, 0, 40, 11, 2500,
		false, false },
	{ PID_LOST, PID_MASTER, 33, "www-data", "sh", "sh -c 'rotate logs'", 2, 2, 0, 20, 3, 0,
		false, false },
	{ PID_CJK, PID_BASH, 1000, "ada", "日本語", "日本語テスト --漢字 混在 text", 33, 61, 0, 900,
		0, 0, false, false },
	{ PID_EMOJI, PID_BASH, 1000, "ada", "cafe\u0301", "cafe\u0301 🚀 launch", 21, 44, 0, 800, 0,
		0, false, false },
	{ PID_NAMELESS, 1, 4242, NULL, "worker", "worker --queue mail", 75, 90, 0, 40000, 0, 15,
		false, false },
	{ PID_UNREADABLE, 1, 0, NULL, "guarded", "guarded", 0, 0, 0, 50000, 0, 0, false, true },
	{ 7100, 1, 0, "root", "cron", "cron -f", 3, 4, 0, 107000, 0, 0, false, false },
};
#define PEOPLE LENGTH(people)

/* --- samples --- */

static void
fill_memory(struct reading *r, const struct person *who, unsigned step)
{
	uint64_t rss = (who->rss_mib + who->growth_mib * step) * MIB;

	r->known = STATUS_MEMORY;
	r->rss_bytes = rss;
	r->peak_bytes = rss > who->peak_mib * MIB ? rss : who->peak_mib * MIB;
	r->anon_bytes = rss / 4 * 3;
	r->file_bytes = rss / 4;
	r->swap_bytes = who->pid == PID_DATABASE ? 96 * MIB : 0;
}

static void
add_reading(struct sample *s, const struct person *who, unsigned step)
{
	struct reading *r = sample_add(s);

	r->started_ns = BEGAN_NS - who->age_seconds * NS_PER_SECOND;
	r->key = (struct proc_key){ who->pid, r->started_ns / (10 * NS_PER_MS) };
	r->ppid = who->parent;
	r->pgrp = r->session = who->parent == PID_MASTER ? PID_MASTER : who->pid;
	r->uid = who->uid;
	r->state = who->cpu_ms > 1000 ? 'R' : 'S';
	r->threads = who->python ? 4 : 1;
	r->cpu_ns = (uint64_t)who->cpu_ms * NS_PER_MS * (step + 20);
	r->minor_faults = who->rss_mib * 256 + step * 100;
	r->image = 1;
	if (!who->unreadable)
		fill_memory(r, who, step);
}

static void
fill_sample(struct sample *s, unsigned step, pid_t gone)
{
	sample_restart(s);
	s->taken_ns = BEGAN_NS + step * STEP_NS;
	s->active_ns = s->taken_ns - 3600 * NS_PER_SECOND;
	s->denied = 1;
	for (size_t i = 0; i < PEOPLE; i++)
		if ((people[i].samples == 0 || step < people[i].samples) && people[i].pid != gone)
			add_reading(s, &people[i], step);
	/* Memory in use was highest while the killed one lived. */
	s->memory = (struct system_memory){ .known = true,
		.pressure_known = true,
		.total_bytes = 16 * GIB,
		.available_bytes = (step < 11 ? 6 : 9) * GIB,
		.free_bytes = (step < 11 ? 2 : 5) * GIB,
		.swap_total_bytes = 2 * GIB,
		.swap_free_bytes = 1536 * MIB,
		.pressure_some_avg10 = 0.42,
		.pressure_full_avg10 = 0.1 };
	s->cpu = (struct system_cpu){
		.known = true, .busy_ticks = step * 610, .all_ticks = step * 1000
	};
}

static void
describe(struct table *t)
{
	for (size_t i = 0; i < t->living_count; i++) {
		struct process *p = t->living[i];
		const struct person *who = people;

		while (who->pid != p->now.key.pid)
			who++;
		if (process_wants_description(p, t->taken_ns))
			process_describe(p,
				&(struct description){ .name = who->name,
					.command = who->command,
					.cgroup = "/system.slice/example.service",
					.user = who->user,
					.python = who->python },
				t->taken_ns);
	}
}

static void
apply(struct scene_fixture *f, unsigned step, pid_t gone)
{
	struct sample s = { .readings = NULL };

	fill_sample(&s, step, gone);
	table_apply(&f->table, &s);
	describe(&f->table);
	sample_clear(&s);
}

/* It is in a container with the smallest limit, in a pod that will be full earlier. */
static void
fill_limits(struct job_limits *l)
{
	*l = (struct job_limits){ .known = true, .grouped = true };
	l->limits.of[LIMIT_GROUP] =
		(struct limit){ LIMIT_GROUP, 4 * GIB, 2560 * MIB, true, .group = 3 };
	l->limits.of[LIMIT_GROUP_FULLEST] =
		(struct limit){ LIMIT_GROUP_FULLEST, 6 * GIB, 5900 * MIB, true, .group = 2 };
	l->limits.of[LIMIT_RAM] = (struct limit){ LIMIT_RAM, 16 * GIB, 7 * GIB, true, .group = 0 };
	strcpy(l->path[LIMIT_GROUP], "/kubepods.slice/pod1c2d.slice/train.scope");
	strcpy(l->path[LIMIT_GROUP_FULLEST], "/kubepods.slice/pod1c2d.slice");
	l->group = (struct memory_group){ .known = GROUP_USAGE | GROUP_INACTIVE | GROUP_PEAK |
						   GROUP_LIMIT | GROUP_OOM_KILLS | GROUP_PRESSURE,
		.usage_bytes = 3 * GIB,
		.inactive_bytes = 512 * MIB,
		.peak_bytes = 3200 * MIB,
		.limit_bytes = 4 * GIB,
		.oom_kills = 2,
		.pressure_some_avg10 = 12.5 };
}

static void
fill_details(struct details *d)
{
	*d = (struct details){ .found = true,
		.exe = "/usr/bin/python3.11",
		.cwd = "/home/ada/vision",
		.tty = "pts/1",
		.command = "python3 train.py --epochs 30 --batch-size 256 --data "
			   "/srv/data/images/2026/training",
		.oom_adjust = 200,
		.virtual_bytes = 9 * GIB };
	fill_limits(&d->limits);
}

/* --- the screen, as in app/monitor/monitor.c --- */

static void
begin_state(struct view_state *s)
{
	*s = (struct view_state){ .list.sort = column_by_name("rss"),
		.list.follow = true,
		.list.ended = ENDED_FOLDED,
		.interval_ns = NS_PER_SECOND,
		.units = UNITS_SHORT };
	column_list_default(&s->list.columns);
}

void
fixture_build(struct scene_fixture *f)
{
	struct row_order order = list_order(&f->state.list, &f->groups);

	if (f->state.list.groups)
		groups_update(&f->groups, &f->table);
	else
		groups_clear(&f->groups);
	f->scene = (struct scene){
		.table = &f->table,
		.rows = &f->rows,
		.state = &f->state,
		.keys = &f->keys,
		.opened.details = f->state.process.opened.pid == PID_TRAIN ? &f->details : NULL,
		.context = rows_context(&f->table, WALL_NS, f->state.units, f->state.ascii),
		.runs = &f->runs,
		.stacks = &f->stacks,
		.job_code = f->job_code,
		.tagged = &f->tagged,
		.groups = &f->groups,
		.watched = &f->watched,
		.setup = &f->setup,
		.layout = state_layout(&f->state, f->grid.rows, f->grid.cols, f->watched.count),
		.own.cpu_percent = 0.3,
		.own.rss_bytes = 5 * MIB,
	};
	rows_build(&f->rows, &f->table, &f->state.list.selection, &order, &f->scene.context);
	for (size_t i = 0; i < f->state.list.tagged.count; i++)
		table_hold(&f->table, f->state.list.tagged.items[i]);
	tagged_choose(&f->tagged, f->state.list.tagged.items, f->state.list.tagged.count);
	tagged_update(&f->tagged, &f->table);
	state_settle(&f->state, &f->rows, &f->scene.layout);
}

void
fixture_open(struct scene_fixture *f, int rows, int cols)
{
	*f = (struct scene_fixture){ .table = { .living = NULL } };
	for (unsigned step = 0; step < SAMPLES; step++)
		apply(f, step, 0);
	table_note_status(&f->table, PID_FAILED, W_EXITCODE(3, 0));
	table_note_status(&f->table, PID_KILLED, W_EXITCODE(0, 9));
	fill_details(&f->details);
	fixture_fill_runs(&f->runs);
	begin_state(&f->state);
	options_init(&f->chosen);
	setup_settings_fill(&f->setup, &f->chosen);
	keys_init(&f->keys);
	fixture_resize(f, rows, cols);
}

void
fixture_close(struct scene_fixture *f)
{
	if (f->source != NULL)
		source_close(f->source);
	state_clear(&f->state);
	tagged_clear(&f->tagged);
	code_stacks_clear(&f->stacks.stacks);
	groups_clear(&f->groups);
	rows_clear(&f->rows);
	table_clear(&f->table);
	grid_clear(&f->grid);
}

void
fixture_resize(struct scene_fixture *f, int rows, int cols)
{
	grid_resize(&f->grid, rows, cols, f->state.ascii);
	fixture_build(f);
}

void
fixture_tick(struct scene_fixture *f, pid_t gone)
{
	apply(f, (unsigned)f->table.samples, gone);
	fixture_build(f);
}

/* The commands of the set-up, but for the file. */
static void
set_up(struct scene_fixture *f, const struct command *c)
{
	struct failure why;

	if (c->kind == COMMAND_SETUP_UNDO)
		f->chosen = f->before_setup;
	else
		setup_settings_take(&f->chosen, &f->state);
	if (c->kind == COMMAND_SETUP_BEGIN)
		f->before_setup = f->chosen;
	if (c->kind == COMMAND_SETTING && !setup_settings_change(&f->chosen, &c->setting, &why))
		state_message_failure(&f->state, &why);
	setup_settings_apply(&f->chosen, &f->state);
	setup_settings_fill(&f->setup, &f->chosen);
}

struct command
fixture_event(struct scene_fixture *f, const struct key_event *event)
{
	struct command command = keys_press(&f->state, &f->scene, event);

	set_up(f, &command);
	if (command.kind == COMMAND_DISMISS)
		table_dismiss(&f->table);
	if (command.kind == COMMAND_STACKS)
		fixture_fill_stacks(&f->stacks, command.process, f->scene.context.now_ns);
	if (command.kind == COMMAND_RESET_PEAKS)
		table_reset_peaks(&f->table);
	if (command.kind == COMMAND_RESTORE_PEAKS)
		table_restore_peaks(&f->table);
	fixture_build(f);
	return command;
}

struct command
fixture_press(struct scene_fixture *f, int code)
{
	return fixture_event(f, &(struct key_event){ .code = code });
}

void
fixture_keys(struct scene_fixture *f, const char *names)
{
	char copy[200], *rest = copy, *name;

	snprintf(copy, sizeof copy, "%s", names);
	while ((name = strsep(&rest, " ")) != NULL) {
		if (input_key_by_name(name) == 0) {
			fprintf(stderr, "no key '%s' in \"%s\"\n", name, names);
			abort();
		}
		fixture_press(f, input_key_by_name(name));
	}
}

void
fixture_type(struct scene_fixture *f, const char *text)
{
	while (*text != '\0') {
		uint32_t code = '?';
		size_t length = utf8_decode(text, strlen(text), &code);

		fixture_press(f, (int)code);
		text += length > 0 ? length : 1;
	}
}

void
fixture_draw(struct scene_fixture *f)
{
	fixture_resize(f, f->grid.rows, f->grid.cols);
	view_draw(&f->grid, &f->scene);
}

void
fixture_select(struct scene_fixture *f, pid_t pid)
{
	for (size_t i = 0; i < f->rows.count; i++)
		if (f->rows.items[i].process->now.key.pid == pid)
			list_move_to(&f->state.list, &f->rows, i);
	fixture_build(f);
}

pid_t
fixture_selected(const struct scene_fixture *f)
{
	return f->state.list.has_under ? f->state.list.under.pid : 0;
}
