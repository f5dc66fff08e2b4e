/* SPDX-License-Identifier: MIT */
/* recording_write.c: writes samples to a recording: the changes since the previous sample. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "source/recording/recording_private.h"

void
recording_put_head(const struct recording_about *about, struct bytes *out)
{
	bytes_text(out, RECORDING_SCHEMA "\n");
	bytes_print(
		out, "version %s\nhost %s\nboot %s\n", about->version, about->host, about->boot);
	bytes_print(
		out, "page %" PRIu64 "\nwants %" PRIu64 "\n\n", about->page_bytes, about->wants);
}

/* --- the system --- */

static uint64_t
hundredths(double percent)
{
	return percent > 0 ? percent < 100 ? (uint64_t)(percent * 100 + 0.5) : 10000 : 0;
}

static struct recorded_system
system_of(const struct table *t, uint64_t wall_ns)
{
	const struct system_memory *m = &t->memory;
	const struct system_events *e = &t->events.last;

	return (struct recorded_system){ .taken_ns = t->taken_ns,
		.wall_ahead_ns = wall_ns - t->taken_ns,
		.asleep_ns = t->taken_ns - t->active_ns,
		.denied = t->denied,
		.vanished = t->vanished,
		.known = m->known,
		.pressure_known = m->pressure_known,
		.total_bytes = m->total_bytes,
		.available_bytes = m->available_bytes,
		.swap_total_bytes = m->swap_total_bytes,
		.swap_free_bytes = m->swap_free_bytes,
		.some_hundredths = hundredths(m->pressure_some_avg10),
		.full_hundredths = hundredths(m->pressure_full_avg10),
		.swap_known = e->swap_known,
		.swapped_in_bytes = e->swapped_in_bytes,
		.swapped_out_bytes = e->swapped_out_bytes,
		.oom_known = e->oom_known,
		.oom_kills = e->oom_kills,
		.endings_reported = t->endings_reported,
		.endings_lost = t->endings_lost,
		.free_bytes = m->free_bytes,
		.hugetlb_bytes = m->hugetlb_bytes,
		.arc_bytes = m->arc_bytes,
		.container_limit_bytes = m->container.limit_bytes,
		.container_usage_bytes = m->container.usage_bytes,
		.container_charge_bytes = m->container.charge_bytes,
		.container_of_group = m->container.of_group };
}

static void
put_system(struct recording_state *s, const struct table *t, uint64_t wall_ns, bool key,
	struct bytes *out)
{
	struct recorded_system now = system_of(t, wall_ns), none = { .taken_ns = 0 };

	bytes_put(out, key ? "K" : "S", 1);
	recording_put_changes(&recording_system_fields, key ? &none : &s->system, &now, out);
	bytes_put(out, "\n", 1);
	s->system = now;
}

/* --- one process --- */

static bool
keep_text(char **kept, const char *text)
{
	if (text == NULL ? *kept == NULL : *kept != NULL && strcmp(*kept, text) == 0)
		return false;
	free(*kept);
	*kept = text != NULL ? grow_copy(text) : NULL;
	return true;
}

/* Takes over a process's names; returns whether they changed. */
static bool
keep_texts(struct recorded *r, const struct process *p)
{
	bool changed = !r->described || r->python != p->python;

	changed |= keep_text(&r->name, p->name);
	changed |= keep_text(&r->command, p->command);
	changed |= keep_text(&r->cgroup, p->cgroup);
	changed |= keep_text(&r->user, p->user);
	changed |= keep_text(&r->environment, p->environment);
	r->described = true;
	r->python = p->python;
	return changed;
}

static void
put_texts(struct recorded *r, struct bytes *out)
{
	bytes_put(out, "D", 1);
	for (size_t i = 0; i < RECORDING_TEXTS; i++) {
		const char *text = *recording_text(r, i);

		if (text == NULL)
			continue;
		bytes_print(out, "\t%c", recording_text_letters[i]);
		bytes_text(out, text);
	}
	bytes_text(out, r->python ? "\tp\n" : "\n");
}

/* The process's line, and its names if they changed; nothing if nothing did. */
static void
put_process(struct recorded *r, const struct process *p, bool whole, struct bytes *out)
{
	struct reading now = p->now, none = { .known = 0 };
	size_t began = out->length;
	bool texts;

	now.known &= reading_recorded_known();
	bytes_print(out, "%c %d", whole ? 'P' : 'p', (int)now.key.pid);
	/* During an exec names are known, but not reliable yet. */
	texts = (p->described_ns != 0 || p->name[0] != '\0') && keep_texts(r, p);
	if (recording_put_changes(&reading_fields, whole ? &none : &r->reading, &now, out) == 0 &&
		!whole && !texts)
		out->length = began;
	else
		bytes_put(out, "\n", 1);
	if (texts || (whole && r->described))
		put_texts(r, out);
	r->reading = now;
}

/* --- ends --- */

/* Its end was reported with this sample: the final value of its peak. */
static void
put_end(const struct table *t, const struct selection *which, const struct process *p,
	struct bytes *out)
{
	struct ending none = { .pid = 0 }, e = { .began_ns = p->now.started_ns,
		.ppid = p->now.ppid,
		.uid = p->now.uid,
		.peak_bytes = p->final_bytes,
		.forked = p->now.forked };

	if (p->final_ns == 0 || p->final_ns != t->taken_ns || !select_takes(which, p))
		return;
	bytes_print(out, "X %d", (int)p->now.key.pid);
	recording_put_changes(&recording_ending_fields, &none, &e, out);
	bytes_print(out, "\t%s\n", p->name);
}

/* Ends of processes that the newest sample still has, that went with it, or that no sample saw. */
static void
put_ends(const struct table *t, const struct selection *which, struct bytes *out)
{
	for (size_t i = 0; i < t->living_count; i++)
		put_end(t, which, t->living[i], out);
	for (size_t i = t->ended_count - t->ended_now; i < t->ended_count; i++)
		put_end(t, which, t->ended[i], out);
}

/* --- all of them --- */

static bool
stays(const struct table *t, const struct selection *which, const struct recorded *r)
{
	const struct process *p = table_find_pid(t, r->reading.key.pid);

	return p != NULL && proc_key_compare(p->now.key, r->reading.key) == 0 &&
	       select_takes(which, p);
}

/* Keeps lines short, however many are gone. */
#define GONE_ON_A_LINE 100

static void
put_pid_gone(size_t number, pid_t pid, struct bytes *out)
{
	if (number % GONE_ON_A_LINE == 0)
		bytes_text(out, number > 0 ? "\nx" : "x");
	bytes_print(out, " %d", (int)pid);
}

/* Frees processes that are gone, and lists them before new ones may reuse their pids. */
static void
put_gone(struct recording_state *s, const struct table *t, const struct selection *which,
	bool silent, struct bytes *out)
{
	size_t kept = 0, gone = 0;

	for (size_t i = 0; i < s->count; i++) {
		struct recorded *r = s->items[i];

		if (stays(t, which, r)) {
			s->items[kept++] = r;
			continue;
		}
		if (!silent)
			put_pid_gone(gone++, r->reading.key.pid, out);
		recorded_free(r);
	}
	s->count = kept;
	if (gone > 0)
		bytes_put(out, "\n", 1);
}

void
recording_put_sample(struct recording_state *s, const struct table *t,
	const struct selection *which, uint64_t wall_ns, bool key, struct bytes *out)
{
	size_t old = 0;

	put_system(s, t, wall_ns, key, out);
	put_gone(s, t, which, key, out);
	for (size_t i = 0; i < t->living_count; i++) {
		const struct process *p = t->living[i];
		bool known = old < s->count &&
			     proc_key_compare(s->items[old]->reading.key, p->now.key) == 0;
		struct recorded *r;

		if (!known && !select_takes(which, p))
			continue;
		r = known ? s->items[old++] : recorded_new();
		put_process(r, p, key || !known, out);
		recording_keep(s, r);
	}
	recording_swap(s);
	put_ends(t, which, out);
	bytes_print(out, "E %zu\n", s->count);
}
