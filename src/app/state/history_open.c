/* SPDX-License-Identifier: MIT */
/* history_open.c: opens the history of this user. */
#include "app/state/history_open.h"

#include <limits.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "app/state/folder.h"
#include "app/state/writer_lock.h"
#include "base/clean.h"
#include "source/host/machine.h"

/* Whether a writer is still running. Its lock shows that across containers and hosts. Without a
 * lock, only what is visible here counts: a writer on another machine (a home on the network) is
 * unknown, one of an earlier boot has ended. */
static bool
lives(void *context, const struct store_writer *writer)
{
	enum writer_state state = writer_lock_state(writer);
	char boot[40], host[128] = "";
	struct buffer b = buffer_over(boot, sizeof boot);

	(void)context;
	if (state == WRITER_LIVES || !machine_boot_id(&b))
		return true;
	gethostname(host, sizeof host - 1);
	if (strcmp(writer->boot_id, boot) != 0)
		return strcmp(writer->host, host) != 0;
	if (machine_process_is_alive(writer->pid, writer->start_ticks))
		return true;
	/* A container has its own host name and pids, but our kernel; pids are meaningless in the
	 * /proc of another namespace. */
	return state == WRITER_UNKNOWN &&
	       (strcmp(writer->host, host) != 0 || !machine_proc_is_ours());
}

void
history_user(struct buffer *out)
{
	const struct passwd *user = getpwuid(geteuid());

	if (user != NULL)
		clean_text(out, user->pw_name, strlen(user->pw_name));
	else
		buffer_print(out, "%u", (unsigned)geteuid());
}

static struct store *
open_store(const struct store_setup *given, struct failure *why)
{
	char path[PATH_MAX], name[64];
	struct buffer b = buffer_over(path, sizeof path), user = buffer_over(name, sizeof name);
	struct store_setup setup = *given;

	history_user(&user);
	setup.lives = lives;
	setup.user = name;
	return folder_state_path(&b, why) ? store_open(path, &setup, why) : NULL;
}

struct store *
history_open(enum store_mode mode, int patience_ms, bool program_only, struct failure *why)
{
	const struct store_setup setup = {
		.mode = mode, .patience_ms = patience_ms, .program_only = program_only
	};

	return open_store(&setup, why);
}

struct store *
history_open_busy(int patience_ms, bool program_only, bool *busy, struct failure *why)
{
	const struct store_setup setup = { .mode = STORE_WRITE,
		.patience_ms = patience_ms,
		.program_only = program_only,
		.busy = busy };

	*busy = false;
	return open_store(&setup, why);
}

bool
history_load(const char *selector, struct stored_run *run, struct failure *why)
{
	struct store *store = history_open(STORE_READ, HISTORY_PATIENCE_MS, false, why);
	uint64_t number;
	bool good;

	*run = (struct stored_run){ .name = NULL };
	if (store == NULL)
		return false;
	good = store_find(store, selector, &number, why) && store_load(store, number, run, why);
	store_close(store);
	return good;
}
