/* SPDX-License-Identifier: MIT */
/* shell.h: what `sh -c TEXT` runs. Pure: reads nothing, allocates nothing. TEXT is foreign and not
 * interpreted: a text that is more than one simple command (words, quotes, assignments before
 * them) is only known as text. */
#ifndef PEAKTOP_MODEL_NAMING_SHELL_H
#define PEAKTOP_MODEL_NAMING_SHELL_H

#include "model/naming/cmdline.h"

/* Longer texts are not split into words. */
#define SHELL_TEXT_MAX 1024

enum shell_kind {
	SHELL_NONE,    /* not a shell with -c, or the text is blank */
	SHELL_COMMAND, /* one simple command */
	SHELL_TEXT     /* anything else */
};

struct shell_code {
	struct span text; /* without blanks around it; borrowed from the command line */
	/* The arguments of a simple command, without quotes, and without assignments and `exec`
	 * before it, each ended by a NUL. */
	char words[SHELL_TEXT_MAX + 2];
	size_t words_bytes;
};

/* Reads the arguments of a shell (sh, bash, dash, ksh, zsh; also with -lc, -e -c and the like). */
enum shell_kind shell_read(struct cmdline_args, struct shell_code *);

#endif
