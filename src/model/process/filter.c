/* SPDX-License-Identifier: MIT */
/* filter.c: the filter that a user types, compiled once. */
#include "model/process/filter.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/length.h"
#include "base/quantity.h"
#include "base/regex.h"

#define BLANKS " \t"

#define CONDITIONS_MAX 64
#define NO_NUMBER UINT64_MAX

/* One alternative of a condition. */
struct filter_test {
	const struct test_kind *kind;
	unsigned condition;
	char *text;      /* without the operator; owned */
	uint64_t number; /* the same as a number, or NO_NUMBER */
	regex_t regex;
};

/* A kind of alternative, and its prefix. */
struct test_kind {
	const char *prefix;
	const char *missing; /* what the prefix requires after it */
	bool (*read)(struct filter_test *, struct failure *why);
	bool (*holds)(const struct filter_test *, const struct process *);
	/* Finds it in a text that is shown; NULL: it is not about texts. */
	bool (*find)(const struct filter_test *, const char *text, size_t from, size_t *begin,
		size_t *end);
	bool enclosed;  /* the prefix stands at the end too */
	bool compiled;  /* the test has a regex */
	bool of_memory; /* about what is held */
};

struct filter {
	char *text;
	struct filter_test *tests;
	size_t count;
	unsigned conditions;
	uint64_t negated; /* bit n: condition n */
};

/* --- texts --- */

static bool
read_text(struct filter_test *t, struct failure *why)
{
	(void)t;
	(void)why;
	return true;
}

static bool
holds_text(const struct filter_test *t, const struct process *p)
{
	return strcasestr(p->command, t->text) != NULL || strcasestr(p->name, t->text) != NULL;
}

static bool
find_text(const struct filter_test *t, const char *text, size_t from, size_t *begin, size_t *end)
{
	const char *found = strcasestr(text + from, t->text);

	if (found == NULL)
		return false;
	*begin = (size_t)(found - text);
	*end = *begin + strlen(t->text);
	return true;
}

/* --- regular expressions --- */

static bool
read_regex(struct filter_test *t, struct failure *why)
{
	return regex_compile(&t->regex, t->text, why);
}

static bool
holds_regex(const struct filter_test *t, const struct process *p)
{
	return regexec(&t->regex, p->command, 0, NULL, 0) == 0 ||
	       regexec(&t->regex, p->name, 0, NULL, 0) == 0;
}

/* A match of nothing is not shown, and ends the search. */
static bool
find_regex(const struct filter_test *t, const char *text, size_t from, size_t *begin, size_t *end)
{
	regmatch_t match;

	if (regexec(&t->regex, text + from, 1, &match, from > 0 ? REG_NOTBOL : 0) != 0 ||
		match.rm_eo == match.rm_so)
		return false;
	*begin = from + (size_t)match.rm_so;
	*end = from + (size_t)match.rm_eo;
	return true;
}

/* --- user and pid --- */

static bool
all_digits(const char *text)
{
	return text[strspn(text, "0123456789")] == '\0';
}

static bool
read_user(struct filter_test *t, struct failure *why)
{
	(void)why;
	if (all_digits(t->text))
		t->number = strtoull(t->text, NULL, 10);
	return true;
}

static bool
holds_user(const struct filter_test *t, const struct process *p)
{
	if (p->user != NULL && strcmp(p->user, t->text) == 0)
		return true;
	return (p->now.known & KNOWN_UID) && p->now.uid == t->number;
}

static bool
read_pid(struct filter_test *t, struct failure *why)
{
	t->number = strtoull(t->text, NULL, 10);
	if (all_digits(t->text) && t->number > 0 && t->number <= INT_MAX)
		return true;
	return failure_set(why, 0, "invalid process id '%.40s'", t->text);
}

static bool
holds_pid(const struct filter_test *t, const struct process *p)
{
	return (uint64_t)p->now.key.pid == t->number;
}

/* --- sizes --- */

static bool
read_size(struct filter_test *t, struct failure *why)
{
	return quantity_parse_size(t->text, &t->number) ||
	       failure_set(why, 0, "invalid size '%.40s' (try 500M)", t->text);
}

static bool
holds_known_rss(const struct process *p)
{
	return !process_ended(p) && (p->now.known & KNOWN_RSS);
}

static bool
holds_more(const struct filter_test *t, const struct process *p)
{
	return holds_known_rss(p) && p->now.rss_bytes > t->number;
}

static bool
holds_less(const struct filter_test *t, const struct process *p)
{
	return holds_known_rss(p) && p->now.rss_bytes < t->number;
}

static bool
holds_at_least(const struct filter_test *t, const struct process *p)
{
	return holds_known_rss(p) && p->now.rss_bytes >= t->number;
}

static bool
holds_at_most(const struct filter_test *t, const struct process *p)
{
	return holds_known_rss(p) && p->now.rss_bytes <= t->number;
}

static bool
held_more(const struct filter_test *t, const struct process *p)
{
	const struct peak *peak = process_peak(p);

	return peak->origin != PEAK_NONE && peak->bytes > t->number;
}

static bool
held_less(const struct filter_test *t, const struct process *p)
{
	const struct peak *peak = process_peak(p);

	return peak->origin != PEAK_NONE && peak->bytes < t->number;
}

static bool
held_at_least(const struct filter_test *t, const struct process *p)
{
	const struct peak *peak = process_peak(p);

	return peak->origin != PEAK_NONE && peak->bytes >= t->number;
}

static bool
held_at_most(const struct filter_test *t, const struct process *p)
{
	const struct peak *peak = process_peak(p);

	return peak->origin != PEAK_NONE && peak->bytes <= t->number;
}

/* --- kinds --- */

#define A_SIZE "a size (try 500M)"

static const struct test_kind plain_text = { "", NULL, read_text, .holds = holds_text,
	.find = find_text };

/* The first that fits: a longer prefix goes before its beginning. */
static const struct test_kind kinds[] = {
	{ "\"", "a text", read_text, holds_text, find_text, .enclosed = true },
	{ "/", "a regex", read_regex, holds_regex, find_regex, .enclosed = true, .compiled = true },
	{ "user:", "a name or a number", read_user, .holds = holds_user },
	{ "pid:", "a number", read_pid, .holds = holds_pid },
	{ ">=", A_SIZE, read_size, holds_at_least, .of_memory = true },
	{ "<=", A_SIZE, read_size, holds_at_most, .of_memory = true },
	{ ">", A_SIZE, read_size, holds_more, .of_memory = true },
	{ "<", A_SIZE, read_size, holds_less, .of_memory = true },
	{ "rss>=", A_SIZE, read_size, holds_at_least, .of_memory = true },
	{ "rss<=", A_SIZE, read_size, holds_at_most, .of_memory = true },
	{ "rss>", A_SIZE, read_size, holds_more, .of_memory = true },
	{ "rss<", A_SIZE, read_size, holds_less, .of_memory = true },
	{ "peak>=", A_SIZE, read_size, held_at_least, .of_memory = true },
	{ "peak<=", A_SIZE, read_size, held_at_most, .of_memory = true },
	{ "peak>", A_SIZE, read_size, held_more, .of_memory = true },
	{ "peak<", A_SIZE, read_size, held_less, .of_memory = true },
};

static const struct test_kind *
kind_at(const char *at)
{
	for (size_t i = 0; i < LENGTH(kinds); i++)
		if (strncmp(at, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return &kinds[i];
	return &plain_text;
}

/* --- reading --- */

static bool
add_test(struct filter *f, const struct test_kind *kind, const char *text, size_t length,
	struct failure *why)
{
	struct filter_test *t = &f->tests[f->count];

	if (length == 0)
		return failure_set(why, 0, "%s requires %s", kind->prefix, kind->missing);
	*t = (struct filter_test){ .kind = kind,
		.condition = f->conditions,
		.text = grow_new(length + 1),
		.number = NO_NUMBER };
	memcpy(t->text, text, length);
	if (kind->read(t, why)) {
		f->count++;
		return true;
	}
	free(t->text);
	return false;
}

/* Moves `at` over what is between two quotes or slashes, and over the second. */
static bool
read_enclosed(struct filter *f, const struct test_kind *kind, const char **at, struct failure *why)
{
	const char *text = *at + 1, *end = text;

	while ((end = strchr(end, kind->prefix[0])) != NULL && end[1] != '\0' &&
		strchr(BLANKS "|", end[1]) == NULL)
		end++;
	if (end == NULL && kind->compiled)
		return failure_set(why, 0, "a regex ends with / (a path: \"%.100s\")", *at);
	if (end == NULL)
		return failure_set(why, 0, "a quoted text ends with \"");
	*at = end + 1;
	return add_test(f, kind, text, (size_t)(end - text), why);
}

static bool
read_alternative(struct filter *f, const char **at, struct failure *why)
{
	const struct test_kind *kind = kind_at(*at);
	const char *text = *at + strlen(kind->prefix);
	size_t length = strcspn(text, BLANKS "|");

	if (kind->enclosed)
		return read_enclosed(f, kind, at, why);
	if (**at == '!')
		return failure_set(why, 0, "! goes before the first of several: !a|b");
	*at = text + length;
	return add_test(f, kind, text, length, why);
}

/* "a|b": one of these, or with a ! in front none. */
static bool
read_condition(struct filter *f, const char **at, struct failure *why)
{
	size_t first = f->count;
	bool negated = **at == '!';
	const char *next;

	if (f->conditions == CONDITIONS_MAX)
		return failure_set(why, 0, "too many conditions (at most %d)", CONDITIONS_MAX);
	next = *at + negated;
	do {
		*at = next + strspn(next, BLANKS "|");
		if (**at != '\0' && !read_alternative(f, at, why))
			return false;
		next = *at + strspn(*at, BLANKS);
	} while (*next == '|');
	if (f->count == first)
		return !negated || failure_set(why, 0, "! requires a text");
	f->negated |= (uint64_t)negated << f->conditions;
	f->conditions++;
	return true;
}

bool
filter_parse(const char *text, struct filter **filter, struct failure *why)
{
	struct filter *f = grow_new(sizeof *f);
	const char *at = text + strspn(text, BLANKS);
	bool good = true;

	f->text = grow_copy(text);
	/* Each alternative has a character, and one behind it. They never move, for a regex
	 * may not. */
	f->tests = grow_new((strlen(text) / 2 + 1) * sizeof *f->tests);
	for (; good && *at != '\0'; at += strspn(at, BLANKS))
		good = read_condition(f, &at, why);
	if (!good || f->count == 0) {
		filter_free(f);
		f = NULL;
	}
	if (good)
		*filter = f;
	return good;
}

void
filter_free(struct filter *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->count; i++) {
		if (f->tests[i].kind->compiled)
			regfree(&f->tests[i].regex);
		free(f->tests[i].text);
	}
	free(f->tests);
	free(f->text);
	free(f);
}

const char *
filter_text(const struct filter *f)
{
	return f != NULL ? f->text : "";
}

/* --- matching --- */

uint64_t
filter_match(const struct filter *f, const struct process *named, const struct process *sized)
{
	uint64_t matched = 0;

	for (const struct filter_test *t = f->tests; t < f->tests + f->count; t++) {
		const struct process *p = t->kind->of_memory ? sized : named;
		uint64_t bit = (uint64_t)1 << t->condition;

		if (!(matched & bit) && p != NULL && t->kind->holds(t, p))
			matched |= bit;
	}
	return matched;
}

bool
filter_passes(const struct filter *f, uint64_t matched)
{
	return (matched ^ f->negated) == UINT64_MAX >> (CONDITIONS_MAX - f->conditions);
}

bool
filter_find(const struct filter *f, const char *text, size_t from, size_t *begin, size_t *end)
{
	bool found = false;

	for (const struct filter_test *t = f->tests; t < f->tests + f->count; t++) {
		size_t first, last;

		if (t->kind->find == NULL || (f->negated >> t->condition & 1) ||
			!t->kind->find(t, text, from, &first, &last) || (found && first >= *begin))
			continue;
		found = true;
		*begin = first;
		*end = last;
	}
	return found;
}
