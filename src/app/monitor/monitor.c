/* SPDX-License-Identifier: MIT */
/* monitor.c: the live screen: takes an event, changes the state, draws once. */
#include "app/monitor/monitor.h"
#include "app/monitor/monitor_private.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/crash.h"
#include "app/cli/settings.h"
#include "app/sampling/replay.h"
#include "app/state/folder.h"
#include "app/monitor/runs_screen.h"
#include "screen/keys/keys.h"
#include "app/cli/message.h"
#include "app/cli/tty.h"
#include "app/monitor/requests.h"
#include "base/clock.h"
#include "base/exit_status.h"
#include "base/grow.h"

#define KEYS_AT_ONCE 4096

/* The user has neither settings nor anything that peaktop keeps: a history, a snapshot. */
static bool
is_first_start(const struct options *o)
{
	char path[PATH_MAX];
	struct buffer b = buffer_over(path, sizeof path);
	struct failure ignored;

	return o->config == NULL && !settings_exist() && folder_state_path(&b, &ignored) &&
	       access(path, F_OK) != 0;
}

static void
begin_state(struct monitor *m)
{
	const struct options *o = m->options;
	struct failure why;

	m->state = (struct view_state){
		.list = { .selection = options_selection(o, NULL), .follow = true },
		/* With another /proc, pids may belong to other processes here. */
		.readonly = o->readonly || strcmp(o->proc, "/proc") != 0 || o->replay != NULL,
		.foreign = strcmp(o->proc, "/proc") != 0,
		.replay.on = o->replay != NULL,
		.greets = is_first_start(o),
	};
	list_set_filter(&m->state.list, o->filter, &why); /* valid: the options were read */
	monitor_setup_open(m);
	own_cost_begin(&m->own);
}

/* --- ticks --- */

/* Keeps launched jobs longer than other exited processes: called before the tick in which they may
 * end. */
static void
hold_jobs(struct monitor *m)
{
	for (size_t i = 0; i < m->panes.count; i++)
		if (m->panes.jobs[i]->known)
			table_hold(&m->session.table, m->panes.jobs[i]->identity.root);
}

/* Of a set the limits stay known while the one that they are read from ends. */
void
monitor_read_details(struct monitor *m)
{
	bool open = m->state.view == VIEW_PROCESS || m->state.view == VIEW_SET;
	const struct process *p;
	struct details d;

	if (m->state.view == VIEW_SET)
		m->state.process.opened = scene_set_reads(&m->scene);
	p = table_find(&m->session.table, m->state.process.opened);
	if (!open || p == NULL || process_ended(p))
		return;
	source_details(m->session.source, p->now.key, &d);
	if (m->state.view == VIEW_PROCESS || d.limits.known)
		m->details = d;
}

void
monitor_retime(struct monitor *m)
{
	loop_retime(&m->loop,
		m->session.replay ? replay_interval_ns(&m->session, &m->state)
				  : m->state.interval_ns,
		m->state.paused);
}

static void
note_sample(struct monitor *m)
{
	m->rebuild = true;
	request_alerts(&m->alert, &m->session, &m->state);
}

static void
report_lost_ends(struct monitor *m, uint64_t lost_before)
{
	if (m->session.table.endings_lost > lost_before)
		state_message(
			&m->state, true, "processes ended too fast to be read: some are missing");
}

static void
tick(struct monitor *m)
{
	uint64_t lost = m->session.table.endings_lost;
	struct failure why;

	if (m->session.replay && !replay_has_more(&m->session)) {
		replay_end(&m->session, &m->state);
		monitor_retime(m);
		return;
	}
	own_cost_measure(&m->own);
	hold_jobs(m);
	monitor_watch(m);
	if (session_tick(&m->session, &why)) {
		note_sample(m);
		report_lost_ends(m, lost);
	} else {
		state_message_failure(&m->state, &why);
	}
	if (m->session.replay) {
		replay_note(&m->session, &m->state);
		monitor_retime(m);
	}
	monitor_read_details(m);
	monitor_stacks_tick(m);
	if (m->options->iterations > 0 && m->session.table.samples >= m->options->iterations)
		m->quit = true;
}

/* --- colours --- */

/* The variable comes first: a question costs an answer. */
static void
begin_theme(struct monitor *m)
{
	bool light = false, known = theme_ground_of(getenv("COLORFGBG"), &light);

	monitor_restyle(m, known && light);
	m->asks_ground = !known && m->theme.automatic && m->color;
}

/* What the terminal reported, if it did. */
static void
take_colours(struct monitor *m)
{
	const struct vt_colours *colours = term_colours(m->term);

	if (colours == NULL)
		return;
	panes_set_colours(&m->panes, colours);
	if (!m->asks_ground || colours->back == INK_DEFAULT)
		return;
	monitor_restyle(m, theme_is_light(colours->back));
}

/* --- events --- */

/* Handles all available keys before the screen is drawn again, unless they never end. */
static void
take_keys(struct monitor *m)
{
	struct key_event event;

	for (int i = 0; i < KEYS_AT_ONCE && !m->quit && term_read_key(m->term, &event); i++) {
		struct command command = keys_press(&m->state, &m->scene, &event);

		monitor_execute(m, &command);
		/* The next key must not act on outdated rows. */
		if (m->rebuild)
			monitor_draw(m);
	}
	monitor_panes_send_keys(m);
	take_colours(m);
	if (term_keys_lost(m->term))
		m->quit = true;
}

/* As a shell does with Ctrl-C: what is typed or chosen is dropped, and the screen stays. */
static bool
interrupt_input(struct monitor *m)
{
	const struct key_event escape = { .code = KEY_CODE_ESCAPE };
	struct command command;

	if (m->state.prompt.kind == PROMPT_NONE && m->state.menu.kind == MENU_NONE)
		return false;
	command = keys_press(&m->state, &m->scene, &escape);
	monitor_execute(m, &command);
	return true;
}

static void
take_signal(struct monitor *m, int signal)
{
	switch (signal) {
	case SIGINT:
		m->quit = !interrupt_input(m);
		break;
	case SIGWINCH:
		/* Even if the size is the same: it may have changed and changed back. */
		term_repaint(m->term);
		break;
	case SIGCONT:
		term_resume(m->term);
		break;
	case SIGTSTP:
		tty_stop(m->term, m->loop.input_fd);
		break;
	default:
		m->quit = true;
	}
}

static void
take_event(struct monitor *m, const struct loop_event *event)
{
	switch (event->kind) {
	case LOOP_INPUT:
		take_keys(m);
		break;
	case LOOP_SIGNAL:
		take_signal(m, event->signal);
		break;
	case LOOP_TICK:
		tick(m);
		break;
	case LOOP_OUTPUT:
		term_flush(m->term);
		break;
	case LOOP_CHANNEL:
		if (event->channel < m->panes.count)
			monitor_panes_take(m, event->channel);
		else
			monitor_stacks_take(m);
		break;
	case LOOP_HANGUP:
		m->quit = true;
		break;
	case LOOP_PASSED:
		m->state.message[0] = '\0';
		break;
	}
}

/* The loop wakes for a message that goes by itself, and for none otherwise. */
static void
time_message(struct monitor *m)
{
	struct loop *l = &m->loop;

	if (!state_message_passes(&m->state))
		l->message_deadline_ns = 0;
	else if (l->message_deadline_ns == 0 || m->message_timed != m->state.message_number)
		l->message_deadline_ns = clock_active_ns() + STATE_MESSAGE_NS;
	m->message_timed = m->state.message_number;
}

static void
watch(struct monitor *m)
{
	own_cost_measure(&m->own);
	monitor_settle_wants(m);
	note_sample(m);
	if (m->session.replay) {
		replay_begin(&m->session, &m->state);
		monitor_retime(m);
	}
	monitor_draw(m);
	while (!m->quit) {
		struct loop_event event;

		m->loop.output_fd = term_output_fd(m->term);
		m->loop.input_held = panes_are_full(&m->panes);
		m->loop.input_deadline_ns = m->loop.input_held ? 0 : term_key_deadline(m->term);
		time_message(m);
		event = loop_next(&m->loop);
		take_event(m, &event);
		if (!m->quit)
			monitor_draw(m);
	}
}

/* --- opening --- */

static int
show(struct monitor *m, int input_fd)
{
	struct term_setup setup = { .type = getenv("TERM"),
		.theme = &m->theme,
		.color = m->color,
		.mouse = m->options->mouse,
		.in_fd = input_fd,
		.out_fd = STDOUT_FILENO,
		.escape_ns = tty_escape_ns() };
	struct failure why;

	if (!loop_open(&m->loop, input_fd, m->options->interval_ns, &why))
		return message_failure(&why, EXIT_FAILED);
	m->term = term_open(&setup, &why);
	if (m->term == NULL) {
		loop_close(&m->loop);
		return message_failure(&why, EXIT_FAILED);
	}
	crash_guard();
	if (m->asks_ground)
		term_ask_ground(m->term);
	watch(m);
	term_await_colours(m->term);
	tty_give_back();
	term_close(m->term);
	loop_close(&m->loop);
	return 0;
}

/* In the /proc of another pid namespace, a pid means another process here. */
static void
forbid_strangers(struct monitor *m)
{
	if (session_own_pid(&m->session) != 0)
		return;
	m->state.foreign = true;
	if (m->state.readonly)
		return;
	m->state.readonly = true;
	state_message_to_stay(&m->state, "read-only: /proc shows another pid namespace");
}

/* What was printed about the config file is behind the screen. */
static void
tell_doubt(struct monitor *m)
{
	if (m->options->doubt[0] != '\0' && m->state.message[0] == '\0')
		state_message_to_stay(&m->state, "%s", m->options->doubt);
}

static int
watch_system(struct monitor *m, int input_fd)
{
	struct failure why;
	int status;

	if (!session_open(&m->session, m->options, &why))
		return message_failure(&why, EXIT_FAILED);
	monitor_settle_wants(m);
	alert_open(
		&m->alert, &m->options->alerts, m->inherited, session_own_pid(&m->session), true);
	forbid_strangers(m);
	tell_doubt(m);
	begin_theme(m);
	if (!session_tick(&m->session, &why))
		status = message_failure(&why, EXIT_FAILED);
	else if (!session_check_pids(&m->session, m->options, &why))
		status = message_failure(&why, EXIT_USAGE);
	else
		status = show(m, input_fd);
	alert_close(&m->alert);
	session_close(&m->session);
	return status;
}

/* Launches the command before anything else is opened (launch/launch.h). */
static int
run(struct monitor *m, int input_fd)
{
	struct failure why;
	int status, own;

	if (!monitor_panes_begin(m, &why))
		return message_failure(&why, EXIT_OURS);
	own = watch_system(m, input_fd);
	status = monitor_panes_end(m);
	return own != 0 ? own : status;
}

int
monitor_run(
	const struct options *o, const struct inherited *inherited, const struct panes *attached)
{
	struct monitor *m = grow_new(sizeof *m);
	int input_fd = tty_open_input(), status = 1;

	m->options = o;
	m->inherited = inherited;
	if (attached != NULL)
		m->panes = *attached;
	begin_state(m);
	if (input_fd >= 0)
		status = run(m, input_fd);
	else
		message("error opening the terminal for keys: %s", strerror(errno));
	state_clear(&m->state);
	runs_screen_clear(&m->runs);
	monitor_stacks_close(m);
	chart_places_clear(&m->job_code.places);
	grid_clear(&m->grid);
	free(m->in_view.items);
	free(m);
	return status;
}
