/* SPDX-License-Identifier: MIT */
/* run_compare_json.c: groups of runs as a line of JSON, schema peaktop.compare/1, through jansson. */
#include <jansson.h>

#include "text/run_compare.h"

static const struct {
	const char *key;
	double unit; /* of the figure in one of the key */
} keys[FIGURE_COUNT] = {
	[FIGURE_TREE] = { "peak_tree_bytes", 1 },
	[FIGURE_SINGLE] = { "peak_process_bytes", 1 },
	[FIGURE_WALL] = { "wall_seconds", 1e9 },
	[FIGURE_CPU] = { "cpu_seconds", 1e9 },
	[FIGURE_FAULTS] = { "major_faults", 1 },
};

static void
set(json_t *object, const char *key, json_t *value)
{
	if (value == NULL || json_object_set_new(object, key, value) != 0)
		failure_out_of_memory();
}

static json_t *
number(size_t figure, uint64_t value)
{
	if (keys[figure].unit > 1)
		return json_real((double)value / keys[figure].unit);
	return json_integer((json_int_t)value);
}

static json_t *
spread_object(size_t figure, const struct spread *s)
{
	json_t *object = json_object();

	set(object, "median", number(figure, s->median));
	set(object, "least", number(figure, s->least));
	set(object, "most", number(figure, s->most));
	return object;
}

static json_t *
group_object(const struct run_group *g)
{
	json_t *object = json_object();

	set(object, "word", json_string(g->word));
	set(object, "name", json_string(g->name));
	set(object, "runs", json_integer((json_int_t)g->runs));
	for (size_t i = 0; i < FIGURE_COUNT; i++)
		set(object, keys[i].key,
			g->figures[i].count > 0 ? spread_object(i, &g->figures[i]) : json_null());
	return object;
}

static json_t *
difference_object(const struct run_group *a, const struct run_group *b)
{
	static const char *const words[] = {
		[DIFFERENCE_NONE] = "none",
		[DIFFERENCE_SINGLE] = "noise_unknown",
		[DIFFERENCE_NOISE] = "within_noise",
		[DIFFERENCE_CLEAR] = "beyond_noise",
	};
	const struct spread *x = &a->figures[FIGURE_TREE], *y = &b->figures[FIGURE_TREE];
	bool known = x->count > 0 && y->count > 0;
	json_t *object = json_object();
	double chance;

	set(object, "word", json_string(b->word));
	set(object, "peak_tree_bytes",
		known ? json_integer((json_int_t)y->median - (json_int_t)x->median) : json_null());
	set(object, "peak_tree_percent",
		known ? json_real(run_compare_percent(a, b)) : json_null());
	set(object, "judgement", json_string(words[compare_spreads(x, y)]));
	set(object, "chance", compare_chance(x, y, &chance) ? json_real(chance) : json_null());
	return object;
}

static int
take_bytes(const char *data, size_t length, void *out)
{
	bytes_put(out, data, length);
	return 0;
}

bool
run_compare_put_json(
	const struct run_group *groups, size_t count, struct bytes *out, struct failure *why)
{
	json_t *object = json_object(), *all = json_array(), *differences = json_array();
	int failed;

	for (size_t i = 0; i < count; i++) {
		if (json_array_append_new(all, group_object(&groups[i])) != 0 ||
			(i > 0 && json_array_append_new(differences,
					  difference_object(&groups[0], &groups[i])) != 0))
			failure_out_of_memory();
	}
	set(object, "schema", json_string("peaktop.compare/1"));
	set(object, "groups", all);
	set(object, "differences", differences);
	failed =
		json_dump_callback(object, take_bytes, out, JSON_COMPACT | JSON_REAL_PRECISION(15));
	json_decref(object);
	if (failed)
		return fail(why, 0, "writing a comparison as JSON");
	bytes_text(out, "\n");
	return true;
}
