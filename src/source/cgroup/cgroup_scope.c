/* SPDX-License-Identifier: MIT */
/* cgroup_scope.c: requests a control group of our own from systemd's user manager, by D-Bus.
 * libsystemd is loaded on first use. Only non-blocking calls are used, with one deadline for all:
 * blocking ones would wait 90 s for a bus that accepts and stays silent. */
#include "source/cgroup/cgroup_scope.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/clock.h"
#include "base/length.h"
#include "base/library.h"
#include "source/cgroup/cgroup_leave.h"

#include "config.h"

#define ANSWER_NS (5 * NS_PER_SECOND)
#define MANAGER_NAME "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER_INTERFACE "org.freedesktop.systemd1.Manager"

/* The functions used of it. */
struct bus_library {
	__typeof__(sd_bus_open_user) *open_user;
	__typeof__(sd_bus_close) *close;
	__typeof__(sd_bus_unref) *unref_bus;
	__typeof__(sd_bus_match_signal_async) *match_signal;
	__typeof__(sd_bus_message_new_method_call) *new_call;
	__typeof__(sd_bus_message_append) *append;
	__typeof__(sd_bus_message_open_container) *open;
	__typeof__(sd_bus_message_close_container) *shut;
	__typeof__(sd_bus_message_read) *read;
	__typeof__(sd_bus_message_get_error) *get_error;
	__typeof__(sd_bus_message_unref) *unref;
	__typeof__(sd_bus_call_async) *call;
	__typeof__(sd_bus_process) *process;
	__typeof__(sd_bus_wait) *wait;
};

/* One request and its result. */
struct scope_request {
	struct bus_library library;
	sd_bus *bus;
	char name[80]; /* of the scope */
	bool spares;   /* requests OOMPolicy */
	bool done, refused;
	struct failure why; /* if it was refused */
};

#define MEMBER(name) offsetof(struct bus_library, name)

static const struct library_function functions[] = {
	{ "sd_bus_open_user", MEMBER(open_user) },
	{ "sd_bus_close", MEMBER(close) },
	{ "sd_bus_unref", MEMBER(unref_bus) },
	{ "sd_bus_match_signal_async", MEMBER(match_signal) },
	{ "sd_bus_message_new_method_call", MEMBER(new_call) },
	{ "sd_bus_message_append", MEMBER(append) },
	{ "sd_bus_message_open_container", MEMBER(open) },
	{ "sd_bus_message_close_container", MEMBER(shut) },
	{ "sd_bus_message_read", MEMBER(read) },
	{ "sd_bus_message_get_error", MEMBER(get_error) },
	{ "sd_bus_message_unref", MEMBER(unref) },
	{ "sd_bus_call_async", MEMBER(call) },
	{ "sd_bus_process", MEMBER(process) },
	{ "sd_bus_wait", MEMBER(wait) },
};

/* --- replies --- */

static void
refuse(struct scope_request *r, const char *what, const char *foreign)
{
	char text[100];
	struct buffer clean = buffer_over(text, sizeof text);

	clean_text(&clean, foreign, strlen(foreign));
	failure_set(&r->why, 0, "%s: %s", what, text);
	r->refused = true;
}

/* JobRemoved: the manager has finished a job. Ours is recognised by the scope's unique name; the
 * reply to the call may come before or after. */
static int
take_removed(sd_bus_message *m, void *context, sd_bus_error *unused)
{
	struct scope_request *r = context;
	const char *job, *unit, *result;
	uint32_t id;

	(void)unused;
	if (r->library.read(m, "uoss", &id, &job, &unit, &result) < 0 || strcmp(unit, r->name) != 0)
		return 0;
	if (strcmp(result, "done") != 0)
		refuse(r, "it could not start the scope", result);
	r->done = true;
	return 0;
}

/* --- requests --- */

static int take_answer(sd_bus_message *, void *context, sd_bus_error *);

/* Process 0 means the sender, which is us in any pid namespace. `spares`: if a part of the job
 * is killed for memory, the whole scope, including us, must not be stopped, whatever the
 * manager's default; managers before 253 never stop a scope for that, and do not know the
 * property. */
static int
send_request(struct scope_request *r, bool spares)
{
	const struct bus_library *l = &r->library;
	sd_bus_message *m = NULL;
	int result = l->new_call(
		r->bus, &m, MANAGER_NAME, MANAGER_PATH, MANAGER_INTERFACE, "StartTransientUnit");

	r->spares = spares;
	if (result >= 0)
		result = l->append(m, "ss", r->name, "fail");
	if (result >= 0)
		result = l->open(m, 'a', "(sv)");
	if (result >= 0)
		result = l->append(m, "(sv)(sv)(sv)(sv)", "PIDs", "au", 1, (uint32_t)0, "Delegate",
			"b", 1, "Description", "s", "peaktop and the job it observes",
			"CollectMode", "s", "inactive-or-failed");
	if (result >= 0 && spares)
		result = l->append(m, "(sv)", "OOMPolicy", "s", "continue");
	if (result >= 0)
		result = l->shut(m);
	if (result >= 0)
		result = l->append(m, "a(sa(sv))", 0);
	if (result >= 0)
		result = l->call(r->bus, NULL, m, take_answer, r, 2 * ANSWER_NS / 1000);
	l->unref(m);
	return result;
}

/* The reply says that the scope is being created, or why not. */
static int
take_answer(sd_bus_message *m, void *context, sd_bus_error *unused)
{
	struct scope_request *r = context;
	const sd_bus_error *error = r->library.get_error(m);

	(void)unused;
	if (error == NULL)
		return 0;
	if (r->spares && strcmp(error->name, SD_BUS_ERROR_PROPERTY_READ_ONLY) == 0)
		return send_request(r, false);
	refuse(r,
		strcmp(error->name, SD_BUS_ERROR_NO_REPLY) == 0 ? "it did not answer"
								: "it refused",
		error->message != NULL ? error->message : error->name);
	return 0;
}

static bool
connect_to_bus(struct scope_request *r, struct failure *why)
{
	int result = r->library.open_user(&r->bus);

	if (result >= 0)
		return true;
	if (result == -ENOMEDIUM)
		return failure_set(why, 0, "no user bus: XDG_RUNTIME_DIR is not set");
	return failure_set(why, -result, "connecting to the user bus");
}

/* One step of the conversation, or a wait for it until `until`. Negative: it failed. */
static int
converse(struct scope_request *r, uint64_t until)
{
	uint64_t now = clock_active_ns();
	int result = r->library.process(r->bus, NULL);

	if (result != 0 || r->done || r->refused || now >= until)
		return result;
	result = r->library.wait(r->bus, (until - now) / 1000 + 1);
	return result == -EINTR ? 0 : result;
}

static bool
request_scope(struct scope_request *r, struct failure *why)
{
	uint64_t until = clock_active_ns() + ANSWER_NS;
	int result = r->library.match_signal(r->bus, NULL, MANAGER_NAME, MANAGER_PATH,
		MANAGER_INTERFACE, "JobRemoved", take_removed, NULL, r);

	if (result >= 0)
		result = send_request(r, true);
	while (result >= 0 && !r->done && !r->refused && clock_active_ns() < until)
		result = converse(r, until);
	if (r->refused)
		*why = r->why;
	else if (result < 0)
		failure_set(why, -result, "talking to it on the user bus");
	else if (!r->done)
		failure_set(
			why, 0, "it did not answer within %d s", (int)(ANSWER_NS / NS_PER_SECOND));
	return r->done && !r->refused;
}

static bool
request(struct failure *why)
{
	struct scope_request r = { .bus = NULL };
	bool granted;

	snprintf(r.name, sizeof r.name, "peaktop-%d-%" PRIx64 ".scope", (int)getpid(),
		clock_active_ns());
	if (!library_load(SYSTEMD_SONAME, functions, LENGTH(functions), &r.library, why) ||
		!connect_to_bus(&r, why))
		return false;
	granted = request_scope(&r, why);
	/* Without a flush, which would wait for a silent bus. */
	r.library.close(r.bus);
	r.library.unref_bus(r.bus);
	return granted;
}

/* --- the whole conversation --- */

bool
cgroup_scope_enter(struct failure *why)
{
	struct cgroup_path limited, now;
	bool has_limit;

	if (!cgroup_path_find(&limited))
		return failure_set(why, 0, "our own cgroup is not visible");
	if (cgroup_is_of_a_run(limited.folder))
		return failure_set(why, 0, "it would be outside the cgroup of another run");
	has_limit = cgroup_limited_part(&limited);
	if (!request(why))
		return false;
	if (!cgroup_path_find(&now))
		return failure_set(why, 0, "the scope is not visible");
	if (has_limit && !cgroup_is_within(now.folder, limited.folder))
		return failure_set(why, 0, "it would be outside the memory limit of %.100s",
			strrchr(limited.folder, '/') + 1);
	return true;
}

static bool
is_socket(const char *folder, const char *name)
{
	char path[4096];
	struct stat found;
	int length = snprintf(path, sizeof path, "%s/%s", folder, name);

	return length > 0 && (size_t)length < sizeof path && stat(path, &found) == 0 &&
	       S_ISSOCK(found.st_mode);
}

bool
cgroup_scope_is_likely(const char *runtime_folder)
{
	struct cgroup_path own;

	return runtime_folder != NULL && is_socket(runtime_folder, "bus") &&
	       is_socket(runtime_folder, "systemd/private") && cgroup_path_find(&own) && own.v2 &&
	       !cgroup_is_of_a_run(own.folder);
}
