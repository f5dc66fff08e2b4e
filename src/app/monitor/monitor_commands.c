/* SPDX-License-Identifier: MIT */
/* monitor_commands.c: executes the commands of keys. */
#include "app/monitor/monitor_private.h"

#include <signal.h>

#include "app/monitor/requests.h"
#include "app/sampling/replay.h"

static void
execute(struct monitor *m, const struct command *c)
{
	switch (c->kind) {
	case COMMAND_QUIT:
		m->quit = true;
		break;
	case COMMAND_SIGNAL:
		request_signal(&m->session, &c->signal, &m->state);
		break;
	case COMMAND_SNAPSHOT:
		request_snapshot(&m->session, &m->state);
		break;
	case COMMAND_PICTURE:
		request_picture(&m->grid, &m->theme, &m->state);
		break;
	case COMMAND_DISMISS:
		session_dismiss(&m->session);
		break;
	case COMMAND_RESET_PEAKS:
		session_reset_peaks(&m->session);
		break;
	case COMMAND_RESTORE_PEAKS:
		session_restore_peaks(&m->session);
		break;
	case COMMAND_SMAPS:
		request_smaps(&m->session, c->process, &m->smaps, &m->state);
		break;
	case COMMAND_STACKS:
		monitor_stacks_read(m, c->process);
		break;
	case COMMAND_REPLAY:
		replay_move(&m->session, &c->replay, &m->state);
		break;
	case COMMAND_LAUNCH:
		monitor_panes_launch(m, c->text);
		break;
	case COMMAND_SETUP_BEGIN:
		monitor_setup_begin(m);
		break;
	case COMMAND_SETUP_UNDO:
		monitor_setup_undo(m);
		break;
	case COMMAND_SETUP_WRITE:
		monitor_setup_write(m);
		break;
	case COMMAND_SETTING:
		monitor_setup_change(m, &c->setting);
		break;
	case COMMAND_JOB_KEY:
		panes_key(&m->panes, c->job, &c->key);
		break;
	case COMMAND_JOB_LINES:
		panes_ask_lines(&m->panes, c->job);
		break;
	case COMMAND_JOB_CONTINUE:
		panes_signal(&m->panes, c->job, SIGCONT);
		break;
	case COMMAND_JOB_MARK:
		panes_mark(&m->panes, c->mark.job, c->mark.name);
		if (c->mark.resets_peaks)
			session_reset_peaks(&m->session);
		break;
	case COMMAND_END_JOBS:
		monitor_panes_end_jobs(m);
		break;
	case COMMAND_NONE:
	case COMMAND_KINDS:
		break;
	}
}

static unsigned
state_wants(const struct monitor *m)
{
	return options_wants(m->options) | m->state.list.sort->wants |
	       column_list_wants(&m->state.list.columns) |
	       (m->state.list.by_limit ? WANT_LIMIT : 0u) | WANT_CPU |
	       (monitor_may_rest(m) ? WANT_RESTING_RARELY : 0u);
}

void
monitor_settle_wants(struct monitor *m)
{
	m->session.wants = state_wants(m);
}

/* Rebuilds what has changed; the screen itself is drawn after every event. */
static void
refresh(struct monitor *m, unsigned what)
{
	if (what & REFRESH_ROWS)
		m->rebuild = true;
	if (what & (REFRESH_WANTS | REFRESH_TIMING))
		monitor_settle_wants(m);
	if (what & REFRESH_TIMING)
		monitor_retime(m);
	if (what & REFRESH_TERMINAL)
		term_repaint(m->term);
	if (what & REFRESH_DETAILS) {
		m->details = (struct details){ .found = false };
		monitor_read_details(m);
	}
	if ((what & REFRESH_RUNS) || ((what & REFRESH_ROWS) && monitor_shows_runs(m)))
		monitor_read_runs(m);
}

void
monitor_execute(struct monitor *m, const struct command *c)
{
	execute(m, c);
	refresh(m, c->refresh);
	monitor_setup_note(m);
}
