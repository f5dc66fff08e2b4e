/* SPDX-License-Identifier: MIT */
/* message.h: the only messages that peaktop prints on stderr. */
#ifndef PEAKTOP_APP_CLI_MESSAGE_H
#define PEAKTOP_APP_CLI_MESSAGE_H

#include "base/failure.h"

/* Prints "peaktop: opening x: Permission denied"; returns `status`. */
int message_failure(const struct failure *, int status);

/* Prints a line: "peaktop: ...". */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
