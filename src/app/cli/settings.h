/* SPDX-License-Identifier: MIT */
/* settings.h: the config file: key = value, read with inih. */
#ifndef PEAKTOP_APP_CLI_SETTINGS_H
#define PEAKTOP_APP_CLI_SETTINGS_H

#include "app/cli/options.h"
#include "app/cli/run_options.h"

/* Reads the file that the options name, else the user's own ($XDG_CONFIG_HOME/peaktop/config, or
 * ~/.config/peaktop/config), over what is in `options`. An own file that is not there is no
 * failure. An unknown key is told on stderr with file and line; a bad value is a failure. */
bool settings_read(struct options *, struct failure *why);

/* The settings of `run` in the user's own file: keys that begin with "run.". */
bool settings_read_run(struct run_options *, struct failure *why);

#endif
