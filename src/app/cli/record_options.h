/* SPDX-License-Identifier: MIT */
/* record_options.h: what the user asked of `peaktop record`. */
#ifndef PEAKTOP_APP_CLI_RECORD_OPTIONS_H
#define PEAKTOP_APP_CLI_RECORD_OPTIONS_H

#include "app/cli/options.h"

struct record_options {
	struct options base;  /* first: options that the monitor has too are set in it */
	const char *file;     /* "-": stdout; NULL: one is named; borrowed from argv */
	uint64_t duration_ns; /* 0: until told to stop */
	uint64_t max_bytes;   /* of a file; 0: no bound */
};

/* False and `why`: one line that names what is wrong and what would be right. */
bool record_options_parse(struct record_options *, int argc, char **argv, struct failure *why);

/* Prints --help; returns the exit status. */
int record_options_help(void);

#endif
