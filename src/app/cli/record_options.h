/* SPDX-License-Identifier: MIT */
/* record_options.h: the options of `peaktop record`. */
#ifndef PEAKTOP_APP_CLI_RECORD_OPTIONS_H
#define PEAKTOP_APP_CLI_RECORD_OPTIONS_H

#include "app/cli/options.h"

struct record_options {
	struct options base;  /* first member: holds the options shared with the monitor */
	const char *file;     /* "-": stdout; NULL: choose a name; borrowed from argv */
	uint64_t duration_ns; /* 0: unlimited */
	uint64_t max_bytes;   /* of a file; 0: unlimited */
};

/* False and `why`: one line with what is wrong and what is expected. */
bool record_options_parse(struct record_options *, int argc, char **argv, struct failure *why);

/* Prints --help; returns the exit status. */
int record_options_help(void);

#endif
