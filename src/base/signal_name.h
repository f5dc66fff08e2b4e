/* SPDX-License-Identifier: MIT */
/* signal_name.h: signals as people write them, and back. */
#ifndef PEAKTOP_BASE_SIGNAL_NAME_H
#define PEAKTOP_BASE_SIGNAL_NAME_H

#include <stdbool.h>

#include "base/buffer.h"

/* "SIGTERM"; "SIG42" if it has no name. */
void signal_name_put(int signal, struct buffer *);

/* Whether it has a name: an exit status for a number without one hardly stands for a signal. */
bool signal_name_is_known(int signal);

/* "TERM", "sigterm" or "15"; false: not a signal. */
bool signal_name_read(const char *text, int *signal);

#endif
