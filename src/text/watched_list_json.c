/* SPDX-License-Identifier: MIT */
/* watched_list_json.c: a job that goes on as a line of JSON, schema peaktop.job/1, through jansson. */
#include "text/watched_list.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "text/argv.h"

static void
set(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		failure_out_of_memory();
}

/* Clean once more what should be clean: a single bad byte would cost the whole object. */
static json_t *
clean_or_null(const char *text)
{
	char *clean;
	json_t *value;

	if (text[0] == '\0')
		return json_null();
	clean = argv_clean(text);
	value = json_string(clean);
	free(clean);
	return value;
}

static json_t *
integer_or_null(bool known, uint64_t number)
{
	return known ? json_integer((json_int_t)number) : json_null();
}

static json_t *
number_or_null(uint64_t number)
{
	return integer_or_null(number > 0, number);
}

static json_t *
job_object(const struct watched_row *row)
{
	const struct watched_identity *id = &row->identity;
	const struct watched_figures *f = &row->figures;
	json_t *object = json_object();

	set(object, "schema", json_string("peaktop.job/1"));
	set(object, "run", number_or_null(id->run));
	set(object, "label", clean_or_null(id->label));
	set(object, "command", clean_or_null(id->command));
	set(object, "cwd", clean_or_null(id->cwd));
	set(object, "since", json_real((double)id->started_wall_ns / NS_PER_SECOND));
	set(object, "pid", number_or_null((uint64_t)id->root.pid));
	set(object, "keeper_pid", number_or_null((uint64_t)id->keeper));
	set(object, "holds_bytes", integer_or_null(f->processes_seen > 0, f->held_bytes));
	set(object, "peak_bytes", number_or_null(f->tree_bytes));
	set(object, "processes", integer_or_null(f->processes_seen > 0, f->processes));
	set(object, "screens", json_integer((json_int_t)f->screens));
	set(object, "stopped", json_boolean(f->stopped));
	return object;
}

static int
take_bytes(const char *data, size_t count, void *out)
{
	bytes_put(out, data, count);
	return 0;
}

bool
watched_list_put_json(const struct watched_row *row, struct bytes *out, struct failure *why)
{
	json_t *object = job_object(row);
	int failed = json_dump_callback(object, take_bytes, out, JSON_COMPACT);

	json_decref(object);
	bytes_text(out, "\n");
	return failed == 0 || fail(why, 0, "writing a job as JSON");
}
