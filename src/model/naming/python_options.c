/* SPDX-License-Identifier: MIT */
/* python_options.c: reads an interpreter's options, up to what it is to run. */
#include "model/naming/python_private.h"

#include "base/length.h"

/* Options that take a value, from the rest of the argument or from the next one; c and m end the
 * options. */
static const struct valued_option {
	char letter;
	enum python_run run;
} valued_options[] = {
	{ 'c', RUN_CODE },
	{ 'm', RUN_MODULE },
	{ 'Q', RUN_NOTHING },
	{ 'W', RUN_NOTHING },
	{ 'X', RUN_NOTHING },
};
static const char *const valued_long_options[] = { "--check-hash-based-pycs", "--jit", NULL };

static const struct valued_option *
option_of(char letter)
{
	for (size_t i = 0; i < LENGTH(valued_options); i++)
		if (valued_options[i].letter == letter)
			return &valued_options[i];
	return NULL;
}

/* Reads an argument of one-letter options; `what` becomes the value of the last one. */
static enum python_run
read_letters(struct span arg, struct cmdline_args *args, struct span *what)
{
	for (size_t i = 1; i < arg.count; i++) {
		const struct valued_option *option = option_of(arg.bytes[i]);

		if (option == NULL)
			continue;
		*what = span_from(arg, i + 1);
		if (what->count == 0)
			cmdline_next(args, what);
		return option->run;
	}
	return RUN_NOTHING;
}

enum python_run
python_read_options(struct cmdline_args *args, struct span *what)
{
	struct span arg;

	while (cmdline_next(args, &arg)) {
		enum python_run run = RUN_NOTHING;

		if (span_is(arg, "--"))
			return cmdline_next(args, what) ? RUN_SCRIPT : RUN_NOTHING;
		*what = arg;
		if (arg.count == 1 || (arg.count > 1 && arg.bytes[0] != '-'))
			return RUN_SCRIPT;
		if (python_is_listed(arg, valued_long_options))
			cmdline_next(args, what);
		else if (!span_begins(arg, "--"))
			run = read_letters(arg, args, what);
		if (run != RUN_NOTHING)
			return run;
	}
	return RUN_NOTHING;
}
