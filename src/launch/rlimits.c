/* SPDX-License-Identifier: MIT */
/* rlimits.c: THE table of limits that a command can be given, and whether one can be set. */
#include "launch/launch.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/length.h"
#include "base/quantity.h"

#define NAMES "as, data, stack, cpu, nofile, nproc, fsize, core, memlock"
#define VALUE_BYTES 48 /* of "1.5G:unlimited" and the like */

struct limit_row {
	const char *name;
	int resource; /* setrlimit(2) */
	bool (*parse)(const char *text, uint64_t *value);
	const char *kind;
	const char *example; /* of a value */
};

/* Seconds, or a number. */
static bool
parse_number(const char *text, uint64_t *value)
{
	char *end;

	if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0')
		return false;
	errno = 0;
	*value = strtoull(text, &end, 10);
	return errno == 0;
}

#define SIZE quantity_parse_size, "size", "512M"
#define NUMBER parse_number, "number", "1024"
#define SECONDS parse_number, "number of seconds", "60"

static const struct limit_row rows[] = {
	{ "as", RLIMIT_AS, SIZE },
	{ "data", RLIMIT_DATA, SIZE },
	{ "stack", RLIMIT_STACK, SIZE },
	{ "cpu", RLIMIT_CPU, SECONDS },
	{ "nofile", RLIMIT_NOFILE, NUMBER },
	{ "nproc", RLIMIT_NPROC, NUMBER },
	{ "fsize", RLIMIT_FSIZE, SIZE },
	{ "core", RLIMIT_CORE, SIZE },
	{ "memlock", RLIMIT_MEMLOCK, SIZE },
};
#define ROW_COUNT LENGTH(rows)

_Static_assert(ROW_COUNT <= LIMITS_MAX, "each limit has its place in the list");

const char *
limits_name(int resource)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (rows[i].resource == resource)
			return rows[i].name;
	}
	return "?";
}

static const struct limit_row *
find_row(const char *name, size_t length)
{
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
			return &rows[i];
	}
	return NULL;
}

static bool
present_limit(const struct limit_row *row, struct rlimit *value)
{
	return getrlimit((__rlimit_resource_t)row->resource, value) == 0;
}

/* --- what may be set --- */

/* Whether a hard limit may be raised: CAP_SYS_RESOURCE (capabilities(7)). In a user namespace
 * the capability may be present and useless: then setrlimit fails before exec. */
static bool
may_raise(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { { .effective = 0 } };

	if (syscall(SYS_capget, &header, data) != 0)
		return geteuid() == 0;
	return data[CAP_TO_INDEX(CAP_SYS_RESOURCE)].effective & CAP_TO_MASK(CAP_SYS_RESOURCE);
}

static bool
refuse(struct failure *why, const struct limit_row *row, const char *text, rlim_t hard)
{
	return failure_set(why, 0, "%s=%s is above the hard limit of %" PRIu64, row->name, text,
		(uint64_t)hard);
}

static bool
check(const struct limit_row *row, const char *text, const struct rlimit *value,
	struct failure *why)
{
	struct rlimit present;

	if (!present_limit(row, &present))
		return failure_set(why, errno, "reading the limit %s", row->name);
	if (value->rlim_cur > value->rlim_max)
		return refuse(why, row, text, value->rlim_max);
	if (value->rlim_max > present.rlim_max && !may_raise())
		return refuse(why, row, text, present.rlim_max);
	return true;
}

/* --- "soft" or "soft:hard" --- */

static bool
parse_value(const struct limit_row *row, const char *text, rlim_t *value)
{
	uint64_t number;

	if (strcmp(text, "unlimited") == 0) {
		*value = RLIM_INFINITY;
		return true;
	}
	if (!row->parse(text, &number))
		return false;
	*value = number;
	return true;
}

static bool
parse_pair(const struct limit_row *row, const char *text, struct rlimit *value)
{
	char soft[VALUE_BYTES];
	const char *colon = strchr(text, ':');

	if (colon == NULL)
		return present_limit(row, value) && parse_value(row, text, &value->rlim_cur);
	memcpy(soft, text, (size_t)(colon - text));
	soft[colon - text] = '\0';
	return parse_value(row, soft, &value->rlim_cur) &&
	       parse_value(row, colon + 1, &value->rlim_max);
}

static void
put(struct limit_list *list, int resource, const struct rlimit *value)
{
	size_t at = 0;

	while (at < list->count && list->items[at].resource != resource)
		at++;
	list->items[at].resource = resource;
	list->items[at].value = *value;
	if (at == list->count)
		list->count++;
}

static bool
add_one(struct limit_list *list, const char *text, size_t length, struct failure *why)
{
	const char *equals = memchr(text, '=', length);
	size_t name_length = equals != NULL ? (size_t)(equals - text) : length;
	const struct limit_row *row = find_row(text, name_length);
	char value[VALUE_BYTES];
	struct rlimit pair;

	if (row == NULL)
		return failure_set(
			why, 0, "unknown limit '%.*s' (" NAMES ")", (int)name_length, text);
	if (equals == NULL)
		return failure_set(
			why, 0, "limit '%s' requires a value (%s=...)", row->name, row->name);
	length -= name_length + 1;
	if (length >= sizeof value)
		return failure_set(why, 0, "%s: invalid %s (try %s or unlimited)", row->name,
			row->kind, row->example);
	memcpy(value, equals + 1, length);
	value[length] = '\0';
	if (!parse_pair(row, value, &pair))
		return failure_set(why, 0, "%s: invalid %s '%s' (try %s or unlimited)", row->name,
			row->kind, value, row->example);
	if (!check(row, value, &pair, why))
		return false;
	put(list, row->resource, &pair);
	return true;
}

bool
limits_add(struct limit_list *list, const char *text, struct failure *why)
{
	for (;;) {
		size_t length = strcspn(text, ",");

		if (!add_one(list, text, length, why))
			return false;
		if (text[length] == '\0')
			return true;
		text += length + 1;
	}
}

uint64_t
limits_address_bytes(const struct limit_list *list)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	getrlimit(RLIMIT_AS, &limit);
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].resource == RLIMIT_AS)
			limit = list->items[i].value;
	return limit.rlim_cur == RLIM_INFINITY ? 0 : limit.rlim_cur;
}
