/* SPDX-License-Identifier: MIT */
/* monitor_draw.c: draws the live screen: builds rows, lays out the scene, shows the grid. */
#include "app/monitor/monitor_private.h"

#include <unistd.h>

#include "app/monitor/runs_screen.h"
#include "screen/view/view.h"

static void
build_scene(struct monitor *m)
{
	pid_t pid = session_own_pid(&m->session);
	const struct process *own = pid != 0 ? table_find_pid(&m->session.table, pid) : NULL;

	m->watched = (struct watched_set){ m->panes.jobs, m->panes.count };
	m->scene = (struct scene){
		.table = &m->session.table,
		.rows = &m->session.rows,
		.state = &m->state,
		.keys = &m->options->keys,
		.opened.details = &m->details,
		.opened.smaps = &m->smaps,
		.runs = &m->runs,
		.stacks = &m->stacks,
		.job_code = &m->job_code,
		.context = rows_context(
			&m->session.table, m->session.wall_ns, m->state.units, m->state.ascii),
		.layout = state_layout(&m->state, m->grid.rows, m->grid.cols, m->panes.count),
		.watched = &m->watched,
		.tagged = &m->session.tagged,
		.groups = m->session.grouped ? &m->session.groups : NULL,
		.setup = &m->setup,
		.own.cpu_percent = m->session.replay ? -1 : m->own.cpu_percent,
		.own.rss_bytes = own != NULL ? own->now.rss_bytes : 0,
	};
}

bool
monitor_shows_runs(const struct monitor *m)
{
	return m->state.view >= VIEW_RUNS && m->state.view <= VIEW_COMPARE;
}

void
monitor_read_runs(struct monitor *m)
{
	struct failure why;

	m->runs_columns = m->grid.cols;
	if (!runs_screen_load(&m->runs, &m->state, m->grid.cols, &why))
		state_message_failure(&m->state, &why);
	if (m->state.view == VIEW_RUNS)
		runs_move_to(
			&m->state.runs, &m->runs, m->scene.layout.body.rows, m->state.runs.cursor);
}

static void
build_rows(struct monitor *m)
{
	struct session *s = &m->session;
	struct row_order order = list_order(&m->state.list, &s->groups);

	rows_build(&s->rows, &s->table, &m->state.list.selection, &order, &m->scene.context);
	m->rebuild = false;
}

/* Also while the page of one is open, whatever the set-up makes of the table behind it. */
static bool
needs_groups(const struct view_state *s)
{
	return s->list.groups || (s->view == VIEW_SET && s->set.grouped);
}

void
monitor_draw(struct monitor *m)
{
	int rows, cols;

	term_size(m->term, &rows, &cols);
	grid_resize(&m->grid, rows, cols, m->state.ascii);
	build_scene(m);
	if (monitor_shows_runs(m) && m->runs_columns != cols)
		monitor_read_runs(m);
	m->rebuild |= session_group(&m->session, needs_groups(&m->state));
	if (m->rebuild)
		build_rows(m);
	session_sum_tagged(&m->session, m->state.list.tagged.items, m->state.list.tagged.count);
	state_settle(&m->state, &m->session.rows, &m->scene.layout);
	monitor_job_code_settle(m);
	view_draw(&m->grid, &m->scene);
	monitor_panes_settle(m);
	monitor_stacks_settle(m);
	term_blit(m->term, &m->grid);
}
