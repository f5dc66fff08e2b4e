/* SPDX-License-Identifier: MIT */
/* menu.c: what a menu shows: its items, narrowed by what was typed. */
#include "screen/state/menu.h"

#include <string.h>
#include <strings.h>

#include "screen/state/menu_items.h"
#include "screen/state/scene.h"

static const struct menu_row *
row_of(const struct scene *scene)
{
	return &menu_rows[scene->state->menu.kind];
}

void
menu_put_title(const struct scene *scene, struct buffer *b)
{
	const struct menu_state *m = &scene->state->menu;

	if (m->kind == MENU_CHOICE)
		buffer_text(b, scene->setup->items[m->setting].name);
	else
		buffer_text(b, row_of(scene)->title);
}

const char *
menu_hint(const struct scene *scene)
{
	return row_of(scene)->hint;
}

bool
menu_narrows(const struct scene *scene)
{
	return !row_of(scene)->is_setup;
}

bool
menu_previews(const struct scene *scene)
{
	return row_of(scene)->previews;
}

void
menu_fill(const struct scene *scene, size_t item, struct menu_item *out)
{
	*out = (struct menu_item){ .mark = MENU_MARK_NONE };
	row_of(scene)->fill(scene, item, out);
}

size_t
menu_list(const struct scene *scene, size_t *items)
{
	const struct menu_row *row = row_of(scene);
	size_t all = row->count(scene), count = 0;

	for (size_t i = 0; i < all && count < MENU_ITEMS_MAX; i++) {
		if (row->lists != NULL && !row->lists(scene, i))
			continue;
		if (items != NULL)
			items[count] = i;
		count++;
	}
	return count;
}

/* --- narrowing --- */

/* How well a word matches an item; the smallest is best. */
enum match { MATCH_WORD, MATCH_BEGIN, MATCH_NAME, MATCH_ELSEWHERE, MATCH_NONE };

static bool
contains(const char *text, const char *word, size_t length)
{
	for (; *text != '\0'; text++)
		if (strncasecmp(text, word, length) == 0)
			return true;
	return false;
}

static enum match
match_word(const struct menu_item *item, const char *word, size_t length)
{
	const char *name = item->name + strspn(item->name, " ");

	if (strncasecmp(name, word, length) == 0)
		return name[length] == '\0' || name[length] == ' ' ? MATCH_WORD : MATCH_BEGIN;
	if (contains(name, word, length))
		return MATCH_NAME;
	return contains(item->value, word, length) || contains(item->about, word, length)
		       ? MATCH_ELSEWHERE
		       : MATCH_NONE;
}

/* The worst of the matches of all words. */
static enum match
match_item(const struct menu_item *item, const char *typed)
{
	enum match worst = MATCH_WORD;

	while (*typed != '\0') {
		size_t length = strcspn(typed, " ");

		if (length > 0) {
			enum match match = match_word(item, typed, length);

			worst = match > worst ? match : worst;
		}
		typed += length + strspn(typed + length, " ");
	}
	return worst;
}

size_t
menu_shown(const struct scene *scene, size_t *items)
{
	enum match matches[MENU_ITEMS_MAX];
	size_t all[MENU_ITEMS_MAX], count = menu_list(scene, all), shown = 0;

	for (size_t i = 0; i < count; i++) {
		struct menu_item item;

		menu_fill(scene, all[i], &item);
		matches[i] = match_item(&item, scene->state->menu.typed);
	}
	for (enum match match = MATCH_WORD; match < MATCH_NONE; match++)
		for (size_t i = 0; i < count; i++)
			if (matches[i] == match)
				items[shown++] = all[i];
	return shown;
}

bool
menu_chosen(const struct scene *scene, size_t *item)
{
	size_t items[MENU_ITEMS_MAX], count = menu_shown(scene, items);
	size_t cursor = scene->state->menu.cursor;

	if (count == 0)
		return false;
	*item = items[cursor < count ? cursor : count - 1];
	return true;
}
