/* SPDX-License-Identifier: MIT */
/* settings_edit.c: changes settings in the text of a config file, and nothing else in it. */
#include "app/cli/settings_edit.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/renamed.h"

#define BLANKS " \t\r\v\f"

/* As inih reads lines (app/cli/settings.c). */
enum line_kind { LINE_OTHER, LINE_SECTION, LINE_SETTING, LINE_CONTINUES };

/* Goes through the lines of a text; start with the text alone. */
struct scan {
	const struct bytes *text;
	size_t next;
	bool named; /* a setting came before, in the same section */
	const char *line;
	size_t length; /* of the line, with its end */
	enum line_kind kind;
};

static size_t
skip_blanks(const struct scan *s, size_t at)
{
	while (at < s->length && strchr(BLANKS, s->line[at]) != NULL)
		at++;
	return at;
}

static enum line_kind
kind_of(const struct scan *s)
{
	size_t at = skip_blanks(s, 0);

	if (at == s->length || strchr("\n;#", s->line[at]) != NULL)
		return LINE_OTHER;
	if (at > 0 && s->named)
		return LINE_CONTINUES;
	return s->line[at] == '[' ? LINE_SECTION : LINE_SETTING;
}

static bool
next_line(struct scan *s)
{
	const char *end;

	if (s->next >= s->text->length)
		return false;
	s->line = s->text->data + s->next;
	end = memchr(s->line, '\n', s->text->length - s->next);
	s->length = end != NULL ? (size_t)(end + 1 - s->line) : s->text->length - s->next;
	s->next += s->length;
	s->kind = kind_of(s);
	s->named = (s->named && s->kind != LINE_SECTION) || s->kind == LINE_SETTING;
	return true;
}

/* Whether the line sets this setting. */
static bool
sets(const struct scan *s, const char *name, const char *former)
{
	size_t begin = skip_blanks(s, 0), end = begin;
	char key[64];
	struct buffer b = buffer_over(key, sizeof key);

	if (s->kind != LINE_SETTING)
		return false;
	while (end < s->length && strchr("=:\n", s->line[end]) == NULL)
		end++;
	while (end > begin && strchr(BLANKS, s->line[end - 1]) != NULL)
		end--;
	buffer_put(&b, s->line + begin, end - begin);
	return renamed_is(name, former, key);
}

/* The comment behind the value, with the blanks before it. */
static void
put_comment(const struct scan *s, struct bytes *out)
{
	size_t end = s->length, at = 1;

	while (end > 0 && strchr("\r\n", s->line[end - 1]) != NULL)
		end--;
	while (at < end && !(s->line[at] == ';' && strchr(BLANKS, s->line[at - 1]) != NULL))
		at++;
	if (at >= end)
		return;
	bytes_text(out, " ");
	bytes_put(out, s->line + at, end - at);
}

static void
put_setting(struct bytes *out, const char *name, const char *value)
{
	bytes_print(out, "%s = %s", name, value);
}

static void
copy_line(const struct scan *s, struct bytes *out)
{
	bytes_put(out, s->line, s->length);
}

/* The text with line number `last` replaced, and without those that continue it. */
static void
replace(const struct bytes *text, size_t last, const char *name, const char *value,
	struct bytes *out)
{
	struct scan s = { .text = text };
	bool dropping = false;

	for (size_t number = 1; next_line(&s); number++) {
		if (number == last) {
			put_setting(out, name, value);
			put_comment(&s, out);
			bytes_text(out, "\n");
			dropping = true;
			continue;
		}
		dropping = dropping && (s.kind == LINE_OTHER || s.kind == LINE_CONTINUES);
		if (!dropping || s.kind == LINE_OTHER)
			copy_line(&s, out);
	}
}

void
settings_edit(struct bytes *text, const char *name, const char *former, const char *value)
{
	struct scan s = { .text = text };
	struct bytes out = { .data = NULL };
	size_t last = 0;

	for (size_t number = 1; next_line(&s); number++)
		if (sets(&s, name, former))
			last = number;
	if (last > 0) {
		replace(text, last, name, value, &out);
		bytes_free(text);
		*text = out;
		return;
	}
	if (text->length > 0 && text->data[text->length - 1] != '\n')
		bytes_text(text, "\n");
	put_setting(text, name, value);
	bytes_text(text, "\n");
}
