/* SPDX-License-Identifier: MIT */
/* watched_list_json.c: a running job as a line of JSON, schema peaktop.job/1, using jansson. */
#include "text/run/watched_list.h"

#include "text/json.h"

static json_t *
number_or_null(uint64_t number)
{
	return json_count_or_null(number > 0, number);
}

static json_t *
job_object(const struct watched_row *row)
{
	const struct watched_identity *id = &row->identity;
	const struct watched_figures *f = &row->figures;
	json_t *object = json_object();

	json_put(object, "schema", json_string("peaktop.job/1"));
	json_put(object, "run", number_or_null(id->run));
	json_put(object, "label", json_clean_or_null(id->label));
	json_put(object, "command", json_clean_or_null(id->command));
	json_put(object, "cwd", json_clean_or_null(id->cwd));
	json_put(object, "since", json_seconds(id->started_wall_ns));
	json_put(object, "pid", number_or_null((uint64_t)id->root.pid));
	json_put(object, "keeper_pid", number_or_null((uint64_t)id->keeper));
	json_put(object, "holds_bytes", json_count_or_null(f->processes_seen > 0, f->held_bytes));
	json_put(object, "peak_bytes", number_or_null(f->tree_bytes));
	json_put(object, "processes", json_count_or_null(f->processes_seen > 0, f->processes));
	json_put(object, "screens", json_count(f->screens));
	json_put(object, "stopped", json_boolean(f->stopped));
	return object;
}

bool
watched_list_put_json(const struct watched_row *row, struct bytes *out, struct failure *why)
{
	/* Enough digits for the microseconds of a time since 1970. */
	if (!json_write(job_object(row), 17, "a job", out, why))
		return false;
	bytes_text(out, "\n");
	return true;
}
