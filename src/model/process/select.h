/* SPDX-License-Identifier: MIT */
/* select.h: which processes are shown: by pid, user, text, Python or not. */
#ifndef PEAKTOP_MODEL_PROCESS_SELECT_H
#define PEAKTOP_MODEL_PROCESS_SELECT_H

#include "model/process/process.h"

#define SELECT_TEXT_MAX 128

struct selection {
	const pid_t *pids; /* borrowed; NULL: all */
	size_t pid_count;
	uid_t uid; /* if by_uid */
	bool by_uid;
	bool python_only;
	bool hide_ended;
	char text[SELECT_TEXT_MAX]; /* alternatives separated by `|`; empty: all */
};

bool select_takes(const struct selection *, const struct process *);

/* Whether the name or command contains one of the alternatives in `text`, ignoring the case of
 * ASCII letters. Empty alternatives are skipped; if none is left, everything matches. */
bool select_text_matches(const char *text, const struct process *);

#endif
