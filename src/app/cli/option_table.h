/* SPDX-License-Identifier: MIT */
/* option_table.h: the options of a command as a table, from which they are parsed and --help is
 * made. */
#ifndef PEAKTOP_APP_CLI_OPTION_TABLE_H
#define PEAKTOP_APP_CLI_OPTION_TABLE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/failure.h"

/* Where a row may be set. */
enum option_where { ON_LINE = 1, IN_CONFIG = 2, EVERYWHERE = 3 };

/* Whether the set-up of the monitor changes a row of a config file. */
enum option_setup {
	SETUP_NOW,      /* with an effect at once */
	SETUP_AT_START, /* with one from the next start on */
	SETUP_NEVER,
};

struct option_row {
	const char *name;
	char letter; /* 0: none */
	enum option_where where;
	const char *argument; /* the name of its value; NULL: a flag ("yes" or "no") */
	const char *help;     /* NULL: not shown (config only) */
	bool (*set)(void *options, const char *value, struct failure *);
	void (*put)(const void *options, struct buffer *); /* for --print-config */
	/* Without `set`: the offset of its bool or text in the options. */
	size_t member;
	bool optional; /* the value is optional: --name or --name=VALUE; NULL if omitted */
	/* A flag for what is written to stdout: --name=- is the same, another file is refused. */
	bool to_stdout;
	unsigned excludes;   /* bits: two options that share one exclude each other */
	bool of_launch;      /* only where a command is launched */
	const char *former;  /* an earlier name, accepted wherever `name` is; NULL: none */
	const char *choices; /* all its values ("short, auto, kib"); NULL: others */
	enum option_setup setup;
	const char *setup_help; /* instead of `help` where that is about the command line */
};

/* The row of --help, whose flag is the member `help` of this type. */
#define OPTION_HELP(options)                                                                      \
	{                                                                                         \
		"help", 'h', ON_LINE, NULL, "print this help", .member = offsetof(options, help), \
	}

/* The most rows of one table. */
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
	const char *prefix; /* of its names in a config file ("run."); NULL: none */
	/* An abbreviation of several long options means the one that has a letter, if there is only
	 * one: so the options of GNU time keep working, however many others there are. */
	bool letters_win;
	bool launches_nothing; /* the rows `of_launch` do not belong to it */
	const char *usage; /* follows the command's name; further lines are printed as they are */
	const char *about; /* what the command does, below the usage */
	const char *notes; /* below the options; NULL: none */
};

/* Parses options from argv[1] on into `options`; *operand is the index of the first operand.
 * `first_ends`: options end there (a command follows), otherwise they may follow operands too.
 * False and `why`: bad usage, or two options that exclude each other. */
bool option_table_parse(const struct option_table *, void *options, int argc, char **argv,
	bool first_ends, int *operand, struct failure *why);

/* The same; *dashed: a "--" that is not an option's value precedes the operands. */
bool option_table_parse_dashed(const struct option_table *, void *options, int argc, char **argv,
	bool first_ends, int *operand, bool *dashed, struct failure *why);

/* Sets the option of this name, if `where` allows it. No such option: *unknown. */
bool option_table_set(const struct option_table *, void *options, enum option_where where,
	const char *name, const char *value, bool *unknown, struct failure *why);

/* Sets a row; a flag that is set resets those that it excludes. */
bool option_table_change(const struct option_table *, void *options, const struct option_row *,
	const char *value, struct failure *why);

/* Writes the value of a row that a config file can set. */
void option_row_put(const struct option_row *, const void *options, struct buffer *);

/* Writes "name = value" for each option that a config file can set. */
void option_table_put_config(const struct option_table *, const void *options, struct bytes *);

/* Writes --help: usage, description, a line per option, notes. */
void option_table_put_help(const struct option_table *, struct bytes *);

/* Writes only the lines of the options. */
void option_table_put_options(const struct option_table *, struct bytes *);

#endif
