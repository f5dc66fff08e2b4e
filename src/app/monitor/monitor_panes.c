/* SPDX-License-Identifier: MIT */
/* monitor_panes.c: the jobs in panes of the live screen: launches them, exchanges messages with
 * their keepers, and detaches from them. */
#include "app/monitor/monitor_private.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/state/folder.h"
#include "app/jobs/keeper_start.h"
#include "app/cli/message.h"
#include "app/cli/tty.h"
#include "base/duration.h"
#include "base/exit_status.h"
#include "base/length.h"
#include "ipc/keeper_socket.h"
#include "screen/view/view.h"

/* How long to wait for a terminal that does not read, when leaving. */
#define OUTPUT_WAIT_NS (250 * NS_PER_MS)

/* The most arguments of a command line that needs no shell. */
#define ARGUMENTS_MAX 64
#define SHELL_CHARACTERS "|&;<>()$`\\\"'*?[]#~=%{}!\n"

/* --- launching --- */

static struct rect
pane_of(const struct monitor *m, int rows, int cols)
{
	struct view_state state = m->state;

	state_show_job(&state, m->panes.count);
	return state_layout(&state, rows, cols, 1).pane;
}

/* The pane's size once the screen is open. */
static struct rect
first_pane(const struct monitor *m)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	return pane_of(m, size.ws_row > 0 ? size.ws_row : 24, size.ws_col > 0 ? size.ws_col : 80);
}

/* If no socket can be created, the job runs and is recorded, but no other screen finds it. A
 * refused folder is always reported: somebody else may have created it. */
static void
check_sockets(struct monitor *m)
{
	m->hidden = true;
	for (enum socket_folder which = 0; which < SOCKET_FOLDERS; which++) {
		char path[PATH_MAX];
		struct buffer b = buffer_over(path, sizeof path);
		struct failure why;
		bool named = folder_sockets(&b, which, true, &why);

		if (named && keeper_folder_make(path, &why))
			m->hidden = false;
		else if ((named && why.error == 0) || (m->hidden && which == SOCKETS_STATE))
			state_message_failure(&m->state, &why);
	}
}

static bool
launch(struct monitor *m, char *const *argv, struct failure *why)
{
	struct rect pane = m->term == NULL ? first_pane(m) : pane_of(m, m->grid.rows, m->grid.cols);
	struct keeper_request request = { .argv = argv,
		.label = m->options->label,
		.rows = pane.rows,
		.cols = pane.cols,
		.no_history = m->options->run.no_history,
		.program_only = m->options->run.program_only,
		.no_lines = m->options->run.job.no_lines,
		.output_max_bytes = m->chosen.keep_output_bytes,
		.inherited = m->inherited };
	int fd;

	check_sockets(m);
	m->ends = 0;
	fd = keeper_start(&request, why);
	return fd >= 0 && panes_add(&m->panes, fd, pane.rows, pane.cols, why);
}

/* Launches what was typed: split into arguments if that is enough, so that the job is the command
 * itself; otherwise through the shell. */
void
monitor_panes_launch(struct monitor *m, const char *text)
{
	char line[PROMPT_TEXT_MAX], whole[PROMPT_TEXT_MAX], *arguments[ARGUMENTS_MAX + 1],
		*rest = line;
	char *shell[] = { "sh", "-c", whole, NULL };
	struct failure why;
	size_t count = 0;
	bool plain = strpbrk(text, SHELL_CHARACTERS) == NULL;

	snprintf(line, sizeof line, "%s", text);
	snprintf(whole, sizeof whole, "%s", text);
	for (char *arg; plain && (arg = strsep(&rest, " \t")) != NULL;) {
		if (arg[0] != '\0' && count < ARGUMENTS_MAX)
			arguments[count++] = arg;
		plain = count < ARGUMENTS_MAX;
	}
	arguments[count] = NULL;
	if (plain && count == 0)
		return;
	if (launch(m, plain ? arguments : shell, &why))
		state_show_job(&m->state, m->panes.count - 1);
	else
		state_message_failure(&m->state, &why);
}

bool
monitor_panes_begin(struct monitor *m, struct failure *why)
{
	m->panes.colours_asked = term_answers_colours(getenv("TERM"));
	if (m->options->command != NULL && !launch(m, m->options->command, why))
		return false;
	m->launched = m->options->command != NULL;
	if (m->panes.count > 0)
		state_show_job(&m->state, 0);
	return true;
}

/* --- receiving --- */

void
monitor_panes_take(struct monitor *m, size_t at)
{
	struct failure why;

	panes_flush(&m->panes, at);
	if (!panes_take(&m->panes, at, &why))
		state_message_failure(&m->state, &why);
}

/* --- after a drawing --- */

static void
send_size(struct monitor *m)
{
	const struct rect *pane = &m->scene.layout.pane;

	if (pane->rows > 0 && m->state.pane.job < m->panes.count)
		panes_size(&m->panes, m->state.pane.job, pane->rows, pane->cols);
}

static void
watch_channels(struct monitor *m)
{
	m->loop.channel_count = m->panes.count;
	for (size_t i = 0; i < m->panes.count; i++)
		m->loop.channels[i] =
			(struct loop_channel){ m->panes.links[i]->fd, panes_flush(&m->panes, i) };
}

static void
show_cursor(struct monitor *m)
{
	const struct rect *pane = &m->scene.layout.pane;
	const struct vt_screen *s;
	int row, shape;

	if (!scene_pane_has_keys(&m->scene)) {
		term_cursor(m->term, -1, 0, 0);
		return;
	}
	s = &scene_job(&m->scene)->screen;
	shape = s->cursor == VT_CURSOR_DEFAULT ? 0 : 2 * s->cursor - s->cursor_blinks;
	row = s->cursor_row - view_pane_top(s, pane->rows);
	if (s->cursor_hidden || row >= pane->rows || s->cursor_col >= pane->cols)
		term_cursor(m->term, -1, 0, shape);
	else
		term_cursor(m->term, pane->row + row, pane->col + s->cursor_col, shape);
}

void
monitor_panes_settle(struct monitor *m)
{
	bool has_keys = scene_pane_has_keys(&m->scene);

	send_size(m);
	if (m->panes.count > 0)
		term_ask_colours(m->term);
	watch_channels(m);
	show_cursor(m);
	term_take_all_keys(m->term, has_keys);
	term_follow_mouse(m->term, has_keys && scene_job(&m->scene)->screen.mouse != VT_MOUSE_NONE);
}

/* --- ending --- */

/* Each repetition sends a stronger signal: an interactive shell ignores TERM. */
void
monitor_panes_end_jobs(struct monitor *m)
{
	static const struct {
		int signal;
		const char *written;
	} ways[] = {
		{ SIGTERM, "sent SIGTERM; repeat to send SIGHUP" },
		{ SIGHUP, "sent SIGHUP; repeat to send SIGKILL" },
		{ SIGKILL, "sent SIGKILL" },
	};
	size_t last = LENGTH(ways) - 1;

	for (size_t i = 0; i < m->panes.count; i++)
		if (!m->panes.jobs[i]->end.ended)
			panes_signal(&m->panes, i, ways[m->ends].signal);
	state_message(&m->state, false, "%s", ways[m->ends].written);
	if (m->ends < last)
		m->ends++;
}

/* --- keys --- */

void
monitor_panes_send_keys(struct monitor *m)
{
	for (size_t i = 0; i < m->panes.count; i++)
		panes_flush(&m->panes, i);
}

/* --- leaving --- */

/* Prints the job's screen on the user's restored terminal. */
static bool
put_screen(const struct vt_screen *s)
{
	struct bytes text = { .data = NULL };
	size_t end = 0;
	bool written;

	for (int row = 0; row < s->rows; row++) {
		size_t before = text.length;

		vt_line_text(vt_screen_at(s, row, 0), (size_t)s->cols, &text);
		if (text.length > before)
			end = text.length + 1;
		bytes_text(&text, "\n");
	}
	text.length = end;
	written = tty_write(STDOUT_FILENO, &text, OUTPUT_WAIT_NS);
	bytes_free(&text);
	return written;
}

/* False: the terminal does not read. */
static bool
take_leave(const struct watched_job *job, bool hidden)
{
	const struct watched_identity *id = &job->identity;

	if (!job->known) {
		message("%s", job->lost ? "the command's keeper died before it answered"
					: "the command is still running: peaktop attach");
	} else if (job->lost) {
		message("lost track of '%s': its keeper died", id->name);
	} else if (!job->end.ended && hidden && id->run == 0) {
		message("'%s' is still running; it cannot be attached to", id->name);
	} else if (!job->end.ended && hidden) {
		message("'%s' is still running and recorded (run %" PRIu64
			"); it cannot be attached to",
			id->name, id->run);
	} else if (!job->end.ended && id->run > 0) {
		message("'%s' is still running: peaktop attach %" PRIu64, id->name, id->run);
	} else if (!job->end.ended) {
		message("'%s' is still running: peaktop attach", id->name);
	} else if (!job->from_file) {
		return put_screen(&job->screen) &&
		       tty_write(STDERR_FILENO, &job->summary, OUTPUT_WAIT_NS);
	}
	return tty_takes(STDERR_FILENO);
}

/* The status of the command on the command line; 0 if it continues without us. */
int
monitor_panes_end(struct monitor *m)
{
	int status = 0;

	bool heard = tty_takes(STDERR_FILENO);

	for (size_t i = 0; heard && i < m->panes.count; i++)
		heard = take_leave(m->panes.jobs[i], m->hidden);
	if (m->launched && m->panes.jobs[0]->end.ended)
		status = m->panes.jobs[0]->end.exit_status;
	if (m->launched && m->panes.jobs[0]->lost)
		status = EXIT_OURS;
	panes_close(&m->panes);
	return status;
}
