/* SPDX-License-Identifier: MIT */
/* option_value.h: the setters of options, and their values for --print-config. */
#ifndef PEAKTOP_APP_CLI_OPTION_VALUE_H
#define PEAKTOP_APP_CLI_OPTION_VALUE_H

#include "app/cli/options.h"

/* Setters: parse a value into `to`, a struct options. False: invalid; `why` says what is
 * expected. */
bool option_set_interval(void *to, const char *value, struct failure *);
bool option_set_sort(void *to, const char *value, struct failure *);
bool option_set_columns(void *to, const char *value, struct failure *);
bool option_set_pids(void *to, const char *value, struct failure *);
bool option_set_user(void *to, const char *value, struct failure *);
bool option_set_filter(void *to, const char *value, struct failure *);
bool option_set_iterations(void *to, const char *value, struct failure *);
bool option_set_units(void *to, const char *value, struct failure *);
bool option_set_color(void *to, const char *value, struct failure *);
bool option_set_ended(void *to, const char *value, struct failure *);
bool option_set_scheme(void *to, const char *value, struct failure *);
bool option_set_label(void *to, const char *value, struct failure *);
bool option_set_phase_on(void *to, const char *value, struct failure *);
bool option_set_keep_output(void *to, const char *value, struct failure *);
bool option_set_no_mouse(void *to, const char *value, struct failure *);
bool option_set_batch(void *to, const char *value, struct failure *);
bool option_set_once(void *to, const char *value, struct failure *);
bool option_set_json(void *to, const char *value, struct failure *);
bool option_set_csv(void *to, const char *value, struct failure *);

/* Adds one process id to those to be shown; fails if there are too many. */
bool option_add_pid(struct options *, int pid, struct failure *);

/* Write the value in the form that the setter accepts. */
void option_put_interval(const void *from, struct buffer *);
void option_put_sort(const void *from, struct buffer *);
void option_put_columns(const void *from, struct buffer *);
void option_put_units(const void *from, struct buffer *);
void option_put_color(const void *from, struct buffer *);
void option_put_ended(const void *from, struct buffer *);
void option_put_keep_output(const void *from, struct buffer *);
void option_put_scheme(const void *from, struct buffer *);

#endif
