/* SPDX-License-Identifier: MIT */
/* option_read.c: values of options, read from text. */
#include "app/cli/option_read.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/duration.h"
#include "base/length.h"
#include "base/quantity.h"
#include "text/argv.h"
#include "text/unit.h"

bool
option_read_size(const char *value, uint64_t *bytes, struct failure *why)
{
	return (quantity_parse_size(value, bytes) && *bytes > 0) ||
	       failure_set(why, 0, "invalid size '%.100s' (try 512M or 2G)", value);
}

bool
option_read_size_or_none(const char *value, uint64_t *bytes, struct failure *why)
{
	return quantity_parse_size(value, bytes) ||
	       failure_set(why, 0, "invalid size '%.100s' (try 64M, or 0 for none)", value);
}

bool
option_read_interval(const char *value, uint64_t *ns, struct failure *why)
{
	if (!unit_parse_interval(value, ns))
		return failure_set(why, 0, "invalid interval '%.100s' (try 500ms or 2s)", value);
	return (*ns >= INTERVAL_MIN_NS && *ns <= INTERVAL_MAX_NS) ||
	       failure_set(why, 0, "interval '%.100s' is out of range (" UNIT_INTERVAL_RANGE ")",
		       value);
}

bool
option_read_duration(
	const char *value, uint64_t min_ns, uint64_t max_ns, uint64_t *ns, struct failure *why)
{
	return (unit_parse_interval(value, ns) && *ns >= min_ns && *ns <= max_ns) ||
	       failure_set(why, 0, "invalid time '%.100s' (try 90s or 30m)", value);
}

static bool
parse_number(const char *value, uint64_t *number)
{
	char *end;

	if (value[0] < '0' || value[0] > '9')
		return false;
	errno = 0;
	*number = strtoull(value, &end, 10);
	return *end == '\0' && errno == 0;
}

bool
option_read_number(
	const char *value, uint64_t min, uint64_t max, uint64_t *number, struct failure *why)
{
	if (parse_number(value, number) && *number >= min && *number <= max)
		return true;
	if (max == UINT64_MAX && strlen(value) < sizeof "18446744073709551615" - 1)
		return failure_set(
			why, 0, "invalid number '%.100s' (%" PRIu64 " or more)", value, min);
	return failure_set(
		why, 0, "invalid number '%.100s' (%" PRIu64 " to %" PRIu64 ")", value, min, max);
}

bool
option_read_pid(const char *value, int *pid, struct failure *why)
{
	uint64_t number;

	if (!parse_number(value, &number) || number == 0 || number > INT32_MAX)
		return failure_set(why, 0, "invalid process id '%.100s'", value);
	*pid = (int)number;
	return true;
}

bool
option_read_choice(const char *value, const char *const *choices, size_t count, unsigned *which,
	struct failure *why)
{
	char list[200];
	struct buffer b = buffer_over(list, sizeof list);

	for (unsigned i = 0; i < count; i++) {
		if (strcmp(value, choices[i]) == 0) {
			*which = i;
			return true;
		}
	}
	for (unsigned i = 0; i < count; i++)
		buffer_print(&b, "%s%s", i > 0 ? ", " : "", choices[i]);
	return failure_set(why, 0, "invalid value '%.100s' (one of: %s)", value, list);
}

bool
option_read_flag(const char *value, bool *flag, struct failure *why)
{
	static const char *const choices[] = { "no", "yes", "off", "on", "false", "true", "0",
		"1" };

	for (size_t i = 0; i < LENGTH(choices); i++) {
		if (strcmp(value, choices[i]) == 0) {
			*flag = i % 2 == 1;
			return true;
		}
	}
	return failure_set(why, 0, "invalid value '%.100s' (yes or no)", value);
}

/* Labels are typed, shown and searched for unchanged. */
bool
option_read_label(const char *value, const char **label, struct failure *why)
{
	*label = value;
	if (value[0] == '\0')
		return failure_set(why, 0, "a label cannot be empty");
	if (value[0] >= '0' && value[0] <= '9')
		return failure_set(why, 0, "invalid label '%.100s': it starts with a digit", value);
	if (strcmp(value, "last") == 0)
		return failure_set(why, 0, "invalid label 'last': it stands for the newest run");
	return argv_is_clean(value) ||
	       failure_set(why, 0, "invalid label '%.100s': it has unprintable characters", value);
}
