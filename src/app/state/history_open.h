/* SPDX-License-Identifier: MIT */
/* history_open.h: opens the history of this user. */
#ifndef PEAKTOP_APP_STATE_HISTORY_OPEN_H
#define PEAKTOP_APP_STATE_HISTORY_OPEN_H

#include "store/store.h"

/* How long a command waits while a run is being written. */
#define HISTORY_PATIENCE_MS 5000

/* Marks runs of this machine as lost if their observer is gone. NULL and `why`: as store_open. */
struct store *history_open(
	enum store_mode, int patience_ms, bool program_only, struct failure *why);

/* The same for a writer that cannot wait: after each failure of the store, *busy says whether
 * another process holds the history. */
struct store *history_open_busy(
	int patience_ms, bool program_only, bool *busy, struct failure *why);

/* Loads the run of a selector, with its series. False and `why`. */
bool history_load(const char *selector, struct stored_run *, struct failure *why);

/* Appends the name of the history's user, or the number; clean. */
void history_user(struct buffer *out);

#endif
