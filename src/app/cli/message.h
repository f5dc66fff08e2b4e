/* SPDX-License-Identifier: MIT */
/* message.h: the only words that peaktop says to stderr. */
#ifndef PEAKTOP_APP_CLI_MESSAGE_H
#define PEAKTOP_APP_CLI_MESSAGE_H

#include "base/failure.h"

/* "peaktop: opening x: Permission denied"; returns `status`. */
int message_failure(const struct failure *, int status);

/* A line that ends nothing: "peaktop: ...". */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
