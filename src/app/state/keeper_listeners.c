/* SPDX-License-Identifier: MIT */
/* keeper_listeners.c: the sockets of a keeper, one in each folder that screens search. */
#include "app/state/keeper_listeners.h"

#include "base/clock.h"
#include "source/host/machine.h"

/* A lost socket is noticed and recreated within a second. */
#define CHECK_NS (NS_PER_SECOND / 2)

/* FNV-1a: short enough for a file name, and different for each boot. */
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
open_listener(struct keeper_listeners *d, enum socket_folder which)
{
	char path[PATH_MAX];
	struct buffer folder = buffer_over(path, sizeof path);
	struct failure ignored;

	if (folder_sockets(&folder, which, true, &ignored) && keeper_folder_make(path, &ignored))
		keeper_listener_open(&d->listeners[which], path, &d->name, d->boot, &ignored);
}

void
keeper_listeners_open(struct keeper_listeners *d)
{
	d->boot = keeper_boot();
	keeper_name_make(&d->name, d->boot);
	for (enum socket_folder which = 0; which < SOCKET_FOLDERS; which++) {
		d->listeners[which].fd = -1;
		open_listener(d, (enum socket_folder)which);
	}
	d->next_ns = clock_active_ns() + CHECK_NS;
}

void
keeper_listeners_check(struct keeper_listeners *d, uint64_t now_ns)
{
	if (now_ns < d->next_ns)
		return;
	d->next_ns = now_ns + CHECK_NS;
	for (enum socket_folder which = 0; which < SOCKET_FOLDERS; which++) {
		if (keeper_listener_is_there(&d->listeners[which]))
			continue;
		keeper_listener_close(&d->listeners[which]);
		open_listener(d, (enum socket_folder)which);
	}
}

void
keeper_listeners_close(struct keeper_listeners *d)
{
	for (enum socket_folder which = 0; which < SOCKET_FOLDERS; which++)
		keeper_listener_close(&d->listeners[which]);
}
