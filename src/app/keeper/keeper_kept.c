/* SPDX-License-Identifier: MIT */
/* keeper_kept.c: the command's output as far back as it is kept: the newest in memory, more of it
 * in the log. Terminals are fed and restored from it. */
#include "app/keeper/keeper_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* The ring is filled before it wraps: memory never written to costs nothing. */
char *
keeper_kept_space(struct keeper *k, size_t *space)
{
	size_t at = (size_t)(k->written % KEEPER_RING);

	if (k->ring == NULL)
		k->ring = grow_new(KEEPER_RING);
	*space = KEEPER_RING - at;
	return k->ring + at;
}

void
keeper_kept_add(struct keeper *k, size_t count)
{
	keeper_log_add(&k->log, k->ring + k->written % KEEPER_RING, count);
	k->written += count;
}

static uint64_t
first_in_ring(const struct keeper *k)
{
	return k->written > KEEPER_RING ? k->written - KEEPER_RING : 0;
}

/* A log that failed or was given up ends before the start of the ring. */
static bool
log_reaches(const struct keeper *k)
{
	return !k->log_is_lost && k->log.written >= first_in_ring(k);
}

uint64_t
keeper_kept_first(const struct keeper *k, uint64_t from)
{
	uint64_t ring = first_in_ring(k), log = UINT64_MAX;

	if (from >= ring)
		return from < k->written ? from : k->written;
	if (log_reaches(k))
		log = keeper_log_first(&k->log, from);
	return log < ring ? log : ring;
}

static size_t
read_ring(const struct keeper *k, uint64_t at, char *data, size_t max)
{
	size_t offset = (size_t)(at % KEEPER_RING), count = KEEPER_RING - offset;

	if (count > k->written - at)
		count = (size_t)(k->written - at);
	if (count > max)
		count = max;
	memcpy(data, k->ring + offset, count);
	return count;
}

size_t
keeper_kept_read(struct keeper *k, uint64_t *at, char *data, size_t max)
{
	size_t count;

	if (*at < first_in_ring(k)) {
		count = keeper_log_get(&k->log, *at, data, max);
		if (count > 0)
			return count;
		k->log_is_lost = true;
		*at = first_in_ring(k);
	}
	return *at < k->written ? read_ring(k, *at, data, max) : 0;
}
