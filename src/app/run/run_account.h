/* SPDX-License-Identifier: MIT */
/* run_account.h: where and in what form the account of a run is written. */
#ifndef PEAKTOP_APP_RUN_RUN_ACCOUNT_H
#define PEAKTOP_APP_RUN_RUN_ACCOUNT_H

#include "app/cli/run_options.h"
#include "model/run/run.h"
#include "term/outlet.h"

struct run_account {
	int fd, json_fd;        /* json_fd -1: none beside it */
	const char *format;     /* -f, else $TIME; NULL: none */
	bool progress;          /* a status line is being kept */
	struct outlet terminal; /* for that line, while it is kept */
	uint64_t progress_ns;
};

/* What is known of a run before it starts. */
void run_account_begin(struct run *, const struct run_options *);

/* Opens the files, before anything is launched. */
bool run_account_open(struct run_account *, const struct run_options *, struct failure *why);

/* --progress: one line, now and then, on a terminal only. */
void run_account_progress(struct run_account *, const struct run *, uint64_t held_bytes,
	uint64_t peak_bytes, uint64_t elapsed_ns);

/* Writes it all; what cannot be written is told, and changes nothing else. */
void run_account_put(struct run_account *, const struct run_options *, const struct run *);

/* --help, --version; they return the exit status. */
int run_account_help(void);
int run_account_version(void);

#endif
