/* SPDX-License-Identifier: MIT */
/* run_json.c: a run as a line of JSON, schema peaktop.run/1, through jansson. */
#include <jansson.h>
#include <stdlib.h>

#include "text/summary.h"

#include "base/clock.h"
#include "text/argv.h"
#include "text/json_words.h"
#include "text/trust.h"

/* jansson answers out of memory with NULL, which json_object_set_new passes on as an error; text
 * is valid UTF-8 by the time it comes here, so that no other error is left. */
static void
set(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		failure_out_of_memory();
}

static void
append(json_t *array, json_t *value)
{
	if (value == NULL || json_array_append_new(array, value) != 0)
		failure_out_of_memory();
}

static json_t *
count(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
count_or_null(bool known, uint64_t n)
{
	return known ? count(n) : json_null();
}

static json_t *
seconds(uint64_t ns)
{
	return json_real((double)ns / NS_PER_SECOND);
}

static json_t *
seconds_or_null(bool known, uint64_t ns)
{
	return known ? seconds(ns) : json_null();
}

/* Clean once more what should be clean: a single bad byte would cost the whole object. */
static json_t *
clean_or_null(const char *text)
{
	json_t *value;
	char *clean;

	if (text == NULL || text[0] == '\0')
		return json_null();
	clean = argv_clean(text);
	value = json_string(clean);
	free(clean);
	return value;
}

/* A command that was not started, or whose end nobody saw, has neither a status nor a signal. */
static json_t *
exit_object(const struct run *run)
{
	bool ended = run_end_known(run), killed = run->signal != 0;
	json_t *object = json_object();

	set(object, "status", ended && !killed ? json_integer(run->status) : json_null());
	set(object, "signal", ended && killed ? json_integer(run->signal) : json_null());
	set(object, "reason", json_string(run_reason_name(run->reason)));
	return object;
}

/* Of a run whose end was not seen there is none; a command that was not started used none. */
static json_t *
usage_object(const struct run *run)
{
	const struct run_usage *u = &run->usage;
	bool known = run_end_known(run) || run->reason == RUN_NOT_STARTED;
	json_t *object = json_object();

	set(object, "user_seconds", seconds_or_null(known, u->user_ns));
	set(object, "system_seconds", seconds_or_null(known, u->system_ns));
	set(object, "max_rss_bytes", count_or_null(known, u->max_rss_bytes));
	set(object, "max_rss_floor_bytes", count_or_null(known, u->max_rss_floor_bytes));
	set(object, "max_rss_floored", known ? json_boolean(u->max_rss_floored) : json_null());
	set(object, "minor_faults", count_or_null(known, u->minor_faults));
	set(object, "major_faults", count_or_null(known, u->major_faults));
	set(object, "block_inputs", count_or_null(known, u->block_inputs));
	set(object, "block_outputs", count_or_null(known, u->block_outputs));
	set(object, "voluntary_switches", count_or_null(known, u->voluntary_switches));
	set(object, "involuntary_switches", count_or_null(known, u->involuntary_switches));
	return object;
}

static json_t *
origin_or_null(enum peak_origin origin)
{
	return origin != PEAK_NONE ? json_string(peak_origin_name(origin)) : json_null();
}

/* Process id and name; null for one that was never seen alive. */
static void
set_who(json_t *object, const struct run_member *m)
{
	set(object, "pid", count_or_null(m->pid != 0, (uint64_t)m->pid));
	set(object, "name", clean_or_null(m->name));
}

static json_t *
parts_or_null(const struct run *run, const struct run_parts *p)
{
	json_t *object;

	if (!p->known)
		return json_null();
	object = json_object();
	set(object, "anon_bytes", count(p->anon_bytes));
	set(object, "shared_bytes", count(p->shared_bytes));
	set(object, "file_bytes", count(p->file_bytes));
	set(object, "swap_bytes", count(p->swap_bytes));
	set(object, "hugetlb_bytes", count_or_null(run->hugetlb.known, p->hugetlb_bytes));
	return object;
}

static json_t *
single_object(const struct run *run)
{
	const struct run_single_peak *p = &run->single;
	bool known = p->origin != PEAK_NONE;
	json_t *object = json_object();

	set(object, "bytes", count_or_null(known, p->member.bytes));
	set_who(object, &p->member);
	set(object, "at_seconds", seconds_or_null(known && p->at_known, p->at_ns));
	set(object, "origin", origin_or_null(p->origin));
	set(object, "parts", parts_or_null(run, &p->parts));
	return object;
}

/* of_their_own: each with its own peak, at whatever time. */
static json_t *
members_or_null(bool known, const struct run_member *members, size_t length, bool of_their_own)
{
	json_t *array;

	if (!known)
		return json_null();
	array = json_array();
	for (size_t i = 0; i < length; i++) {
		json_t *member = json_object();

		set_who(member, &members[i]);
		set(member, "bytes", count(members[i].bytes));
		if (of_their_own)
			set(member, "exit_peak_bytes",
				count_or_null(members[i].exact, members[i].bytes));
		append(array, member);
	}
	return array;
}

static json_t *
tree_object(const struct run *run)
{
	const struct run_tree_peak *p = &run->tree;
	bool known = p->origin != PEAK_NONE;
	json_t *object = json_object();

	set(object, "bytes", count_or_null(known, p->bytes));
	set(object, "at_seconds", seconds_or_null(run_tree_time_known(run), p->at_ns));
	set(object, "origin", origin_or_null(p->origin));
	set(object, "lower_bound",
		known ? json_boolean(trust_tree(run) == TRUST_AT_LEAST) : json_null());
	set(object, "parts", parts_or_null(run, &p->parts));
	set(object, "hugetlb_peak_bytes", count_or_null(run->hugetlb.known, run->hugetlb.bytes));
	set(object, "hugetlb_upper_bound",
		run->hugetlb.bytes > 0 ? json_boolean(trust_hugetlb(run) == TRUST_AT_MOST)
				       : json_null());
	set(object, "processes",
		members_or_null(run_members_known(run), p->members, p->member_count, false));
	return object;
}

static json_t *
cgroup_or_null(const struct run_cgroup *c)
{
	json_t *object;

	if (!c->made)
		return json_null();
	object = json_object();
	set(object, "bytes", count(c->peak_bytes));
	set(object, "limit_bytes", count_or_null(c->limit_bytes != 0, c->limit_bytes));
	return object;
}

/* As many as there were: of those beyond the ones that are kept, and of those that nobody saw, nothing
 * is known. */
#define KILLS_TOLD 1000

static json_t *
kills_or_null(const struct run *run)
{
	uint64_t kills = run_oom_kills(run);
	json_t *array;

	if (!run_kills_known(run))
		return json_null();
	array = json_array();
	if (run->victim_count > kills)
		kills = run->victim_count;
	for (uint64_t i = 0; i < kills && i < KILLS_TOLD; i++) {
		static const struct run_member unseen = { .pid = 0 };
		const struct run_member *v = i < run->victim_count ? &run->victims[i] : &unseen;
		json_t *victim = json_object();

		set_who(victim, v);
		set(victim, "bytes", count_or_null(v->bytes != 0, v->bytes));
		set(victim, "lower_bound", v->bytes != 0 ? json_boolean(!v->exact) : json_null());
		append(array, victim);
	}
	return array;
}

/* Memory that none of the processes held. */
static json_t *
tmpfs_or_null(const struct run_tmpfs *t)
{
	json_t *object;

	if (t->bytes == 0)
		return json_null();
	object = json_object();
	set(object, "bytes", count(t->bytes));
	set(object, "folder", clean_or_null(t->folder));
	set(object, "origin", json_string(t->counted ? "cgroup" : "mounts"));
	return object;
}

static json_t *
peak_object(const struct run *run)
{
	json_t *object = json_object();

	set(object, "process", single_object(run));
	set(object, "tree", tree_object(run));
	set(object, "cgroup", cgroup_or_null(&run->cgroup));
	set(object, "tmpfs", tmpfs_or_null(&run->tmpfs));
	return object;
}

static json_t *
sampling_object(const struct run *run)
{
	bool ended = run_end_known(run) || run->reason == RUN_NOT_STARTED;
	json_t *object = json_object();

	set(object, "interval_seconds", seconds_or_null(run->interval_ns > 0, run->interval_ns));
	set(object, "samples", count(run->samples));
	set(object, "cpu_seconds", seconds_or_null(ended, run->observer_cpu_ns));
	return object;
}

static json_t *
run_object(const struct run *run, uint64_t number)
{
	json_t *object = json_object();
	char started_at[40];
	struct buffer b = buffer_over(started_at, sizeof started_at);

	unit_timestamp(&b, run->started_wall_ns);
	set(object, "schema", json_string("peaktop.run/1"));
	set(object, "run", count_or_null(number != 0, number));
	set(object, "label", clean_or_null(run->label));
	set(object, "command", json_words(run->argv));
	set(object, "argv_base64", json_words_base64(run->argv));
	set(object, "cwd", clean_or_null(run->cwd));
	set(object, "host", clean_or_null(run->host));
	set(object, "started_at", json_string(started_at));
	set(object, "wall_seconds", seconds(run->wall_ns));
	set(object, "exit", exit_object(run));
	set(object, "usage", usage_object(run));
	set(object, "peak", peak_object(run));
	set(object, "oom_kills", kills_or_null(run));
	set(object, "oom_likely",
		run_kills_known(run) ? json_boolean(run->oom_likely) : json_null());
	set(object, "oom_limit_bytes",
		count_or_null(run->oom_limit_bytes != 0, run->oom_limit_bytes));
	set(object, "swap_peak_bytes", count_or_null(run_swap_known(run), run->swap_peak_bytes));
	set(object, "processes_seen", count_or_null(run_processes_known(run), run->processes_seen));
	set(object, "processes_lower_bound",
		run_processes_known(run) ? json_boolean(!run->all_seen) : json_null());
	set(object, "largest",
		members_or_null(run_members_known(run), run->largest, run->largest_count, true));
	set(object, "exits_lost", count_or_null(run->exits_told, run->exits_lost));
	set(object, "left_alive", count_or_null(run_left_known(run), run->left_alive));
	set(object, "left",
		members_or_null(run_left_known(run) || run->reason == RUN_NOT_STARTED, run->left,
			run->left_count, false));
	set(object, "sampling", sampling_object(run));
	return object;
}

static int
take_bytes(const char *data, size_t length, void *out)
{
	bytes_put(out, data, length);
	return 0;
}

/* What nobody looked at is left out: it is not zero. */
static json_t *
series_array(const struct series *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->count; i++) {
		json_t *point;

		if (!s->points[i].present)
			continue;
		point = json_object();
		set(point, "at_seconds", seconds(i * s->step_ns));
		set(point, "tree_bytes", count(s->points[i].held_bytes));
		set(point, "rss_sum_bytes", count(s->points[i].rss_sum_bytes));
		append(array, point);
	}
	return array;
}

bool
summary_put_json_series(const struct run *run, uint64_t number, const struct series *series,
	struct bytes *out, struct failure *why)
{
	json_t *object = run_object(run, number);
	int failed;

	if (series != NULL)
		set(object, "series", series_array(series));
	failed =
		json_dump_callback(object, take_bytes, out, JSON_COMPACT | JSON_REAL_PRECISION(15));
	json_decref(object);
	if (failed)
		return fail(why, 0, "writing a run as JSON");
	bytes_text(out, "\n");
	return true;
}

bool
summary_put_json(const struct run *run, uint64_t number, struct bytes *out, struct failure *why)
{
	return summary_put_json_series(run, number, NULL, out, why);
}
