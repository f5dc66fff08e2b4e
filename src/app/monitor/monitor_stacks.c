/* SPDX-License-Identifier: MIT */
/* monitor_stacks.c: looks into a Python process: a thread of its own reads it, for a reading may
 * wait as long as the process is busy with its memory map. */
#include "app/monitor/monitor_private.h"

#include <string.h>

#include "base/clock.h"

void
monitor_stacks_close(struct monitor *m)
{
	if (m->stacks_sampler != NULL)
		line_sampler_free(m->stacks_sampler);
	m->stacks_sampler = NULL;
	code_stacks_clear(&m->stacks.stacks);
}

static void
start(struct monitor *m)
{
	struct details d = { .found = false };
	struct line_sampler_setup setup = {
		.folder = d.cwd, .began_ns = clock_active_ns(), .proc = "/proc", .since = true
	};
	struct failure why;

	source_details(m->session.source, m->stacks.of, &d);
	m->stacks_sampler = line_sampler_start(&setup, &why);
	if (m->stacks_sampler == NULL)
		m->stacks.status = STACKS_FAILED;
}

void
monitor_stacks_read(struct monitor *m, struct proc_key process)
{
	struct stacks_page *page = &m->stacks;

	if (m->stacks_sampler == NULL || proc_key_compare(page->of, process) != 0) {
		monitor_stacks_close(m);
		*page = (struct stacks_page){ .of = process, .began_ns = clock_boot_ns() };
		start(m);
	}
	if (m->stacks_sampler == NULL)
		return;
	/* What is followed already is ignored; what could not be may have called exec since. */
	line_sampler_offer(m->stacks_sampler, process.pid, 0, false);
	line_sampler_ask_stacks(m->stacks_sampler, process.pid);
}

static void
report(struct monitor *m)
{
	struct lines_grown *grown = &m->stacks.grown;
	struct run_lines lines = { .lists = &grown->by };

	if (stacks_page_is_final(&m->stacks))
		line_sampler_report(m->stacks_sampler, &lines);
	else
		line_sampler_report_now(m->stacks_sampler, &lines);
	grown->bytes = lines.bytes;
}

/* Stacks stay when there are no newer ones. */
void
monitor_stacks_take(struct monitor *m)
{
	struct stacks_page *page = &m->stacks;
	struct code_stacks read = { .status = STACKS_AWAITED };

	if (m->stacks_sampler == NULL || !line_sampler_take_stacks(m->stacks_sampler, &read))
		return;
	page->status = read.status;
	page->version = read.version != 0 ? read.version : page->version;
	if (read.status == STACKS_READ) {
		code_stacks_clear(&page->stacks);
		page->stacks = read;
	} else {
		code_stacks_clear(&read);
	}
	report(m);
}

void
monitor_stacks_tick(struct monitor *m)
{
	if (m->stacks_sampler == NULL)
		return;
	monitor_stacks_take(m);
	report(m);
	if (m->stacks.status == STACKS_EARLY || m->stacks.status == STACKS_TORN)
		line_sampler_ask_stacks(m->stacks_sampler, m->stacks.of.pid);
}

/* Whether its page is open, possibly below the help. */
static bool
is_open(const struct view_state *s)
{
	return s->view == VIEW_STACKS || (s->view == VIEW_HELP && s->before_help == VIEW_STACKS);
}

void
monitor_stacks_settle(struct monitor *m)
{
	if (!is_open(&m->state))
		monitor_stacks_close(m);
	if (m->stacks_sampler == NULL)
		return;
	/* After the panes'. */
	m->loop.channels[m->loop.channel_count++] =
		(struct loop_channel){ line_sampler_stacks_fd(m->stacks_sampler), false };
}
