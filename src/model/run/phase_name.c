/* SPDX-License-Identifier: MIT */
/* phase_name.c: names of phases: the clean form, and that without numbers. */
#include "model/run/phase_name.h"

#include <string.h>

#include "base/clean.h"

#define KEY_BYTES 64

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Of a word: letters, and all that is not ASCII. */
static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool
phase_name_take(const char *bytes, size_t count, struct buffer *out)
{
	const char *newline = memchr(bytes, '\n', count);
	size_t before = out->length;

	count = newline != NULL ? (size_t)(newline - bytes) : count;
	while (count > 0 && is_blank(bytes[0])) {
		bytes++;
		count--;
	}
	while (count > 0 && is_blank(bytes[count - 1]))
		count--;
	clean_text(out, bytes, count);
	return out->length > before;
}

/* The length of a number by itself at `at`: digits, and what joins digits ("12/100", "1.5", "3,4"),
 * no letter before or behind; 0: there is none. */
static size_t
number_length(const char *name, size_t at)
{
	size_t end = at;

	if (!is_digit(name[at]) || (at > 0 && (is_letter(name[at - 1]) || is_digit(name[at - 1]))))
		return 0;
	while (is_digit(name[end]) ||
		(name[end] != '\0' && strchr("/.,:", name[end]) != NULL && is_digit(name[end + 1])))
		end++;
	end += name[end] == '%';
	return is_letter(name[end]) ? 0 : end - at;
}

/* What joins a number to a word ("epoch #12", "epoch_12", "epoch=12") goes with it. */
static void
drop_joints(char *text, size_t *length)
{
	while (*length > 0 && strchr(" #_-=:(", text[*length - 1]) != NULL)
		(*length)--;
	text[*length] = '\0';
}

void
phase_name_put_key(const char *name, struct buffer *out)
{
	char key[KEY_BYTES] = "";
	size_t length = 0;
	bool after = false;

	for (size_t at = 0; name[at] != '\0' && length + 2 < sizeof key;) {
		size_t number = number_length(name, at);

		if (number > 0) {
			drop_joints(key, &length);
			at += number;
			at += name[at] == ')';
			after = true;
			continue;
		}
		if (after && strchr(" _-:", name[at]) != NULL) {
			at++;
			continue;
		}
		if (after && length > 0)
			key[length++] = ' ';
		after = false;
		key[length++] = name[at++];
		key[length] = '\0';
	}
	drop_joints(key, &length);
	buffer_text(out, length > 0 ? key : name);
}

bool
phase_name_same(const char *one, const char *other)
{
	char a[KEY_BYTES], b[KEY_BYTES];
	struct buffer x = buffer_over(a, sizeof a), y = buffer_over(b, sizeof b);

	phase_name_put_key(one, &x);
	phase_name_put_key(other, &y);
	return strcmp(a, b) == 0;
}
