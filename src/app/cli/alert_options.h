/* SPDX-License-Identifier: MIT */
/* alert_options.h: the rules by which the monitor runs commands: --at and --on-peak. */
#ifndef PEAKTOP_APP_CLI_ALERT_OPTIONS_H
#define PEAKTOP_APP_CLI_ALERT_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/failure.h"

#define ALERT_RULES_MAX 16
#define ALERT_NAME_MAX 128

/* --at SIZE[:PID|NAME]=CMD */
struct alert_rule {
	uint64_t bytes;
	pid_t pid;                 /* 0: any */
	char name[ALERT_NAME_MAX]; /* contained in name or command, ignoring case; empty: any */
	const char *command;       /* borrowed from argv */
};

struct alert_options {
	struct alert_rule at[ALERT_RULES_MAX];
	size_t at_count;
	const char *on_peak; /* borrowed from argv; NULL: none */
};

/* Adds a rule. False: invalid; `why` says what is expected. */
bool alert_options_add(struct alert_options *, const char *text, struct failure *why);

/* Setters of the options --at and --on-peak; `options` is a struct options. */
bool option_set_at(void *options, const char *value, struct failure *why);
bool option_set_on_peak(void *options, const char *value, struct failure *why);

#endif
