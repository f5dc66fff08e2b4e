/* SPDX-License-Identifier: MIT */
/* setup.c: the settings that the set-up shows, and the choices of each. */
#include "screen/state/setup.h"

#include <string.h>

#include "base/length.h"
#include "text/unit.h"

/* A size to show units by: 412 MiB. */
#define EXAMPLE_BYTES (412ull << 20)

size_t
setup_find(const struct setup_page *page, const char *name)
{
	size_t at = 0;

	while (at < page->count && strcmp(page->items[at].name, name) != 0)
		at++;
	return at;
}

/* --- choices: "short, auto, kib" --- */

static const char *
next_choice(const char *at)
{
	at += strcspn(at, ",");
	return at + strspn(at, ", ");
}

size_t
setting_choice_count(const struct setting *setting)
{
	size_t count = 0;

	for (const char *at = setting->choices; at != NULL && *at != '\0'; at = next_choice(at))
		count++;
	return count;
}

void
setting_put_choice(const struct setting *setting, size_t choice, struct buffer *b)
{
	const char *at = setting->choices;

	while (choice-- > 0)
		at = next_choice(at);
	buffer_put(b, at, strcspn(at, ","));
}

size_t
setting_choice_now(const struct setting *setting)
{
	size_t count = setting_choice_count(setting);

	for (size_t i = 0; i < count; i++) {
		char name[48];
		struct buffer b = buffer_over(name, sizeof name);

		setting_put_choice(setting, i, &b);
		if (strcmp(name, setting->value) == 0)
			return i;
	}
	return 0;
}

static const struct {
	const char *setting, *choice, *meaning;
} meanings[] = {
	{ "color", "auto", "unless NO_COLOR is set" },
	{ "scheme", "default", "few colours, for dark grounds" },
	{ "scheme", "contrast", "strong colours on black" },
	{ "scheme", "mono", "bold, dim and reverse only" },
	{ "scheme", "colorblind", "blue and orange, never red against green" },
	{ "scheme", "light", "for light grounds" },
};

static void
put_example(const char *name, struct buffer *b)
{
	enum units units;

	if (unit_by_name(name, &units))
		unit_size(b, EXAMPLE_BYTES, units);
}

void
setting_put_meaning(const struct setting *setting, size_t choice, struct buffer *out)
{
	char name[48];
	struct buffer b = buffer_over(name, sizeof name);

	setting_put_choice(setting, choice, &b);
	if (strcmp(setting->name, "units") == 0)
		put_example(name, out);
	for (size_t i = 0; i < LENGTH(meanings); i++)
		if (strcmp(meanings[i].setting, setting->name) == 0 &&
			strcmp(meanings[i].choice, name) == 0)
			buffer_text(out, meanings[i].meaning);
}
