/* SPDX-License-Identifier: MIT */
/* regex.c: compiles regular expressions that take bounded time and memory. */
#include "base/regex.h"

#include <stdlib.h>
#include <string.h>

/* glibc compiles a copy of what is repeated for each repetition (two for a `+`, and copies of the
 * copies if they are nested), and takes memory by the square of all; what may be left out in
 * between takes it time: 0.1 s for this many, seconds for twice as many. */
#define COPIES_MAX 500
#define NESTED_MAX 32

/* The largest number of the interval at `at`, "{2,30}". */
static size_t
repeats_at(const char *at)
{
	unsigned long low, high;
	char *end;

	low = strtoul(at + 1, &end, 10);
	high = *end == ',' ? strtoul(end + 1, NULL, 10) : 0;
	low = low > high ? low : high;
	return low < 1 ? 1 : low < COPIES_MAX ? low : COPIES_MAX + 1;
}

/* The end of the set at `at`, "[^]a[:digit:]]": its last character, or the end of the text. */
static const char *
end_of_set(const char *at)
{
	at += at[1] == '^' ? 2 : 1;
	at += *at == ']';
	while (*at != '\0' && *at != ']') {
		const char closing[] = { at[1], ']', '\0' };
		const char *end = NULL;

		if (at[0] == '[' && at[1] != '\0' && strchr(".=:", at[1]) != NULL)
			end = strstr(at + 2, closing);
		at = end != NULL ? end + 2 : at + 1;
	}
	return at;
}

/* How much glibc makes of a regex: counted from left to right. */
struct regex_size {
	size_t before[NESTED_MAX]; /* each open group */
	size_t depth;
	size_t sum, last; /* of the innermost group, and of what a repetition would repeat */
};

/* Counts what is at `at`; returns where it ends, or NULL if groups are nested too deeply. */
static const char *
count_part(struct regex_size *size, const char *at)
{
	switch (*at) {
	case '(':
		if (size->depth == NESTED_MAX)
			return NULL;
		size->before[size->depth++] = size->sum + size->last;
		size->sum = size->last = 0;
		return at + 1;
	case ')':
		size->last += size->sum + 1;
		size->sum = size->depth > 0 ? size->before[--size->depth] : 0;
		return at + 1;
	/* What may be left out doubles the ways through what repeats it. */
	case '*':
	case '?':
	case '+':
		size->last *= 2;
		return at + 1;
	case '{':
		size->last *= repeats_at(at);
		at += strcspn(at, "}");
		break;
	case '[':
		at = end_of_set(at);
		size->sum += size->last;
		size->last = 1;
		break;
	default:
		at += *at == '\\';
		size->sum += size->last;
		size->last = 1;
	}
	return *at != '\0' ? at + 1 : at;
}

/* Refuses what would take memory or time without bounds. */
static bool
check_regex(const char *text, struct failure *why)
{
	struct regex_size size = { .depth = 0 };

	for (const char *at = text; *at != '\0';) {
		if (at[0] == '\\' && at[1] >= '1' && at[1] <= '9')
			return failure_set(why, 0, "back-references are not supported");
		at = count_part(&size, at);
		if (at == NULL)
			return failure_set(why, 0, "too many groups in groups");
		if (size.sum + size.last > COPIES_MAX)
			return failure_set(why, 0, "too many repetitions of repetitions");
	}
	return true;
}

bool
regex_compile(regex_t *regex, const char *text, struct failure *why)
{
	char reason[80];
	int error;

	if (!check_regex(text, why))
		return false;
	error = regcomp(regex, text, REG_EXTENDED | REG_ICASE);
	if (error == 0)
		return true;
	regerror(error, regex, reason, sizeof reason);
	return failure_set(why, 0, "%s: regex '%.100s'", reason, text);
}
