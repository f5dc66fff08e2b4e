/* SPDX-License-Identifier: MIT */
/* option_table.h: a command's options as a table, and what follows from it: parsing, --help. */
#ifndef PEAKTOP_APP_CLI_OPTION_TABLE_H
#define PEAKTOP_APP_CLI_OPTION_TABLE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/failure.h"

/* Where a row may be set. */
enum option_where { ON_LINE = 1, IN_CONFIG = 2, EVERYWHERE = 3 };

struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum option_where where;
	const char *argument; /* what its value is called; NULL: a flag, "yes" or "no" */
	const char *help;     /* NULL: not shown (config only) */
	bool (*set)(void *options, const char *value, struct failure *);
	void (*put)(const void *options, struct buffer *); /* for --print-config */
	/* Without `set`: where its bool, or the text that it takes, is in the options. */
	size_t member;
	bool optional; /* the value may be left out: --name or --name=VALUE; then it is NULL */
	char group;    /* those of one group exclude each other; 0: of none */
};

/* Of one table. */
#define OPTION_ROWS_MAX 48
#define OPTION_COUNT(rows)                                                        \
	(sizeof(rows) / sizeof(rows)[0] + 0 * sizeof(struct {                     \
		_Static_assert(sizeof(rows) / sizeof(rows)[0] <= OPTION_ROWS_MAX, \
			"getopt's form of a table has room for all of its rows"); \
		char unused;                                                      \
	}))

struct option_table {
	const char *command; /* "peaktop", "peaktop run": for messages */
	const struct option_row *rows;
	size_t count;       /* OPTION_COUNT(rows) */
	const char *prefix; /* of its names in a config file, "run."; NULL: none */
	/* An abbreviation of several long options means the one that has a letter, where only one
	 * does: what GNU time understands is understood, however many options there are besides. */
	bool letters_win;
	const char *usage; /* what follows the command's name; more lines of it are whole */
	const char *about; /* what the command does: below the usage */
	const char *notes; /* below the options; NULL: none */
};

/* Sets what the line says in `options`, from argv[1] on; *operand is the first argument that is no
 * option. `first_ends`: options stop at it (a command follows), else they may come after it too.
 * False and `why`: what is wrong, or which two options exclude each other. */
bool option_table_parse(const struct option_table *, void *options, int argc, char **argv,
	bool first_ends, int *operand, struct failure *why);

/* The same; *dashed: a "--" that is not the value of an option precedes the operands. */
bool option_table_parse_dashed(const struct option_table *, void *options, int argc, char **argv,
	bool first_ends, int *operand, bool *dashed, struct failure *why);

/* Sets the row of this name, if `where` allows. No such row: *unknown. */
bool option_table_set(const struct option_table *, void *options, enum option_where where,
	const char *name, const char *value, bool *unknown, struct failure *why);

/* "name = value" of each row that may stand in a config file. */
void option_table_put_config(const struct option_table *, const void *options, struct bytes *);

/* --help: usage, what the command does, a line for each option, notes. */
void option_table_put_help(const struct option_table *, struct bytes *);

/* Only the lines of the options. */
void option_table_put_options(const struct option_table *, struct bytes *);

#endif
