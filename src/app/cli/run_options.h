/* SPDX-License-Identifier: MIT */
/* run_options.h: the options of `peaktop run`. */
#ifndef PEAKTOP_APP_CLI_RUN_OPTIONS_H
#define PEAKTOP_APP_CLI_RUN_OPTIONS_H

#include "base/bytes.h"
#include "observe/job_options.h"

struct run_options {
	struct job_options job;
	const char *label, *note;
	bool no_history, program_only; /* do not record; record only the program of the command */
	bool numbered;                 /* its number in the history is needed at the end */
	bool settled;                  /* settings of config files are included already */

	bool verbose, portable, quiet, append, no_summary, progress;
	enum { SUMMARY_FULL, SUMMARY_LINE, SUMMARY_MARKDOWN, SUMMARY_NONE } summary;
	const char *format; /* -f; NULL: none */
	const char *output; /* -o; NULL: stderr */
	bool json;
	const char *json_file; /* NULL: stderr, instead of the summary */
	uint64_t repeat,
		warm_up; /* --repeat: the number of runs; 0: a single one, with its own summary */
	bool help, version;
};

void run_options_init(struct run_options *);

/* False and `why`: bad usage; the exit status is 125 then (126 and up are the command's). */
bool run_options_parse(struct run_options *, int argc, char **argv, struct failure *why);

/* Sets a setting of the config file, "run.history". */
bool run_options_set(struct run_options *, const char *name, const char *value, bool *unknown,
	struct failure *why);

/* Writes these settings with their values, for --print-config. */
void run_options_put_config(const struct run_options *, struct bytes *);

void run_options_put_help(struct bytes *);

#endif
