/* SPDX-License-Identifier: MIT */
/* io.h: writes everything, however often it is interrupted. */
#ifndef PEAKTOP_BASE_IO_H
#define PEAKTOP_BASE_IO_H

#include "base/bytes.h"
#include "base/failure.h"

/* Writes all of `bytes`. */
bool io_write(int fd, const struct bytes *, struct failure *why);

#endif
