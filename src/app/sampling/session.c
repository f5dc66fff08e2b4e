/* SPDX-License-Identifier: MIT */
/* session.c: a source and the table that is filled from it. */
#include "app/sampling/session.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "source/proc/source_proc.h"
#include "source/recording/source_replay.h"

bool
session_open(struct session *s, const struct options *o, struct failure *why)
{
	*s = (struct session){
		.wants = options_wants(o), .replay = o->replay != NULL, .grouped = options_groups(o)
	};
	if (!filter_parse(o->filter, &s->filter, why))
		return false;
	s->source = s->replay ? source_open_replay(o->replay, why) : source_open_proc(o->proc, why);
	if (s->source == NULL)
		filter_free(s->filter);
	return s->source != NULL;
}

void
session_close(struct session *s)
{
	tagged_clear(&s->tagged);
	groups_clear(&s->groups);
	rows_clear(&s->rows);
	table_clear(&s->table);
	sample_clear(&s->sample);
	source_close(s->source);
	filter_free(s->filter);
}

/* The text of the description is borrowed. */
static void
describe_program(struct process *p, struct description *d, uint64_t taken_ns)
{
	struct bytes program = { .data = NULL };

	if (d->command != NULL) {
		bytes_put(&program, d->command, strcspn(d->command, " "));
		bytes_text(&program, "");
		d->command = program.data;
	}
	process_describe(p, d, taken_ns);
	bytes_free(&program);
}

static void
describe(struct session *s)
{
	struct table *t = &s->table;

	for (size_t i = 0; i < t->living_count; i++) {
		struct description d;

		if (!process_wants_description(t->living[i], t->taken_ns) ||
			!source_describe(s->source, &t->living[i]->now, &d))
			continue;
		if (s->program_only)
			describe_program(t->living[i], &d, t->taken_ns);
		else
			process_describe(t->living[i], &d, t->taken_ns);
	}
}

/* We have children if a shell started some and then executed peaktop. They are reaped, since their
 * rows would otherwise stay forever, and their exit status can be shown. */
static void
reap_children(struct session *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		table_note_status(&s->table, pid, status);
}

static void
sum(struct session *s)
{
	if (s->grouped)
		groups_update(&s->groups, &s->table);
	if (s->tagged.count > 0)
		tagged_update(&s->tagged, &s->table);
}

/* Groups follow control groups, and so does what counts as Python within a limit of our own. */
static unsigned
all_wants(const struct session *s)
{
	bool grouped = s->grouped || s->table.memory.container.path[0] != '\0';

	return s->wants | (grouped ? WANT_CGROUP : 0u);
}

bool
session_tick(struct session *s, struct failure *why)
{
	if (!s->replay)
		reap_children(s);
	if (!source_scan(s->source, all_wants(s), &s->sample, why))
		return false;
	s->wall_ns = s->replay ? replay_wall_ns(s->source) : clock_wall_ns();
	table_apply(&s->table, &s->sample);
	describe(s);
	heap_follow(&s->trim, s->table.living_count);
	sum(s);
	return true;
}

void
session_dismiss(struct session *s)
{
	table_dismiss(&s->table);
	sum(s);
}

void
session_reset_peaks(struct session *s)
{
	table_reset_peaks(&s->table);
	sum(s);
}

void
session_restore_peaks(struct session *s)
{
	table_restore_peaks(&s->table);
	sum(s);
}

void
session_restart(struct session *s)
{
	rows_clear(&s->rows);
	groups_clear(&s->groups);
	tagged_restart(&s->tagged);
	table_clear(&s->table);
}

bool
session_group(struct session *s, bool grouped)
{
	if (s->grouped == grouped)
		return false;
	s->grouped = grouped;
	if (grouped)
		groups_update(&s->groups, &s->table);
	else
		groups_clear(&s->groups);
	return true;
}

void
session_sum_tagged(struct session *s, const struct proc_key *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		table_hold(&s->table, keys[i]);
	if (tagged_choose(&s->tagged, keys, count))
		tagged_update(&s->tagged, &s->table);
}

bool
session_check_pids(const struct session *s, const struct options *o, struct failure *why)
{
	/* In a recording a process may appear later. */
	for (size_t i = 0; !s->replay && i < o->pid_count; i++)
		if (table_find_pid(&s->table, o->pids[i]) == NULL)
			return failure_set(why, 0, "--pid: no process %d", (int)o->pids[i]);
	return true;
}

pid_t
session_own_pid(const struct session *s)
{
	return s->source->ours ? getpid() : 0;
}
