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

/* The line end that the line or text ends with; `other`: it ends with none. */
static const char *
line_end(const char *text, size_t length, const char *other)
{
	if (length == 0 || text[length - 1] != '\n')
		return other;
	return length > 1 && text[length - 2] == '\r' ? "\r\n" : "\n";
}

/* That of the last line which has one. */
static const char *
last_end(const struct bytes *text)
{
	size_t length = text->length;

	while (length > 0 && text->data[length - 1] != '\n')
		length--;
	return line_end(text->data, length, "\n");
}

/* A value may be continued on lines of its own. */
static void
put_setting(struct bytes *out, const char *name, const char *value, const char *end)
{
	bytes_print(out, "%s = ", name);
	for (size_t length = strcspn(value, "\n"); value[length] != '\0';
		length = strcspn(value, "\n")) {
		bytes_put(out, value, length);
		bytes_text(out, end);
		value += length + 1;
	}
	bytes_text(out, value);
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
			const char *end = line_end(s.line, s.length, last_end(text));

			put_setting(out, name, value, end);
			put_comment(&s, out);
			bytes_text(out, end);
			dropping = true;
			continue;
		}
		dropping = dropping && (s.kind == LINE_OTHER || s.kind == LINE_CONTINUES);
		if (!dropping || s.kind == LINE_OTHER)
			copy_line(&s, out);
	}
}

static void
edit(struct bytes *text, const char *name, const char *former, const char *value)
{
	struct scan s = { .text = text };
	struct bytes out = { .data = NULL };
	const char *end = last_end(text);
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
		bytes_text(text, end);
	put_setting(text, name, value, end);
	bytes_text(text, end);
}

/* A byte order mark before the first line does not belong to it, and is kept. */
void
settings_edit(struct bytes *text, const char *name, const char *former, const char *value)
{
	static const char mark[] = "\xef\xbb\xbf";
	const size_t length = sizeof mark - 1;
	struct bytes rest = { .data = NULL };

	if (text->length < length || memcmp(text->data, mark, length) != 0) {
		edit(text, name, former, value);
		return;
	}
	bytes_put(&rest, text->data + length, text->length - length);
	edit(&rest, name, former, value);
	bytes_restart(text);
	bytes_put(text, mark, length);
	bytes_put(text, rest.data, rest.length);
	bytes_free(&rest);
}
