/* SPDX-License-Identifier: MIT */
/* setup_settings.h: the settings of the monitor, between options, the state of the screen and the
 * set-up that shows them. */
#ifndef PEAKTOP_APP_MONITOR_SETUP_SETTINGS_H
#define PEAKTOP_APP_MONITOR_SETUP_SETTINGS_H

#include "app/cli/options.h"
#include "screen/state/command.h"
#include "screen/state/setup.h"
#include "screen/state/state.h"

/* The state by these options; and the options by this state, which keys may have changed. */
void setup_settings_apply(const struct options *, struct view_state *);
void setup_settings_take(struct options *, const struct view_state *);

/* What the set-up shows. */
void setup_settings_fill(struct setup_page *, const struct options *);

/* Changes one. False and `why`: an invalid value. */
bool setup_settings_change(struct options *, const struct setting_command *, struct failure *why);

#endif
