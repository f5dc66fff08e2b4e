/* SPDX-License-Identifier: MIT */
/* settings_none.c: for builds without inih, which read no config file. */
#include "app/cli/settings.h"

bool
settings_read(struct options *o, struct failure *why)
{
	return o->config == NULL ||
	       failure_set(why, 0, "--config is not available: peaktop was built without inih");
}

bool
settings_exist(void)
{
	return false;
}

bool
settings_read_saved(const struct options *o, struct options *saved, struct failure *why)
{
	(void)o;
	(void)why;
	options_init(saved);
	return true;
}

bool
settings_path(const struct options *o, struct buffer *path, struct failure *why)
{
	(void)o;
	(void)path;
	return failure_set(why, 0, "no config file can be used: peaktop was built without inih");
}

bool
settings_read_run(struct run_options *o, struct failure *why)
{
	(void)o;
	(void)why;
	return true;
}
