/* SPDX-License-Identifier: MIT */
/* keeper_none.c: a build without libvterm has no panes. */
#include "app/keeper.h"
#include "app/keeper_start.h"
#include "app/tell.h"

#define NO_PANES "this peaktop was built without libvterm: it has no pane for a command"

int
keeper_main(int argc, char **argv, const struct inherited *inherited)
{
	(void)argc, (void)argv, (void)inherited;
	tell(NO_PANES);
	return 125;
}

int
keeper_start(const struct keeper_request *request, struct failure *why)
{
	(void)request;
	fail(why, 0, NO_PANES " ('peaktop run' launches it without)");
	return -1;
}
