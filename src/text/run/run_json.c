/* SPDX-License-Identifier: MIT */
/* run_json.c: a run as a line of JSON, schema peaktop.run/1, using jansson. Its members and their
 * order are in THE table of a run's fields (model/run/run_field.c); here are only those that are
 * made of several. */
#include "text/run/summary.h"

#include <assert.h>
#include <string.h>

#include "base/length.h"
#include "model/run/confidence.h"
#include "model/run/run_field.h"
#include "text/json.h"
#include "text/json_argv.h"
#include "text/run/code_lines.h"

/* Process id and name; null for a process that no sample saw. */
static void
set_who(json_t *object, const struct run_member *m)
{
	json_put(object, "pid", json_count_or_null(m->pid != 0, (uint64_t)m->pid));
	json_put(object, "name", json_clean_or_null(m->name));
}

/* of_their_own: each with its own peak, at any time. */
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
		json_put(member, "bytes", json_count(members[i].bytes));
		if (of_their_own)
			json_put(member, "exit_peak_bytes",
				json_count_or_null(members[i].exact, members[i].bytes));
		json_append(array, member);
	}
	return array;
}

/* --- members that are made of several; null: unknown, with all that would be in it --- */

static json_t *
make_schema(const struct run *run)
{
	(void)run;
	return json_string("peaktop.run/1");
}

static json_t *
make_number(const struct run *run)
{
	return json_count_or_null(run->number != 0, run->number);
}

static json_t *
make_command(const struct run *run)
{
	return json_argv(run->argv);
}

static json_t *
make_argv(const struct run *run)
{
	return json_argv_base64(run->argv);
}

static json_t *
make_started_at(const struct run *run)
{
	char started_at[40];
	struct buffer b = buffer_over(started_at, sizeof started_at);

	unit_timestamp(&b, run->started_wall_ns);
	return json_string(started_at);
}

static json_t *
object_or_null(bool known)
{
	return known ? json_object() : json_null();
}

static json_t *
make_single_parts(const struct run *run)
{
	return object_or_null(run->single.parts.known);
}

static json_t *
make_tree_parts(const struct run *run)
{
	return object_or_null(run->tree.parts.known);
}

static json_t *
code_line(const struct run *run, const struct code_line *line, bool with_bytes)
{
	json_t *object = json_object();

	json_put(object, "file", json_clean_or_null(line->file));
	json_put(object, "line", json_count_or_null(line->line > 0, line->line));
	json_put(object, "function", json_clean_or_null(line->function));
	json_put(object, "kind", json_string(code_line_kind_name(line->kind)));
	if (!with_bytes)
		return object;
	json_put(object, "bytes", json_count(line->bytes));
	json_put(object, "share", json_real_or_null(true, code_line_share(run, line)));
	return object;
}

static json_t *
code_lines(const struct run *run, const struct code_line *lines, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_append(array, code_line(run, &lines[i], true));
	return array;
}

static json_t *
make_lines(const struct run *run)
{
	const struct code_lists *l = run->lines.lists;

	return run_lines_known(run) ? code_lines(run, l->lines, l->line_count) : json_null();
}

static json_t *
make_functions(const struct run *run)
{
	const struct code_lists *l = run->lines.lists;

	return run_lines_known(run) ? code_lines(run, l->functions, l->function_count)
				    : json_null();
}

static json_t *
make_places(const struct run *run)
{
	json_t *array;

	if (!run_lines_known(run))
		return json_null();
	array = json_array();
	for (size_t i = 0; i < run->lines.lists->place_count; i++) {
		json_t *place = code_line(run, &run->lines.lists->places[i], false);

		json_put(place, "at_seconds",
			json_seconds_or_null(true, run->lines.lists->places[i].at_ns));
		json_append(array, place);
	}
	return array;
}

static json_t *
make_lines_status(const struct run *run)
{
	return json_string(run_lines_status_name(run->lines.status));
}

static json_t *
make_peak_line(const struct run *run)
{
	return run_lines_peak_known(run) ? code_line(run, &run->lines.lists->peak, false)
					 : json_null();
}

static json_t *
make_tree_bound(const struct run *run)
{
	return json_boolean_or_null(
		run->tree.origin != PEAK_NONE, confidence_tree(run) == CONFIDENCE_AT_LEAST);
}

static json_t *
make_hugetlb_bound(const struct run *run)
{
	return json_boolean_or_null(
		run->hugetlb.bytes > 0, confidence_hugetlb(run) == CONFIDENCE_AT_MOST);
}

static json_t *
make_tree_members(const struct run *run)
{
	return members_or_null(
		run_members_known(run), run->tree.members, run->tree.member_count, false);
}

static json_t *
make_cgroup(const struct run *run)
{
	return object_or_null(run->cgroup.made);
}

/* Memory that no process mapped. */
static json_t *
make_tmpfs(const struct run *run)
{
	return object_or_null(run->tmpfs.bytes != 0);
}

static json_t *
make_tmpfs_origin(const struct run *run)
{
	if (run->tmpfs.counted)
		return json_string("cgroup");
	return json_string(run->tmpfs.folder[0] != '\0' ? "mounts" : "descriptors");
}

/* One entry per kill. Nothing is known about victims that no sample saw, or beyond the ones
 * kept. */
#define KILLS_LISTED 1000

static json_t *
make_kills(const struct run *run)
{
	uint64_t kills = run_oom_kills(run);
	json_t *array;

	if (!run_kills_known(run))
		return json_null();
	array = json_array();
	if (run->victim_count > kills)
		kills = run->victim_count;
	for (uint64_t i = 0; i < kills && i < KILLS_LISTED; i++) {
		static const struct run_member unseen = { .pid = 0 };
		const struct run_member *v = i < run->victim_count ? &run->victims[i] : &unseen;
		json_t *victim = json_object();

		set_who(victim, v);
		json_put(victim, "bytes", json_count_or_null(v->bytes != 0, v->bytes));
		json_put(victim, "lower_bound", json_boolean_or_null(v->bytes != 0, !v->exact));
		json_append(array, victim);
	}
	return array;
}

static json_t *
make_processes_bound(const struct run *run)
{
	return json_boolean_or_null(run_processes_known(run), !run->all_seen);
}

static json_t *
make_largest(const struct run *run)
{
	return members_or_null(run_members_known(run), run->top, run->top_count, true);
}

static json_t *
make_left(const struct run *run)
{
	return members_or_null(run_left_known(run) || run->reason == RUN_NOT_STARTED, run->left,
		run->left_count, false);
}

/* The most that was held in a phase; null: no sample saw it. */
static void
set_phase_peak(json_t *object, const char *bytes, const char *is, const char *at,
	const struct run_phase_peak *peak)
{
	bool known = peak->bytes > 0;

	json_put(object, bytes, json_count_or_null(known, peak->bytes));
	json_put(object, is, known ? json_string(confidence_name(peak->is)) : json_null());
	json_put(object, at, json_seconds_or_null(known, peak->at_ns));
}

static json_t *
make_phase(const struct run_phase *p)
{
	json_t *object = json_object();

	json_put(object, "name", json_clean_or_null(p->name));
	json_put(object, "count", json_count(p->count));
	json_put(object, "first_seconds", json_seconds(p->first_ns));
	json_put(object, "wall_seconds", json_seconds(p->wall_ns));
	json_put(object, "samples", json_count(p->samples));
	set_phase_peak(object, "peak_bytes", "peak_is", "peak_at_seconds", &p->tree);
	set_phase_peak(object, "process_peak_bytes", "process_peak_is", "process_peak_at_seconds",
		&p->single);
	json_put(object, "growth_bytes",
		p->growth_known ? json_integer((json_int_t)p->growth_bytes) : json_null());
	json_put(object, "minor_faults", json_count_or_null(p->faults_known, p->minor_faults));
	json_put(object, "major_faults", json_count_or_null(p->faults_known, p->major_faults));
	return object;
}

static json_t *
make_phases(const struct run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < run->phases.count; i++)
		json_append(array, make_phase(&run->phases.items[i]));
	return array;
}

static json_t *
make_marks(const struct run *run)
{
	json_t *array = json_array();

	for (size_t i = 0; i < run->phases.mark_count; i++) {
		json_t *mark = json_object();

		json_put(mark, "at_seconds", json_seconds(run->phases.marks[i].at_ns));
		json_put(mark, "name", json_clean_or_null(run->phases.marks[i].name));
		json_append(array, mark);
	}
	return array;
}

static json_t *
make_by_hand(const struct run *run, const char *path)
{
	static const struct {
		const char *path;
		json_t *(*make)(const struct run *);
	} makers[] = {
		{ "schema", make_schema },
		{ "run", make_number },
		{ "command", make_command },
		{ "argv_base64", make_argv },
		{ "started_at", make_started_at },
		{ "peak.process.parts", make_single_parts },
		{ "peak.tree.lower_bound", make_tree_bound },
		{ "peak.tree.parts", make_tree_parts },
		{ "peak.tree.hugetlb_upper_bound", make_hugetlb_bound },
		{ "peak.tree.processes", make_tree_members },
		{ "peak.cgroup", make_cgroup },
		{ "peak.tmpfs", make_tmpfs },
		{ "peak.tmpfs.origin", make_tmpfs_origin },
		{ "peak.line", make_peak_line },
		{ "lines_status", make_lines_status },
		{ "lines", make_lines },
		{ "functions", make_functions },
		{ "places", make_places },
		{ "phases", make_phases },
		{ "marks", make_marks },
		{ "oom_kills", make_kills },
		{ "processes_lower_bound", make_processes_bound },
		{ "largest", make_largest },
		{ "left", make_left },
	};
	size_t i = 0;

	while (i < LENGTH(makers) && strcmp(makers[i].path, path) != 0)
		i++;
	assert(i < LENGTH(makers));
	return makers[i].make(run);
}

/* --- all of them --- */

static json_t *
make_value(const struct run *run, const struct run_field *f)
{
	bool known = run_field_is_known(run, f);

	switch ((enum run_field_kind)f->kind) {
	case RUN_COUNT:
	case RUN_BYTES:
		return json_count_or_null(known, run_field_number(run, f));
	case RUN_TIME:
		return json_seconds_or_null(known, run_field_number(run, f));
	case RUN_FLAG:
		return json_boolean_or_null(known, run_field_number(run, f) != 0);
	case RUN_SIGNED:
		return known ? json_integer((json_int_t)run_field_number(run, f)) : json_null();
	case RUN_INTEGER:
		return known ? json_integer((int)run_field_number(run, f)) : json_null();
	case RUN_TEXT:
	case RUN_POINTER:
		return json_clean_or_null(run_field_text(run, f));
	case RUN_REASON:
	case RUN_ORIGIN:
	case RUN_CONFIDENCE:
		return known ? json_string(run_field_text(run, f)) : json_null();
	case RUN_BY_HAND:
		break;
	}
	return make_by_hand(run, f->json);
}

/* The object that holds the member at `path`, and the member's name; NULL: it is null. */
static json_t *
holder_of(json_t *object, const char *path, const char **name)
{
	const char *dot;

	for (; (dot = strchr(path, '.')) != NULL && json_is_object(object); path = dot + 1) {
		char part[sizeof((struct run_field *)NULL)->json] = "";

		memcpy(part, path, (size_t)(dot - path));
		if (json_object_get(object, part) == NULL)
			json_put(object, part, json_object());
		object = json_object_get(object, part);
	}
	*name = path;
	return json_is_object(object) ? object : NULL;
}

static json_t *
run_object(const struct run *run, uint64_t number)
{
	json_t *object = json_object(), *holder;
	struct run numbered = *run;
	const char *name;

	numbered.number = number;
	for (size_t i = 0; i < run_field_count; i++) {
		if (run_fields[i].json[0] == '\0')
			continue;
		holder = holder_of(object, run_fields[i].json, &name);
		if (holder != NULL)
			json_put(holder, name, make_value(&numbered, &run_fields[i]));
	}
	return object;
}

/* Stretches without a sample are omitted: they are not zero. */
static json_t *
series_array(const struct series *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < s->count; i++) {
		json_t *point;

		if (!s->points[i].present)
			continue;
		point = json_object();
		json_put(point, "at_seconds", json_seconds(i * s->step_ns));
		json_put(point, "tree_bytes", json_count(s->points[i].held_bytes));
		json_put(point, "rss_sum_bytes", json_count(s->points[i].rss_sum_bytes));
		json_append(array, point);
	}
	return array;
}

bool
summary_put_json_series(const struct run *run, uint64_t number, const struct series *series,
	struct bytes *out, struct failure *why)
{
	json_t *object = run_object(run, number);

	if (series != NULL)
		json_put(object, "series", series_array(series));
	if (!json_write(object, 15, "a run", out, why))
		return false;
	bytes_text(out, "\n");
	return true;
}

bool
summary_put_json(const struct run *run, uint64_t number, struct bytes *out, struct failure *why)
{
	return summary_put_json_series(run, number, NULL, out, why);
}
