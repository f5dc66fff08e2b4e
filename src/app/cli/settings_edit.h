/* SPDX-License-Identifier: MIT */
/* settings_edit.h: changes settings in the text of a config file, and nothing else in it. */
#ifndef PEAKTOP_APP_CLI_SETTINGS_EDIT_H
#define PEAKTOP_APP_CLI_SETTINGS_EDIT_H

#include "base/bytes.h"

/* Replaces the line that has the last word about a setting (by its name, or by its former name;
 * NULL: none), with the indented lines that continue it; a comment behind its value stays. Without
 * such a line one is appended. */
void settings_edit(struct bytes *text, const char *name, const char *former, const char *value);

#endif
