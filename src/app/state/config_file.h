/* SPDX-License-Identifier: MIT */
/* config_file.h: writes settings into the config file. */
#ifndef PEAKTOP_APP_STATE_CONFIG_FILE_H
#define PEAKTOP_APP_STATE_CONFIG_FILE_H

#include "app/cli/options.h"

/* Writes those settings of the set-up (options_setting) that differ from what the config file says;
 * all else in it stays. *path gets its path, *count how many were written: with 0 the file was not
 * touched. It is replaced as a whole; a new one has mode 0600, and folders that it needs 0700.
 * False and `why`: it is as before. */
bool config_file_write(
	const struct options *, struct buffer *path, size_t *count, struct failure *why);

#endif
