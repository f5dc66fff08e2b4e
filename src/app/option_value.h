/* SPDX-License-Identifier: MIT */
/* option_value.h: what each option takes: words into values, and back for --print-config. */
#ifndef PEAKTOP_APP_OPTION_VALUE_H
#define PEAKTOP_APP_OPTION_VALUE_H

#include "app/options.h"

/* "yes", "no" and their like; false and `why`: it is neither. */
bool option_read_flag(const char *value, bool *flag, struct failure *why);

/* Each takes the value as typed; false and `why` say what would be right. */
bool option_set_interval(struct options *, const char *value, struct failure *);
bool option_set_sort(struct options *, const char *value, struct failure *);
bool option_set_columns(struct options *, const char *value, struct failure *);
bool option_set_pids(struct options *, const char *value, struct failure *);
bool option_set_user(struct options *, const char *value, struct failure *);
bool option_set_filter(struct options *, const char *value, struct failure *);
bool option_set_iterations(struct options *, const char *value, struct failure *);
bool option_set_units(struct options *, const char *value, struct failure *);
bool option_set_color(struct options *, const char *value, struct failure *);
bool option_set_scheme(struct options *, const char *value, struct failure *);
bool option_set_proc(struct options *, const char *value, struct failure *);
bool option_set_config(struct options *, const char *value, struct failure *);
bool option_set_no_mouse(struct options *, const char *value, struct failure *);
bool option_set_batch(struct options *, const char *value, struct failure *);
bool option_set_once(struct options *, const char *value, struct failure *);
bool option_set_json(struct options *, const char *value, struct failure *);
bool option_set_csv(struct options *, const char *value, struct failure *);

/* Each spells the value as its setter takes it. */
void option_put_interval(const struct options *, struct buffer *);
void option_put_sort(const struct options *, struct buffer *);
void option_put_columns(const struct options *, struct buffer *);
void option_put_units(const struct options *, struct buffer *);
void option_put_color(const struct options *, struct buffer *);
void option_put_scheme(const struct options *, struct buffer *);

#endif
