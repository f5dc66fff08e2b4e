/* SPDX-License-Identifier: MIT */
/* alert.c: checks the table after each sample, and runs the commands of --at and --on-peak. */
#include "app/sampling/alert.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/grow.h"
#include "launch/hook.h"
#include "text/unit.h"

#define PEAK_PAUSE_NS NS_PER_SECOND
/* A peak is reported when it rose by a hundredth. */
#define PEAK_STEPS 100
/* How long commands may take at the end without a screen. */
#define FINISH_NS (10 * NS_PER_SECOND)

void
alert_open(struct alert *a, const struct alert_options *o, const struct inherited *inherited,
	pid_t own, bool quiet)
{
	*a = (struct alert){ .options = o, .inherited = inherited, .own = own, .quiet = quiet };
}

void
alert_close(struct alert *a)
{
	free(a->watches);
	free(a->spare);
	free(a->events);
	a->watches = a->spare = NULL;
	a->events = NULL;
	a->watch_count = a->event_count = 0;
}

/* --- events --- */

static void
note(struct alert *a, const struct table *t, const struct process *p, const char *command,
	const char *reason, uint64_t bytes)
{
	const char *text = p->command[0] != '\0' ? p->command : p->name;
	struct alert_event *e;
	struct buffer b;

	a->events =
		grow_array(a->events, &a->event_capacity, a->event_count + 1, sizeof *a->events);
	e = &a->events[a->event_count++];
	*e = (struct alert_event){ .command = command,
		.reason = reason,
		.pid = p->now.key.pid,
		.rss_bytes = p->now.rss_bytes,
		.peak_bytes = p->peak.bytes,
		.age_ns = t->taken_ns > p->now.started_ns ? t->taken_ns - p->now.started_ns : 0,
		.bytes = bytes };
	b = buffer_over(e->name, sizeof e->name);
	buffer_put(&b, text, strcspn(text, " "));
}

static void
report_reached(struct alert *a)
{
	const struct alert_event *e = &a->events[a->event_count - 1];
	struct buffer b = buffer_over(a->footer_text, sizeof a->footer_text);

	buffer_print(&b, "alert: %s reached ", e->name);
	unit_size(&b, e->bytes, UNITS_AUTO);
}

static bool
concerns(const struct alert_rule *rule, const struct process *p)
{
	if (rule->pid != 0)
		return rule->pid == p->now.key.pid;
	return rule->name[0] == '\0' || select_text_matches(rule->name, p);
}

static void
check_sizes(struct alert *a, const struct table *t, const struct process *p, struct alert_watch *w)
{
	for (size_t i = 0; i < a->options->at_count; i++) {
		const struct alert_rule *rule = &a->options->at[i];

		if ((w->reached & 1u << i) || !(p->now.known & KNOWN_RSS) ||
			p->now.rss_bytes < rule->bytes || !concerns(rule, p))
			continue;
		w->reached |= 1u << i;
		note(a, t, p, rule->command, "at", rule->bytes);
		report_reached(a);
	}
}

/* Whether a process is ours, or was started by a command of ours. */
static bool
is_ours(const struct alert *a, const struct process *p)
{
	return a->own != 0 &&
	       (p->now.key.pid == a->own || (a->group != 0 && p->now.pgrp == a->group));
}

/* The entry of a process from the last check, or a new one. */
static struct alert_watch
watch_of(const struct alert *a, size_t *old, const struct process *p)
{
	while (*old < a->watch_count && proc_key_compare(a->watches[*old].key, p->now.key) < 0)
		(*old)++;
	if (*old < a->watch_count && proc_key_compare(a->watches[*old].key, p->now.key) == 0)
		return a->watches[(*old)++];
	return (struct alert_watch){ .key = p->now.key,
		.execs = p->execs,
		.reported_bytes = p->peak.bytes,
		.reached = is_ours(a, p) ? ~0u : 0 };
}

/* How far the peak is above the reported one; rises of a process that is not shown are not reported
 * later. */
static uint64_t
rise_of(const struct process *p, const struct selection *shown, struct alert_watch *w)
{
	if (w->reached == ~0u || w->execs != p->execs || !select_takes(shown, p)) {
		w->execs = p->execs;
		w->reported_bytes = p->peak.bytes;
	}
	return p->peak.bytes > w->reported_bytes + w->reported_bytes / PEAK_STEPS
		       ? p->peak.bytes - w->reported_bytes
		       : 0;
}

/* Reports the process whose peak rose most, unless the last report was just now, or is still
 * waiting. */
static void
check_peak(struct alert *a, const struct table *t, size_t risen)
{
	if (a->options->on_peak == NULL || risen == t->living_count || a->hook != 0 ||
		a->event_count > 0 ||
		(a->hooked_ns != 0 && clock_active_ns() - a->hooked_ns < PEAK_PAUSE_NS))
		return;
	note(a, t, t->living[risen], a->options->on_peak, "peak", t->living[risen]->peak.bytes);
	a->watches[risen].reported_bytes = t->living[risen]->peak.bytes;
	a->hooked_ns = clock_active_ns();
}

/* Both sides are sorted, so entries of processes that ended drop out. */
static void
check_processes(struct alert *a, const struct table *t, const struct selection *shown)
{
	size_t old = 0, risen = t->living_count;
	uint64_t max = 0;

	a->spare = grow_discard(a->spare, &a->spare_capacity, t->living_count, sizeof *a->spare);
	for (size_t i = 0; i < t->living_count; i++) {
		struct alert_watch *w = &a->spare[i];
		uint64_t rise;

		*w = watch_of(a, &old, t->living[i]);
		check_sizes(a, t, t->living[i], w);
		rise = rise_of(t->living[i], shown, w);
		if (rise > max) {
			max = rise;
			risen = i;
		}
	}
	grow_swap(&a->watches, &a->watch_capacity, &a->spare, &a->spare_capacity);
	a->watch_count = t->living_count;
	check_peak(a, t, risen);
}

/* --- commands --- */

/* session.c may have reaped it already; then it is not our child any more. */
static void
reap(struct alert *a)
{
	if (a->hook != 0 && waitpid(a->hook, NULL, WNOHANG) != 0)
		a->hook = 0;
}

static bool
start_next(struct alert *a, struct failure *why)
{
	struct alert_event e;
	struct hook_values values;
	pid_t pid;

	if (a->hook != 0 || a->event_count == 0)
		return true;
	e = a->events[0];
	a->event_count--;
	memmove(a->events, a->events + 1, a->event_count * sizeof *a->events);
	values = (struct hook_values){ .reason = e.reason,
		.pid = e.pid,
		.name = e.name,
		.rss_bytes = e.rss_bytes,
		.peak_bytes = e.peak_bytes,
		.elapsed_ns = e.age_ns,
		.quiet = a->quiet };
	pid = hook_start(e.command, &values, a->inherited, why);
	a->hook = a->group = pid > 0 ? pid : 0;
	return pid > 0;
}

bool
alert_check(
	struct alert *a, const struct table *t, const struct selection *shown, struct failure *why)
{
	a->footer_text[0] = '\0';
	if (a->options->at_count == 0 && a->options->on_peak == NULL)
		return true;
	reap(a);
	check_processes(a, t, shown);
	return start_next(a, why);
}

size_t
alert_finish(struct alert *a)
{
	const struct timespec pause = { .tv_nsec = 5 * (long)NS_PER_MS };
	uint64_t until = clock_active_ns() + FINISH_NS;
	struct failure why;

	while (a->event_count > 0 && clock_active_ns() < until) {
		reap(a);
		if (a->hook != 0)
			nanosleep(&pause, NULL);
		else if (!start_next(a, &why))
			break;
	}
	return a->event_count;
}
