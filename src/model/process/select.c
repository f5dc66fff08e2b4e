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

bool
select_takes(const struct selection *s, const struct process *p)
{
	if (s->pids != NULL && !pid_listed(s, p->now.key.pid))
		return false;
	if (s->by_uid && (!(p->now.known & KNOWN_UID) || p->now.uid != s->uid))
		return false;
	if (s->python_only && !p->python)
		return false;
	if (s->hide_ended && process_ended(p))
		return false;
	return select_text_matches(s->text, p);
}
