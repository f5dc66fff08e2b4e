/* SPDX-License-Identifier: MIT */
/* history_folder.h: the history of this user, opened where it is. */
#ifndef PEAKTOP_APP_STATE_HISTORY_FOLDER_H
#define PEAKTOP_APP_STATE_HISTORY_FOLDER_H

#include "store/store.h"

/* How long a command waits for a run that is being written. */
#define HISTORY_PATIENCE_MS 5000

/* Told lost are runs of this machine whose observer is gone. NULL and `why`: as store_open. */
struct store *history_open(
	enum store_mode, int patience_ms, bool program_only, struct failure *why);

/* The same for one who writes and cannot wait: *busy follows each failure of the store from now on,
 * and tells whether another process holds the history. */
struct store *history_open_busy(
	int patience_ms, bool program_only, bool *busy, struct failure *why);

/* The run that a word names, with its series. False and `why`. */
bool history_load(const char *word, struct stored_run *, struct failure *why);

/* The name of the user whose history it is, or the number; clean. */
void history_user(struct buffer *out);

#endif
