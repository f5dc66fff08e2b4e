/* SPDX-License-Identifier: MIT */
/* recording.c: shared by writing and reading recordings: the fields of the system and of an end
 * (those of a process: model/process/field.c), and numbers. */
#include "source/recording/recording.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/duration.h"
#include "base/grow.h"
#include "base/length.h"
#include "source/recording/recording_private.h"

#define FIGURE_MAX FIELD_MAX
#define ANY UINT64_MAX

#define SYSTEM(key, member, most_value)                                                \
	{                                                                              \
		FIELD_PLACE(recorded_system, member), .letter = key, .max = most_value \
	}
#define ENDING(key, member, most_value)                                       \
	{                                                                     \
		FIELD_PLACE(ending, member), .letter = key, .max = most_value \
	}

static const struct field system_items[] = {
	SYSTEM('t', taken_ns, FIELD_MAX_NS),
	SYSTEM('w', wall_ahead_ns, ANY),
	SYSTEM('a', asleep_ns, ANY),
	SYSTEM('d', denied, FIGURE_MAX),
	SYSTEM('v', vanished, FIGURE_MAX),
	SYSTEM('m', known, 1),
	SYSTEM('T', total_bytes, FIGURE_MAX),
	SYSTEM('A', available_bytes, FIGURE_MAX),
	SYSTEM('X', swap_total_bytes, FIGURE_MAX),
	SYSTEM('F', swap_free_bytes, FIGURE_MAX),
	SYSTEM('p', pressure_known, 1),
	SYSTEM('s', some_hundredths, 10000),
	SYSTEM('f', full_hundredths, 10000),
	SYSTEM('c', swap_known, 1),
	SYSTEM('i', swapped_in_bytes, FIGURE_MAX),
	SYSTEM('o', swapped_out_bytes, FIGURE_MAX),
	SYSTEM('n', oom_known, 1),
	SYSTEM('k', oom_kills, FIGURE_MAX),
	SYSTEM('e', endings_reported, 1),
	SYSTEM('l', endings_lost, FIGURE_MAX),
	SYSTEM('R', free_bytes, FIGURE_MAX),
	SYSTEM('H', hugetlb_bytes, FIGURE_MAX),
	SYSTEM('Z', arc_bytes, FIGURE_MAX),
	SYSTEM('L', container_limit_bytes, FIGURE_MAX),
	SYSTEM('U', container_usage_bytes, FIGURE_MAX),
	SYSTEM('C', container_charge_bytes, FIGURE_MAX),
	SYSTEM('G', container_of_group, 1),
};
const struct fields recording_system_fields = { system_items, LENGTH(system_items) };

static const struct field ending_items[] = {
	ENDING('B', began_ns, FIELD_MAX_NS),
	ENDING('q', ppid, INT32_MAX),
	ENDING('u', uid, UINT32_MAX),
	ENDING('p', peak_bytes, FIGURE_MAX),
	ENDING('n', forked, 1),
};
const struct fields recording_ending_fields = { ending_items, LENGTH(ending_items) };

/* --- numbers --- */

/* Sizes are usually in KiB, CPU times in ticks of some ms. */
static const struct unit {
	char letter;
	uint64_t factor;
} units[] = { { 'K', 1024 }, { 'm', NS_PER_MS } };
#define UNITS LENGTH(units)

/* By hand: this is most of the cost of recording. */
static void
put_number(char letter, uint64_t difference, struct bytes *out)
{
	char text[32], *at = text + sizeof text;
	bool negative = difference > INT64_MAX;
	uint64_t rest = negative ? -difference : difference;

	for (size_t i = 0; i < UNITS; i++) {
		if (rest % units[i].factor == 0) {
			*--at = units[i].letter;
			rest /= units[i].factor;
			break;
		}
	}
	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (negative)
		*--at = '-';
	*--at = letter;
	*--at = ' ';
	bytes_put(out, at, (size_t)(text + sizeof text - at));
}

size_t
recording_put_changes(
	const struct fields *fields, const void *before, const void *now, struct bytes *out)
{
	size_t changes = 0;

	for (size_t i = 0; i < fields->count; i++) {
		uint64_t difference =
			field_get(now, &fields->items[i]) - field_get(before, &fields->items[i]);

		if (fields->items[i].letter == 0 || difference == 0)
			continue;
		put_number(fields->items[i].letter, difference, out);
		changes++;
	}
	return changes;
}

static bool
scale(char letter, uint64_t *value)
{
	for (size_t i = 0; i < UNITS; i++)
		if (units[i].letter == letter)
			return !__builtin_mul_overflow(*value, units[i].factor, value);
	return false;
}

/* A number up to the next blank or the end. */
static bool
take_number(const char **text, uint64_t *difference)
{
	const char *at = *text;
	bool negative = *at == '-';
	uint64_t value = 0;

	at += negative;
	if (*at < '0' || *at > '9')
		return false;
	for (; *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_add_overflow(value, (uint64_t)(*at - '0'), &value))
			return false;
	if (*at != ' ' && *at != '\0' && !scale(*at++, &value))
		return false;
	*text = at;
	*difference = negative ? -value : value;
	return *at == ' ' || *at == '\0';
}

static const struct field *
field_of(const struct fields *fields, char letter)
{
	for (size_t i = 0; i < fields->count; i++)
		if (letter != 0 && fields->items[i].letter == letter)
			return &fields->items[i];
	return NULL;
}

bool
recording_take_changes(const struct fields *fields, const char *text, void *now)
{
	while (*text == ' ') {
		const struct field *field = field_of(fields, text[1]);
		uint64_t value;

		if (field == NULL)
			return false;
		text += 2;
		if (!take_number(&text, &value))
			return false;
		value += field_get(now, field);
		if (value > field->max)
			return false;
		field_set(now, field, value);
	}
	return *text == '\0';
}

/* --- what is kept between samples --- */

const char recording_text_letters[RECORDING_TEXTS] = { 'n', 'c', 'g', 'u', 'e' };

char **
recording_text(struct recorded *r, size_t index)
{
	char **texts[RECORDING_TEXTS] = { &r->name, &r->command, &r->cgroup, &r->user,
		&r->environment };

	return texts[index];
}

struct recorded *
recorded_new(void)
{
	return grow_new(sizeof(struct recorded));
}

void
recorded_free(struct recorded *r)
{
	for (size_t i = 0; i < RECORDING_TEXTS; i++)
		free(*recording_text(r, i));
	free(r);
}

void
recording_keep(struct recording_state *s, struct recorded *r)
{
	s->spare = grow_array(s->spare, &s->spare_capacity, s->spare_count + 1, sizeof *s->spare);
	s->spare[s->spare_count++] = r;
}

struct ending *
recording_add_ending(struct recording_state *s)
{
	s->endings = grow_array(
		s->endings, &s->ending_capacity, s->ending_count + 1, sizeof *s->endings);
	s->endings[s->ending_count] = (struct ending){ .pid = 0 };
	return &s->endings[s->ending_count++];
}

void
recording_swap(struct recording_state *s)
{
	struct recorded **items = s->items;
	size_t capacity = s->capacity;

	s->items = s->spare;
	s->count = s->spare_count;
	s->capacity = s->spare_capacity;
	s->spare = items;
	s->spare_count = 0;
	s->spare_capacity = capacity;
}

void
recording_forget(struct recording_state *s)
{
	for (size_t i = 0; i < s->count; i++)
		recorded_free(s->items[i]);
	for (size_t i = 0; i < s->spare_count; i++)
		recorded_free(s->spare[i]);
	free(s->items);
	free(s->spare);
	free(s->endings);
	*s = (struct recording_state){ .items = NULL };
}

uint64_t
recording_wall_ns(const struct recorded_system *s)
{
	return s->taken_ns + s->wall_ahead_ns;
}

uint64_t
recording_active_ns(const struct recorded_system *s)
{
	return s->taken_ns - s->asleep_ns;
}
