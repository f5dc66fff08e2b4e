/* SPDX-License-Identifier: MIT */
/* session.h: a source and the table that grows from it: what the screen and the plain forms share. */
#ifndef PEAKTOP_APP_SESSION_H
#define PEAKTOP_APP_SESSION_H

#include "app/options.h"
#include "source/source.h"
#include "text/report.h"

struct session {
	struct source *source;
	struct sample sample; /* the newest; its room is used again */
	struct table table;
	struct rows rows;
	unsigned wants;
	uint64_t wall_ns; /* when the newest sample was taken */
	bool replay;      /* the source is a recording (source/source_replay.h) */
};

/* Opens the source; nothing is read yet. False and `why`: nothing is open. */
bool session_open(struct session *, const struct options *, struct failure *why);
void session_close(struct session *);

/* One sample: own children reaped, the system read and merged, newcomers named. False: nothing was read, the table is as it was. */
bool session_tick(struct session *, struct failure *why);

/* False and `why`: one of the pids that the options name is not there. */
bool session_check_pids(const struct session *, const struct options *, struct failure *why);

/* Writes all of `bytes`; false with errno in `why`. */
bool session_write(int fd, const struct bytes *, struct failure *why);

#endif
