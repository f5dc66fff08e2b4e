/* SPDX-License-Identifier: MIT */
/* store_columns.c: the columns of the history that are members of struct run (THE table of them is
 * model/run/run_field.c): their values from and to a run, for SQL and for the spool. */
#include "store/store_private.h"

#include <string.h>

#include "base/grow.h"
#include "base/integer.h"
#include "model/run/confidence.h"

const struct run_field *
store_column_after(const struct run_field *f)
{
	f = f == NULL ? run_fields : f + 1;
	while (f < run_fields + run_field_count && f->since == 0)
		f++;
	return f < run_fields + run_field_count ? f : NULL;
}

struct store_value
store_column_get(const void *object, const struct run_field *f)
{
	const char *text;

	if (run_field_is_number(f))
		return (struct store_value){ .kind = STORE_NUMBER,
			.number = f->kind == RUN_INTEGER ? (int)run_field_number(object, f)
				  : f->kind == RUN_SIGNED
					  ? (int64_t)run_field_number(object, f)
					  : store_signed(run_field_number(object, f)) };
	text = run_field_text(object, f);
	return (struct store_value){ .kind = text == NULL ? STORE_NULL : STORE_TEXT, .text = text };
}

/* What the member can hold of it. */
static uint64_t
fitting(const struct run_field *f, int64_t number)
{
	bool is_signed = f->kind == RUN_INTEGER || f->kind == RUN_SIGNED;
	uint64_t value = is_signed ? (uint64_t)number : store_unsigned(number);

	if (f->kind == RUN_FLAG)
		return value != 0;
	return f->size == sizeof(uint32_t) && f->kind != RUN_INTEGER && value > UINT32_MAX
		       ? UINT32_MAX
		       : value;
}

bool
store_column_set(void *object, const struct run_field *f, const struct store_value *value)
{
	char *at = (char *)object + f->offset;
	const char *given = value->kind == STORE_TEXT ? value->text : "";
	enum peak_origin origin;
	enum confidence confidence;
	struct buffer text;
	char *copy;

	switch ((enum run_field_kind)f->kind) {
	case RUN_COUNT:
	case RUN_BYTES:
	case RUN_TIME:
	case RUN_FLAG:
	case RUN_INTEGER:
	case RUN_SIGNED:
		integer_set(at, f->size, fitting(f, value->number));
		break;
	case RUN_TEXT:
		text = buffer_over(at, f->size);
		buffer_text(&text, given);
		break;
	case RUN_POINTER:
		copy = value->kind == STORE_NULL ? NULL : grow_copy(given);
		memcpy(at, &copy, sizeof copy);
		break;
	case RUN_REASON:
		return run_reason_by_name(given, (enum run_reason *)(void *)at);
	case RUN_ORIGIN:
		origin = peak_origin_by_name(given);
		memcpy(at, &origin, sizeof origin);
		break;
	case RUN_CONFIDENCE:
		confidence = confidence_by_name(given);
		memcpy(at, &confidence, sizeof confidence);
		break;
	case RUN_BY_HAND:
		return false;
	}
	return true;
}
