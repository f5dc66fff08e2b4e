/* SPDX-License-Identifier: MIT */
/* prompt_text.c: edits the text of a prompt, as readline does: with its keys, or by pasting. */
#include "screen/state/prompt_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/length.h"
#include "base/utf8.h"

#define CTRL(letter) ((letter)&0x1f)

/* --- positions in the text --- */

/* The character at a position; 0: the end. */
static size_t
length_at(const char *text, size_t at, uint32_t *code)
{
	size_t length = utf8_decode(text + at, strlen(text + at), code);

	return length > 0 || text[at] == '\0' ? length : 1;
}

static bool
is_mark(const char *text, size_t at)
{
	uint32_t code = 'x';

	return length_at(text, at, &code) > 0 && utf8_width(code) == 0;
}

/* Behind the character at a position, and the marks that belong to it. */
static size_t
next_of(const struct prompt_state *p, size_t at)
{
	uint32_t code = 0;

	do
		at += length_at(p->typed, at, &code);
	while (is_mark(p->typed, at));
	return at;
}

static size_t
previous_of(const struct prompt_state *p, size_t at)
{
	while (at > 0) {
		at--;
		if (((unsigned char)p->typed[at] & 0xc0) != 0x80 && !is_mark(p->typed, at))
			break;
	}
	return at;
}

/* Letters, digits, and everything that is not ASCII. */
static bool
is_of_word(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static size_t
word_begin(const struct prompt_state *p)
{
	size_t at = p->cursor;

	while (at > 0 && !is_of_word(p->typed[at - 1]))
		at--;
	while (at > 0 && is_of_word(p->typed[at - 1]))
		at--;
	return at;
}

static size_t
word_end(const struct prompt_state *p)
{
	size_t at = p->cursor;

	while (p->typed[at] != '\0' && !is_of_word(p->typed[at]))
		at++;
	while (is_of_word(p->typed[at]))
		at++;
	return at;
}

/* --- what keys do; true: the text changed --- */

static bool
move_left(struct prompt_state *p)
{
	p->cursor = previous_of(p, p->cursor);
	return false;
}

static bool
move_right(struct prompt_state *p)
{
	p->cursor = next_of(p, p->cursor);
	return false;
}

static bool
move_home(struct prompt_state *p)
{
	p->cursor = 0;
	return false;
}

static bool
move_end(struct prompt_state *p)
{
	p->cursor = strlen(p->typed);
	return false;
}

static bool
move_word_left(struct prompt_state *p)
{
	p->cursor = word_begin(p);
	return false;
}

static bool
move_word_right(struct prompt_state *p)
{
	p->cursor = word_end(p);
	return false;
}

/* Leaves the cursor where the text was. */
static bool
erase(struct prompt_state *p, size_t from, size_t to)
{
	memmove(p->typed + from, p->typed + to, strlen(p->typed + to) + 1);
	p->cursor = from;
	return from != to;
}

static bool
erase_before(struct prompt_state *p)
{
	return erase(p, previous_of(p, p->cursor), p->cursor);
}

static bool
erase_after(struct prompt_state *p)
{
	return erase(p, p->cursor, next_of(p, p->cursor));
}

static bool
kill_text(struct prompt_state *p, size_t from, size_t to)
{
	if (from == to)
		return false;
	memcpy(p->killed, p->typed + from, to - from);
	p->killed[to - from] = '\0';
	return erase(p, from, to);
}

static bool
kill_to_start(struct prompt_state *p)
{
	return kill_text(p, 0, p->cursor);
}

static bool
kill_to_end(struct prompt_state *p)
{
	return kill_text(p, p->cursor, strlen(p->typed));
}

/* Up to a blank: a word with all its signs. */
static bool
kill_before(struct prompt_state *p)
{
	size_t at = p->cursor;

	while (at > 0 && p->typed[at - 1] == ' ')
		at--;
	while (at > 0 && p->typed[at - 1] != ' ')
		at--;
	return kill_text(p, at, p->cursor);
}

static bool
kill_word_left(struct prompt_state *p)
{
	return kill_text(p, word_begin(p), p->cursor);
}

static bool
kill_word_right(struct prompt_state *p)
{
	return kill_text(p, p->cursor, word_end(p));
}

/* All of it, or nothing if there is no room: then `full` is set. */
static bool
insert(struct prompt_state *p, const char *bytes, size_t count)
{
	size_t length = strlen(p->typed);

	p->full = p->full || length + count >= prompt_size(p->kind);
	if (count == 0 || length + count >= prompt_size(p->kind))
		return false;
	memmove(p->typed + p->cursor + count, p->typed + p->cursor, length - p->cursor + 1);
	memcpy(p->typed + p->cursor, bytes, count);
	p->cursor += count;
	return true;
}

static bool
yank(struct prompt_state *p)
{
	return insert(p, p->killed, strlen(p->killed));
}

static bool
recall(struct prompt_state *p, size_t back)
{
	const struct prompt_history *h = &p->history[p->kind];

	free(p->edited[p->recalled]);
	p->edited[p->recalled] = grow_copy(p->typed);
	p->recalled = back;
	strcpy(p->typed, p->edited[back] != NULL ? p->edited[back] : h->texts[h->count - back]);
	p->cursor = strlen(p->typed);
	return true;
}

static bool
recall_older(struct prompt_state *p)
{
	return p->recalled < p->history[p->kind].count && recall(p, p->recalled + 1);
}

static bool
recall_newer(struct prompt_state *p)
{
	return p->recalled > 0 && recall(p, p->recalled - 1);
}

static const struct {
	int code;
	unsigned modifiers;
	bool (*edit)(struct prompt_state *);
} edits[] = {
	{ KEY_CODE_LEFT, 0, move_left },
	{ CTRL('B'), 0, move_left },
	{ KEY_CODE_RIGHT, 0, move_right },
	{ CTRL('F'), 0, move_right },
	{ KEY_CODE_HOME, 0, move_home },
	{ CTRL('A'), 0, move_home },
	{ KEY_CODE_END, 0, move_end },
	{ CTRL('E'), 0, move_end },
	{ 'b', KEY_ALT, move_word_left },
	{ KEY_CODE_LEFT, KEY_ALT, move_word_left },
	{ KEY_CODE_LEFT, KEY_CTRL, move_word_left },
	{ 'f', KEY_ALT, move_word_right },
	{ KEY_CODE_RIGHT, KEY_ALT, move_word_right },
	{ KEY_CODE_RIGHT, KEY_CTRL, move_word_right },
	{ KEY_CODE_BACKSPACE, 0, erase_before },
	{ CTRL('H'), 0, erase_before },
	{ KEY_CODE_DELETE, 0, erase_after },
	{ CTRL('D'), 0, erase_after },
	{ CTRL('U'), 0, kill_to_start },
	{ CTRL('K'), 0, kill_to_end },
	{ CTRL('W'), 0, kill_before },
	{ KEY_CODE_BACKSPACE, KEY_ALT, kill_word_left },
	{ 'd', KEY_ALT, kill_word_right },
	{ CTRL('Y'), 0, yank },
	{ KEY_CODE_UP, 0, recall_older },
	{ CTRL('P'), 0, recall_older },
	{ KEY_CODE_DOWN, 0, recall_newer },
	{ CTRL('N'), 0, recall_newer },
};

/* --- characters --- */

static bool
type(struct prompt_state *p, int code)
{
	char bytes[4] = "";

	return insert(p, bytes, input_put_character(code, bytes));
}

enum prompt_edit
prompt_text_key(struct prompt_state *p, const struct key_event *event)
{
	unsigned modifiers = event->modifiers & ~(unsigned)KEY_SHIFT;
	size_t before = p->cursor, i = 0;
	bool changed = false;

	p->full = false;
	while (i < LENGTH(edits) &&
		(edits[i].code != event->code || edits[i].modifiers != modifiers))
		i++;
	if (i < LENGTH(edits))
		changed = edits[i].edit(p);
	else if (modifiers == 0)
		changed = type(p, event->code);
	if (changed)
		return PROMPT_CHANGED;
	if (p->full)
		return PROMPT_FULL;
	return p->cursor != before ? PROMPT_MOVED : PROMPT_UNCHANGED;
}

/* --- pastes --- */

/* Line ends and tabs become one space, but not at the start; other controls are dropped. */
void
prompt_text_paste(struct prompt_state *p, int code)
{
	const char *takes = prompt_takes(p->kind);

	if (code == KEY_CODE_ENTER || code == KEY_CODE_TAB) {
		if (p->cursor == 0 || p->typed[p->cursor - 1] == ' ')
			return;
		code = ' ';
	}
	if (takes == NULL || (code > 0 && code < KEY_CODE_BACKSPACE && strchr(takes, code) != NULL))
		type(p, code);
}

/* A pasted line usually ends with an Enter, which has become a space. */
void
prompt_text_end_paste(struct prompt_state *p)
{
	if (p->cursor > 0 && p->typed[p->cursor - 1] == ' ')
		erase(p, p->cursor - 1, p->cursor);
}
