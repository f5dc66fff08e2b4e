/* SPDX-License-Identifier: MIT */
/* bindings.c: which keys belong to which action: the defaults and the user's own. */
#include "screen/state/bindings.h"

#include <string.h>

#include "base/bytes.h"
#include "base/renamed.h"

/* Actions that never work in the same view may share a key. */
static bool
meet(const struct key_action *a, const struct key_action *b)
{
	unsigned times = KEY_ONLY_LIVE | KEY_ONLY_REPLAY;
	unsigned when_a = a->views & times, when_b = b->views & times;

	return (a->views & b->views & ~times) && (when_a == 0 || when_b == 0 || when_a == when_b);
}

bool
key_action_works(const struct key_action *action, enum view view, bool replay)
{
	unsigned not_here = replay ? KEY_ONLY_LIVE : KEY_ONLY_REPLAY;

	return (action->views & 1u << view) && !(action->views & not_here);
}

static size_t
find_action(const struct key_bindings *keys, const char *name)
{
	size_t i = 0;

	while (i < keys->count && !renamed_is(keys->actions[i].name, keys->actions[i].former, name))
		i++;
	return i;
}

static bool
belongs_elsewhere(const struct key_bindings *keys, size_t action, int code, size_t *owner)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (i != action && bindings_have(keys, i, code) &&
			meet(&keys->actions[i], &keys->actions[action])) {
			*owner = i;
			return true;
		}
	}
	return false;
}

static void
take_away(int *codes, int code)
{
	size_t left = 0;

	for (size_t i = 0; i < KEYS_PER_ACTION && codes[i] != 0; i++)
		if (codes[i] != code)
			codes[left++] = codes[i];
	if (left < KEYS_PER_ACTION)
		codes[left] = 0;
}

/* A default gives way, so that an action that is new takes no key from the user's own. */
static bool
claim(struct key_bindings *keys, size_t action, int code, size_t *owner)
{
	while (belongs_elsewhere(keys, action, code, owner)) {
		if (keys->is_own[*owner])
			return false;
		take_away(keys->codes[*owner], code);
	}
	return true;
}

static bool
add_key(struct key_bindings *keys, size_t action, size_t *count, const char *name,
	struct failure *why)
{
	int code = input_key_by_name(name);
	size_t owner;

	if (code == 0)
		return failure_set(why, 0, "unknown key '%s' (try q, F10, Space or Ctrl-L)", name);
	if (*count == KEYS_PER_ACTION)
		return failure_set(why, 0, "too many keys (at most %d)", KEYS_PER_ACTION);
	if (!claim(keys, action, code, &owner))
		return failure_set(
			why, 0, "key '%s' is bound to '%s' too", name, keys->actions[owner].name);
	keys->codes[action][(*count)++] = code;
	if (*count < KEYS_PER_ACTION)
		keys->codes[action][*count] = 0;
	return true;
}

static bool
bind_names(struct key_bindings *keys, size_t action, const char *names, struct failure *why)
{
	char copy[128], *rest = copy, *token;
	size_t count = 0;

	if (strlen(names) >= sizeof copy)
		return failure_set(why, 0, "the list of keys is too long (at most %zu bytes)",
			sizeof copy - 1);
	strcpy(copy, names);
	keys->codes[action][0] = 0;
	while ((token = strsep(&rest, " \t")) != NULL)
		if (*token != '\0' && !add_key(keys, action, &count, token, why))
			return false;
	return true;
}

void
bindings_init(struct key_bindings *keys, const struct key_action *actions, size_t count)
{
	struct failure why;

	memset(keys, 0, sizeof *keys);
	keys->actions = actions;
	keys->count = count;
	for (size_t i = 0; i < count; i++)
		bind_names(keys, i, actions[i].defaults, &why);
}

bool
bindings_set(struct key_bindings *keys, const char *action, const char *names, bool *unknown,
	struct failure *why)
{
	size_t at = find_action(keys, action);

	if (at == keys->count) {
		*unknown = true;
		return true;
	}
	keys->is_own[at] = true;
	return bind_names(keys, at, names, why);
}

void
bindings_put_names(const struct key_bindings *keys, size_t action, struct buffer *b)
{
	for (size_t i = 0; i < KEYS_PER_ACTION && keys->codes[action][i] != 0; i++) {
		if (i > 0)
			buffer_char(b, ' ');
		input_put_key_name(b, keys->codes[action][i]);
	}
}

void
bindings_put_first(const struct key_bindings *keys, const char *action, struct buffer *b)
{
	size_t at = find_action(keys, action);

	if (at < keys->count && keys->codes[at][0] != 0)
		input_put_key_name(b, keys->codes[at][0]);
}

bool
bindings_have(const struct key_bindings *keys, size_t action, int code)
{
	for (size_t i = 0; i < KEYS_PER_ACTION && keys->codes[action][i] != 0; i++)
		if (keys->codes[action][i] == code)
			return true;
	return false;
}

bool
bindings_have_named(const struct key_bindings *keys, const char *action, int code)
{
	size_t at = find_action(keys, action);

	return at < keys->count && bindings_have(keys, at, code);
}

void
bindings_put_config(const struct key_bindings *keys, struct bytes *out)
{
	for (size_t i = 0; i < keys->count; i++) {
		char text[128];
		struct buffer b = buffer_over(text, sizeof text);

		bindings_put_names(keys, i, &b);
		bytes_print(out, "key.%s = %s\n", keys->actions[i].name, text);
	}
}
