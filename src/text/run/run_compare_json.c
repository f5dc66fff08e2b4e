/* SPDX-License-Identifier: MIT */
/* run_compare_json.c: sets of runs as a line of JSON, schema peaktop.compare/1, using jansson. */
#include "text/run/run_compare.h"

#include "text/json.h"

static const struct {
	const char *key;
	double unit; /* converts the figure to the unit in the key */
} keys[FIGURE_COUNT] = {
	[FIGURE_TREE] = { "peak_tree_bytes", 1 },
	[FIGURE_SINGLE] = { "peak_process_bytes", 1 },
	[FIGURE_WALL] = { "wall_seconds", 1e9 },
	[FIGURE_CPU] = { "cpu_seconds", 1e9 },
	[FIGURE_FAULTS] = { "major_faults", 1 },
};

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

	json_put(object, "median", number(figure, s->median));
	json_put(object, "least", number(figure, s->min));
	json_put(object, "most", number(figure, s->max));
	return object;
}

static json_t *
spread_or_null(size_t figure, const struct spread *s)
{
	return s->count > 0 ? spread_object(figure, s) : json_null();
}

static json_t *
phases_array(const struct run_set *set)
{
	json_t *array = json_array();

	for (size_t i = 0; i < set->phase_count; i++) {
		const struct phase_spread *p = &set->phases[i];
		json_t *phase = json_object();

		json_put(phase, "name", json_string(p->name));
		json_put(phase, "peak_bytes", spread_or_null(FIGURE_TREE, &p->peak));
		json_put(phase, "wall_seconds", spread_or_null(FIGURE_WALL, &p->wall));
		json_append(array, phase);
	}
	return array;
}

static json_t *
set_object(const struct run_set *set)
{
	json_t *object = json_object();

	json_put(object, "word", json_string(set->selector));
	json_put(object, "name", json_string(set->name));
	json_put(object, "runs", json_count(set->runs));
	json_put(object, "cut_short", json_count(run_set_cut(set)));
	for (size_t i = 0; i < FIGURE_COUNT; i++)
		json_put(object, keys[i].key, spread_or_null(i, &set->figures[i]));
	json_put(object, "phases", phases_array(set));
	return object;
}

#define CHANGES_LISTED 20

static json_t *
changes_or_null(const struct run_set *a, const struct run_set *b)
{
	struct line_change changes[CHANGES_LISTED];
	json_t *array;
	size_t count;

	if (a->lines == NULL || b->lines == NULL || a->lines->runs == 0 || b->lines->runs == 0)
		return json_null();
	array = json_array();
	count = line_sums_compare(a->lines, b->lines, changes, CHANGES_LISTED);
	for (size_t i = 0; i < count; i++) {
		json_t *object = json_object();

		json_put(object, "file", json_clean_or_null(changes[i].what->file));
		json_put(object, "function", json_clean_or_null(changes[i].what->function));
		json_put(object, "kind", json_string(code_line_kind_name(changes[i].what->kind)));
		json_put(object, "bytes",
			json_integer((json_int_t)changes[i].to_bytes -
				     (json_int_t)changes[i].from_bytes));
		json_append(array, object);
	}
	return array;
}

static json_t *
difference_object(const struct run_set *a, const struct run_set *b)
{
	static const char *const names[] = {
		[DIFFERENCE_NONE] = "none",
		[DIFFERENCE_SINGLE] = "noise_unknown",
		[DIFFERENCE_NOISE] = "within_noise",
		[DIFFERENCE_CLEAR] = "beyond_noise",
	};
	const struct spread *x = &a->figures[FIGURE_TREE], *y = &b->figures[FIGURE_TREE];
	bool cut = run_sets_are_cut(a, b);
	bool known = !cut && x->count > 0 && y->count > 0;
	json_t *object = json_object();
	double chance;

	json_put(object, "word", json_string(b->selector));
	json_put(object, "peak_tree_bytes",
		known ? json_integer((json_int_t)y->median - (json_int_t)x->median) : json_null());
	json_put(object, "peak_tree_percent",
		known ? json_real(run_compare_percent(a, b)) : json_null());
	json_put(
		object, "judgement", json_string(cut ? "cut_short" : names[compare_spreads(x, y)]));
	json_put(object, "chance",
		!cut && compare_chance(x, y, &chance) ? json_real(chance) : json_null());
	json_put(object, "lines", changes_or_null(a, b));
	return object;
}

bool
run_compare_put_json(
	const struct run_set *sets, size_t count, struct bytes *out, struct failure *why)
{
	json_t *object = json_object(), *all = json_array(), *differences = json_array();

	for (size_t i = 0; i < count; i++) {
		json_append(all, set_object(&sets[i]));
		if (i > 0)
			json_append(differences, difference_object(&sets[0], &sets[i]));
	}
	json_put(object, "schema", json_string("peaktop.compare/1"));
	json_put(object, "groups", all);
	json_put(object, "differences", differences);
	if (!json_write(object, 15, "a comparison", out, why))
		return false;
	bytes_text(out, "\n");
	return true;
}
