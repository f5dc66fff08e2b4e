/* SPDX-License-Identifier: MIT */
/* keeper_doors.c: where a keeper listens: in every place that screens look in, for as long as it
 * is. */
#include "app/state/keeper_doors.h"

#include "base/clock.h"
#include "source/host/machine.h"

/* What is lost is found missing, and made anew, within a second. */
#define LOOK_NS (NS_PER_SECOND / 2)

/* FNV-1a: short enough for a name, and another for another boot. */
uint32_t
keeper_boot(void)
{
	char text[64];
	struct buffer boot = buffer_over(text, sizeof text);
	uint32_t hash = 2166136261u;

	machine_boot_id(&boot);
	for (size_t i = 0; i < boot.length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 16777619u;
	return hash;
}

static void
open_door(struct keeper_doors *d, enum socket_place place)
{
	char path[PATH_MAX];
	struct buffer folder = buffer_over(path, sizeof path);
	struct failure ignored;

	if (folder_sockets(&folder, place, true, &ignored) && keeper_folder_make(path, &ignored))
		keeper_door_open(&d->doors[place], path, &d->name, d->boot, &ignored);
}

void
keeper_doors_open(struct keeper_doors *d)
{
	d->boot = keeper_boot();
	keeper_name_make(&d->name, d->boot);
	for (enum socket_place place = 0; place < SOCKET_PLACES; place++) {
		d->doors[place].fd = -1;
		open_door(d, (enum socket_place)place);
	}
	d->next_ns = clock_active_ns() + LOOK_NS;
}

void
keeper_doors_look(struct keeper_doors *d, uint64_t now_ns)
{
	if (now_ns < d->next_ns)
		return;
	d->next_ns = now_ns + LOOK_NS;
	for (enum socket_place place = 0; place < SOCKET_PLACES; place++) {
		if (keeper_door_is_there(&d->doors[place]))
			continue;
		keeper_door_close(&d->doors[place]);
		open_door(d, (enum socket_place)place);
	}
}

void
keeper_doors_close(struct keeper_doors *d)
{
	for (enum socket_place place = 0; place < SOCKET_PLACES; place++)
		keeper_door_close(&d->doors[place]);
}
