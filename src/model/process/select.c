/* SPDX-License-Identifier: MIT */
/* select.c: which processes are shown. */
#include "model/process/select.h"

#include <string.h>
#include <strings.h>

static bool
contains(const char *text, const char *part, size_t length)
{
	for (; *text != '\0'; text++)
		if (strncasecmp(text, part, length) == 0)
			return true;
	return false;
}

bool
select_text_matches(const char *text, const struct process *p)
{
	bool any = false;

	while (*text != '\0') {
		size_t length = strcspn(text, "|");

		if (length > 0) {
			any = true;
			if (contains(p->command, text, length) || contains(p->name, text, length))
				return true;
		}
		text += length + (text[length] == '|');
	}
	return !any;
}

static bool
pid_listed(const struct selection *s, pid_t pid)
{
	for (size_t i = 0; i < s->pid_count; i++)
		if (s->pids[i] == pid)
			return true;
	return false;
}

/* Apart from the filter. */
static bool
is_selected(const struct selection *s, const struct process *p)
{
	if (s->pids != NULL && !pid_listed(s, p->now.key.pid))
		return false;
	if (s->by_uid && (!(p->now.known & KNOWN_UID) || p->now.uid != s->uid))
		return false;
	return !s->python_only || p->python;
}

bool
select_takes(const struct selection *s, const struct process *p)
{
	return is_selected(s, p) &&
	       (s->filter == NULL || filter_passes(s->filter, filter_match(s->filter, p, p)));
}

bool
select_takes_group(const struct selection *s, const struct process *const *members, size_t count,
	const struct process *sum)
{
	uint64_t matched = s->filter != NULL ? filter_match(s->filter, NULL, sum) : 0;
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (!is_selected(s, members[i]))
			continue;
		any = true;
		if (s->filter == NULL)
			break;
		matched |= filter_match(s->filter, members[i], NULL);
	}
	return any && (s->filter == NULL || filter_passes(s->filter, matched));
}
