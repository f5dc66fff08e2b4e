/* SPDX-License-Identifier: MIT */
/* monitor_job_code.c: growth by line of a running job since its start: its keeper records it in the
 * history. That is read only where a page shows it: on a stacks page, and at the cursor of a job's
 * chart. */
#include "app/monitor/monitor_private.h"

#include "app/state/history_open.h"
#include "base/clock.h"
#include "base/duration.h"

/* A keeper records every two seconds. */
#define READ_EVERY_NS (5 * NS_PER_SECOND)

/* The run that is wanted; 0: none. */
static uint64_t
wanted(const struct monitor *m)
{
	const struct scene *scene = &m->scene;
	size_t job;

	if (m->state.view == VIEW_JOB && m->state.chart.has_cursor && scene_job(scene) != NULL)
		return scene_job(scene)->identity.run;
	if (m->state.view == VIEW_STACKS && scene_find_job(scene, m->state.stacks.of, &job))
		return scene->watched->items[job]->identity.run;
	return 0;
}

/* What cannot be read now stays as it was. */
static void
load(struct monitor *m, uint64_t number)
{
	struct job_code *code = &m->job_code;
	struct stored_run stored;
	struct failure ignored;
	struct store *store = history_open(STORE_READ, 0, false, &ignored);

	if (store == NULL)
		return;
	if (store_load(store, number, &stored, &ignored)) {
		code->run = number;
		code->grown = (struct lines_grown){ .bytes = stored.run.lines.bytes };
		if (stored.run.lines.lists != NULL)
			code->grown.by = *stored.run.lines.lists;
		code->tree_at_ns = stored.run.tree.at_ns;
		chart_places_fill(&code->places, &stored.run);
	}
	stored_run_clear(&stored);
	store_close(store);
}

void
monitor_job_code_settle(struct monitor *m)
{
	uint64_t number = wanted(m), now_ns = clock_active_ns();

	if (number == 0 ||
		(number == m->job_code.run && now_ns < m->job_code_read_ns + READ_EVERY_NS))
		return;
	if (number != m->job_code.run) {
		chart_places_clear(&m->job_code.places);
		m->job_code = (struct job_code){ .run = number };
	}
	m->job_code_read_ns = now_ns;
	load(m, number);
}
