/* SPDX-License-Identifier: MIT */
/* select.h: which processes are shown: by pid, user, filter, Python or not. */
#ifndef PEAKTOP_MODEL_PROCESS_SELECT_H
#define PEAKTOP_MODEL_PROCESS_SELECT_H

#include "model/process/filter.h"

/* The size of a filter or a search that is typed. */
#define SELECT_TEXT_MAX 128

struct selection {
	const pid_t *pids; /* borrowed; NULL: all */
	size_t pid_count;
	uid_t uid; /* if by_uid */
	bool by_uid;
	bool python_only;
	const struct filter *filter; /* borrowed; NULL: all */
};

bool select_takes(const struct selection *, const struct process *);

/* Whether processes that are shown together are taken: one of them is selected apart from the
 * filter, and those that are, with the memory of their sum, pass the filter. */
bool select_takes_group(const struct selection *, const struct process *const *members,
	size_t count, const struct process *sum);

/* Whether the name or command contains one of the alternatives in `text`, ignoring the case of
 * ASCII letters. Empty alternatives are skipped; if none is left, everything matches. */
bool select_text_matches(const char *text, const struct process *);

#endif
