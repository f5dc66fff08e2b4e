/* SPDX-License-Identifier: MIT */
/* keeper_private.h: the folder of the keepers' sockets, for those who open it. */
#ifndef PEAKTOP_LAUNCH_KEEPER_PRIVATE_H
#define PEAKTOP_LAUNCH_KEEPER_PRIVATE_H

#include "base/failure.h"

/* A descriptor of the folder, private as it is to be; -1 and `why`. */
int keeper_folder_open(const char *folder, struct failure *why);

#endif
