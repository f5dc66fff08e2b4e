/* SPDX-License-Identifier: MIT */
/* run_account.h: writes the account of a run: where, and in which form. */
#ifndef PEAKTOP_APP_RUN_RUN_ACCOUNT_H
#define PEAKTOP_APP_RUN_RUN_ACCOUNT_H

#include "app/cli/run_options.h"
#include "model/run/run.h"
#include "term/outlet.h"

struct run_output {
	const char *path; /* NULL: none of its own; "-": stdout */
	bool append;
	bool failed; /* which was reported */
	int fd;      /* -1: not open yet */
};

struct run_account {
	struct run_output main; /* without a path: stderr */
	struct run_output json; /* without a path: no separate file */
	const char *format;     /* -f, otherwise $TIME; NULL: none */
	bool progress;          /* a status line is shown */
	struct outlet terminal; /* for that line */
	uint64_t progress_ns;
};

/* Fills in what is known about a run before it starts. */
void run_account_begin(struct run *, const struct run_options *);

/* Opens the files, before the launch. */
bool run_account_open(struct run_account *, const struct run_options *, struct failure *why);

/* --progress: updates the status line from time to time, only on a terminal. */
void run_account_progress(struct run_account *, const struct run *, uint64_t held_bytes,
	uint64_t peak_bytes, uint64_t elapsed_ns);

/* Writes everything; reports failures, which change nothing else. */
void run_account_put(struct run_account *, const struct run_options *, const struct run *);

/* Print --help and --version; return the exit status. */
int run_account_help(void);
int run_account_version(void);

#endif
