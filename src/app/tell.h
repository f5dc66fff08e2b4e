/* SPDX-License-Identifier: MIT */
/* tell.h: the only words that peaktop says to stderr. */
#ifndef PEAKTOP_APP_TELL_H
#define PEAKTOP_APP_TELL_H

#include "base/failure.h"

/* "peaktop: opening x: Permission denied"; returns `status`. */
int tell_failure(const struct failure *, int status);

/* A line that ends nothing: "peaktop: ...". */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
