/* SPDX-License-Identifier: MIT */
/* settings.h: the config file: key = value, read with inih. */
#ifndef PEAKTOP_APP_CLI_SETTINGS_H
#define PEAKTOP_APP_CLI_SETTINGS_H

#include "app/cli/options.h"
#include "app/cli/run_options.h"

/* Reads the file named by the options, otherwise the user's own
 * ($XDG_CONFIG_HOME/peaktop/config, or ~/.config/peaktop/config), on top of what is in
 * `options`. A missing own file is not a failure. An unknown key is reported on stderr with file
 * and line, the first one also in `doubt`; an invalid value is a failure. */
bool settings_read(struct options *, struct failure *why);

/* Whether the user has a file of their own. */
bool settings_exist(void);
/* Reads what the config file says, on top of the defaults; unlike settings_read, without a word
 * about what it does not know, and without keys, colours and what belongs to `run`. */
bool settings_read_saved(const struct options *, struct options *saved, struct failure *why);

/* Appends the path of the file to write settings into. False and `why`: there is none, or it is
 * below a folder of another user (sudo). */
bool settings_path(const struct options *, struct buffer *path, struct failure *why);

/* Reads the settings of `run` in the user's own file: keys that begin with "run.". */
bool settings_read_run(struct run_options *, struct failure *why);

#endif
