/* SPDX-License-Identifier: MIT */
/* report_json.c: one sample as a line of JSON, schema peaktop.sample/1, using jansson. */
#include <sys/wait.h>

#include "text/table/report.h"

#include "base/duration.h"
#include "text/json.h"

static json_t *
system_object(const struct table *t)
{
	const struct system_memory *m = &t->memory;
	const struct container_memory *c = &m->container;
	const struct kernel_events *l = &t->events;
	bool limited = c->limit_bytes > 0;
	json_t *system = json_object();

	json_put(system, "memory_total_bytes", json_count_or_null(m->known, m->total_bytes));
	json_put(
		system, "memory_available_bytes", json_count_or_null(m->known, m->available_bytes));
	json_put(
		system, "memory_used_peak_bytes", json_count_or_null(m->known, t->used_peak.bytes));
	json_put(system, "memory_limit_bytes", json_count_or_null(limited, c->limit_bytes));
	json_put(system, "memory_limit_used_bytes", json_count_or_null(limited, c->charge_bytes));
	json_put(system, "swap_total_bytes", json_count_or_null(m->known, m->swap_total_bytes));
	json_put(system, "swap_free_bytes", json_count_or_null(m->known, m->swap_free_bytes));
	json_put(system, "pressure_some_avg10",
		json_real_or_null(m->pressure_known, m->pressure_some_avg10));
	json_put(system, "pressure_full_avg10",
		json_real_or_null(m->pressure_known, m->pressure_full_avg10));
	json_put(system, "swap_in_bytes_per_second",
		json_count_or_null(l->rates_known, l->swap_in_bytes_second));
	json_put(system, "swap_out_bytes_per_second",
		json_count_or_null(l->rates_known, l->swap_out_bytes_second));
	json_put(system, "oom_kills", json_count_or_null(l->oom_known, l->oom_kills));
	json_put(system, "exits_lost", json_count_or_null(t->endings_reported, t->endings_lost));
	json_put(system, "processes_denied", json_count(t->denied));
	return system;
}

static json_t *
value_json(enum value_kind kind, const struct value *v)
{
	switch (kind) {
	case VALUE_COUNT:
	case VALUE_SIZE:
		return json_integer((json_int_t)v->whole);
	case VALUE_CHANGE:
		return json_integer((json_int_t)v->real);
	case VALUE_PERCENT:
		return json_real(v->real);
	case VALUE_AGE:
	case VALUE_CPU_TIME:
		return json_real((double)v->whole / NS_PER_SECOND);
	case VALUE_TEXT:
		return json_string(v->text);
	case VALUE_TREND:
	case VALUE_BAR:
		break;
	}
	return json_null();
}

/* How an ended child of ours ended; null if unknown. */
static void
set_end(json_t *object, const struct process *p)
{
	bool known = process_ended(p) && p->wait_known;

	json_put(object, "exited", json_boolean(process_ended(p)));
	json_put(object, "exit_status",
		known && WIFEXITED(p->wait_status) ? json_integer(WEXITSTATUS(p->wait_status))
						   : json_null());
	json_put(object, "exit_signal",
		known && WIFSIGNALED(p->wait_status) ? json_integer(WTERMSIG(p->wait_status))
						     : json_null());
	/* In addition to the peak column, which may be of an earlier image, or since a reset. */
	json_put(object, "exit_peak_bytes",
		json_count_or_null(p->peak.origin == PEAK_EXACT, p->peak.bytes));
}

static json_t *
process_object(const struct report *r, const struct row *row)
{
	json_t *object = json_object();

	for (size_t i = 0; i < r->columns->count; i++) {
		const struct column *column = r->columns->items[i];
		struct value v;
		bool known;

		if (column->key == NULL)
			continue;
		known = column_value(column, row, &r->context, &v) && !v.at_least;
		json_put(object, column->key, known ? value_json(column->kind, &v) : json_null());
	}
	set_end(object, row->process);
	return object;
}

static bool
dump(json_t *object, struct bytes *out, struct failure *why)
{
	return json_write(object, 9, "a sample", out, why);
}

static json_t *
head_object(const struct report *r)
{
	json_t *head = json_object();
	char taken_at[40];
	struct buffer b = buffer_over(taken_at, sizeof taken_at);

	unit_timestamp(&b, r->context.wall_ns);
	json_put(head, "schema", json_string("peaktop.sample/1"));
	json_put(head, "taken_at", json_string(taken_at));
	json_put(head, "system", system_object(r->table));
	return head;
}

/* One process at a time: objects for all of them would take more memory than the rest of the
 * program. */
bool
report_json(const struct report *r, struct bytes *out, struct failure *why)
{
	const char *before = "";

	if (!dump(head_object(r), out, why))
		return false;
	out->length--; /* its brace is not closed yet */
	bytes_text(out, ",\"processes\":[");
	for (size_t i = 0; i < r->rows->count; i++) {
		if (!report_takes(r, &r->rows->items[i]))
			continue;
		bytes_text(out, before);
		if (!dump(process_object(r, &r->rows->items[i]), out, why))
			return false;
		before = ",";
	}
	bytes_text(out, "]}\n");
	return true;
}
