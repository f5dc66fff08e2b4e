/* SPDX-License-Identifier: MIT */
/* options.h: what the user asked for, on the command line and in the config file. */
#ifndef PEAKTOP_APP_CLI_OPTIONS_H
#define PEAKTOP_APP_CLI_OPTIONS_H

#include "app/cli/alert_options.h"
#include "app/cli/run_options.h"
#include "base/failure.h"
#include "model/process/select.h"
#include "screen/frame/theme.h"
#include "screen/state/bindings.h"
#include "text/table/column.h"

enum mode { MODE_AUTO, MODE_ONCE, MODE_BATCH };
enum format { FORMAT_PLAIN, FORMAT_JSON, FORMAT_CSV };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

#define OPTION_PIDS_MAX 256

struct options {
	uint64_t interval_ns;
	const struct column *sort;
	bool sort_inverted;
	struct column_list columns;
	bool columns_chosen;
	pid_t pids[OPTION_PIDS_MAX];
	size_t pid_count;
	uid_t uid;
	bool by_uid;
	char filter[SELECT_TEXT_MAX];
	bool python, tree, jobs, ascii, mouse, readonly, kernel_threads;
	uint64_t iterations; /* 0: until told to stop */
	enum mode mode;
	enum format format;
	enum units units;
	enum color color;
	const char *proc;   /* root of /proc; borrowed from argv */
	const char *replay; /* a recording; NULL: the live system; borrowed from argv */
	const char *config; /* NULL: the user's own; borrowed from argv */
	struct alert_options alerts;
	struct theme theme;
	struct key_bindings keys;
	struct run_options run; /* of `run`: what a config file says of it */
	char *const *command; /* after --, to be launched inside; NULL: none; borrowed from argv */
	const char *label;    /* of it; NULL: none */
	uint64_t keep_output_bytes; /* of what it writes; 0: nothing */
	bool attach;                /* to what the words name */
	char *const *words;
	size_t word_count;
	bool help, version, print_config, list_columns;
};

void options_init(struct options *);

/* Reads the command line over what is in `options`. False and `why`: one line that names what is
 * wrong and what would be right. */
bool options_parse(struct options *, int argc, char **argv, struct failure *why);

/* One setting of the config file, "interval" = "2s". Unknown: *unknown is set and true is
 * returned; false: a bad value. */
bool options_set(
	struct options *, const char *key, const char *value, bool *unknown, struct failure *why);

/* The selection that the options stand for; it borrows the pids. */
struct selection options_selection(const struct options *);

/* The columns of a report: those that were chosen, else all that machines are given. */
struct column_list options_columns(const struct options *);

/* Whether rows are jobs: never those for machines. And a tree: not where they are jobs. */
bool options_jobs(const struct options *);
bool options_tree(const struct options *);

/* What the source has to read for these options. */
unsigned options_wants(const struct options *);

/* Whether the screen has colours; NO_COLOR is honoured. */
bool options_want_color(const struct options *);

/* --help (`commands`: a line for each command; NULL: that of `attach`), the list of --columns help,
 * the config as it is in force. */
struct bytes;
void options_put_help(const char *commands, struct bytes *);
void options_put_columns(struct bytes *);
void options_put_config(const struct options *, struct bytes *);

#endif
