/* SPDX-License-Identifier: MIT */
/* requests.c: requests of the user: signals, snapshots, readings. */
#include "app/monitor/requests.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/state/folder.h"
#include "base/clock.h"
#include "base/plural.h"
#include "base/signal_name.h"
#include "screen/frame/grid_svg.h"
#include "text/table/report.h"
#include "text/unit.h"

void
request_signal(struct session *s, const struct signal_command *c, struct view_state *state)
{
	char name[24];
	struct buffer b = buffer_over(name, sizeof name);
	size_t sent = 0;
	int error = 0;
	pid_t failed = 0;

	signal_name_put(c->signal, &b);
	for (size_t i = 0; i < c->count; i++) {
		int result = source_signal(s->source, c->targets[i], c->signal);

		sent += result == 0;
		if (result != 0) {
			error = result;
			failed = c->targets[i].pid;
		}
	}
	if (error == 0)
		state_message(state, false, "sent %s to %zu %s", name, sent,
			plural(sent, "process", "processes"));
	else
		state_message(state, true, "sent %s to %zu of %zu processes; %d: %s", name, sent,
			c->count, (int)failed, strerror(error));
}

void
request_smaps(struct session *s, struct proc_key process, struct process_smaps *smaps,
	struct view_state *state)
{
	int error = source_smaps(s->source, process, smaps);

	if (error != 0)
		state_message(state, true, "error reading PSS and USS: %s", strerror(error));
}

void
request_alerts(struct alert *a, const struct session *s, struct view_state *state)
{
	struct failure why;

	if (!alert_check(a, &s->table, &state->list.selection, &why))
		state_message_failure(state, &why);
	else if (a->footer_text[0] != '\0')
		state_message_to_stay(state, "%s", a->footer_text);
}

static bool
create_file(const char *suffix, char *path, size_t size, int *fd, struct failure *why)
{
	struct buffer b = buffer_over(path, size);

	if (!folder_state(&b, why))
		return false;
	buffer_text(&b, "/snapshot-");
	unit_local_time(&b, clock_wall_ns(), UNIT_FILE_STAMP);
	buffer_text(&b, suffix);
	*fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return *fd >= 0 || failure_set(why, errno, "creating %s", path);
}

/* The rows of the screen, with what is folded there. */
static void
build_all(struct rows *all, const struct session *s, const struct view_state *state,
	const struct column_context *context)
{
	struct row_order order = list_order(&state->list, &s->groups);

	order.folded.count = 0;
	if (order.ended != ENDED_HIDDEN)
		order.ended = ENDED_EACH;
	rows_build(all, &s->table, &state->list.selection, &order, context);
}

/* Says what was written, or why not. */
static void
write_new(const char *suffix, const struct bytes *bytes, struct view_state *state)
{
	char path[1024];
	struct failure why;
	bool good;
	int fd;

	if (!create_file(suffix, path, sizeof path, &fd, &why)) {
		state_message_failure(state, &why);
		return;
	}
	good = io_write(fd, bytes, &why);
	if (close(fd) < 0 && good)
		good = failure_set(&why, errno, "writing %s", path);
	if (good)
		state_message(state, false, "wrote %s", path);
	else
		state_message_failure(state, &why);
}

void
request_snapshot(struct session *s, struct view_state *state)
{
	struct column_list list = list_columns(&state->list);
	struct rows all = { .items = NULL };
	struct report report = { .table = &s->table,
		.rows = &all,
		.columns = &list,
		.context = rows_context(&s->table, s->wall_ns, state->units, state->ascii),
		.tree = state->list.tree,
		.groups = state->list.groups,
		.all_ended = true };
	struct bytes out = { .data = NULL };

	report.context.by_limit = state->list.by_limit;
	build_all(&all, s, state, &report.context);
	report_plain(&report, &out);
	rows_clear(&all);
	write_new(".txt", &out, state);
	bytes_free(&out);
}

void
request_picture(const struct grid *g, const struct theme *theme, struct view_state *state)
{
	struct bytes out = { .data = NULL };

	grid_put_svg(g, theme, "peaktop", &out);
	write_new(".svg", &out, state);
	bytes_free(&out);
}
