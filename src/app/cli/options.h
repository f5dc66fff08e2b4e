/* SPDX-License-Identifier: MIT */
/* options.h: the options of the monitor, from the command line and the config file. */
#ifndef PEAKTOP_APP_CLI_OPTIONS_H
#define PEAKTOP_APP_CLI_OPTIONS_H

#include "app/cli/alert_options.h"
#include "app/cli/run_options.h"
#include "base/failure.h"
#include "model/process/select.h"
#include "screen/frame/theme.h"
#include "screen/state/bindings.h"
#include "text/table/rows.h"

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
	char filter[SELECT_TEXT_MAX]; /* valid (model/process/filter.h); "": none */
	bool python, tree, groups, ascii, mouse, readonly, kernel_threads;
	uint64_t iterations; /* 0: unlimited */
	enum mode mode;
	enum format format;
	enum units units;
	enum color color;
	enum ended_form ended; /* on the screen; not ENDED_EACH */
	const char *proc;      /* root of /proc; borrowed from argv */
	const char *replay;    /* a recording; NULL: the live system; borrowed from argv */
	const char *config;    /* NULL: the default; borrowed from argv */
	struct alert_options alerts;
	struct theme theme;
	struct key_bindings keys;
	struct run_options run; /* those of `run` that a config file sets */
	char *const *command;   /* after --, to launch in a pane; NULL: none; borrowed from argv */
	const char *label;      /* of the command; NULL: none */
	uint64_t keep_output_bytes; /* of its output; 0: none */
	const char *phase_on; /* a regex for lines of its output that begin a phase; NULL: none */
	bool attach;          /* `peaktop attach`, to the operands */
	char *const *operands;
	size_t operand_count;
	const char *const *commands; /* while parsing: the names of all, ends with NULL */
	bool help, version, print_config, list_columns;
	char doubt[200]; /* the first thing in the config file that means nothing; "": none */
};

void options_init(struct options *);

/* Reads the command line on top of what is in `options`. False and `why`: one line with what is
 * wrong and what is expected. */
bool options_parse(struct options *, int argc, char **argv, struct failure *why);

/* Sets one setting of the config file, "interval" = "2s". An unknown one sets *unknown and returns
 * true; false: invalid value. */
bool options_set(
	struct options *, const char *key, const char *value, bool *unknown, struct failure *why);

/* The settings of the set-up, in order; NULL: no more. And changes one; flags that exclude each
 * other are never both set. */
struct option_row;
const struct option_row *options_setting(size_t at);
bool options_change(
	struct options *, const struct option_row *, const char *value, struct failure *why);

/* The selection by these options, with this compiled filter; it borrows both, and the pids. */
struct selection options_selection(const struct options *, const struct filter *);

/* The columns of a report: the chosen ones, otherwise all that scripts get. */
struct column_list options_columns(const struct options *);

/* Whether rows are groups: never in JSON and CSV. Whether they form a tree: not if they are
 * groups. */
bool options_groups(const struct options *);
bool options_tree(const struct options *);

/* What the source has to read for these options. */
unsigned options_wants(const struct options *);

/* Whether the screen has colours; NO_COLOR is honoured. */
bool options_want_color(const struct options *);

/* Print --help (`commands`: a line per command; NULL: that of `attach`), the list for --columns
 * help, and the settings in force. */
struct bytes;
void options_put_help(const char *commands, struct bytes *);
void options_put_columns(struct bytes *);
void options_put_config(const struct options *, struct bytes *);

#endif
