/* SPDX-License-Identifier: MIT */
/* fake_bus.h: a D-Bus with a fake user manager that behaves as a test requires; a process of its
 * own. */
#ifndef TESTS_SUPPORT_FAKE_BUS_H
#define TESTS_SUPPORT_FAKE_BUS_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "support/child.h"

#define FAKE_MANAGER "org.freedesktop.systemd1.Manager"
#define FAKE_JOB "/org/freedesktop/systemd1/job/7"

/* How the manager responds to a request for a scope. */
struct fake_manager {
	bool mute;           /* accepts the connection, and stays silent */
	bool hangs_up;       /* closes the connection instead */
	bool forgets;        /* answers, but the job never ends */
	bool hurries;        /* the job ends before the answer */
	bool old;            /* before 253: scopes have no OOMPolicy */
	const char *refusal; /* answers with this error text */
	const char *result;  /* the result of the job */
};

struct fake_bus {
	const struct fake_manager *manager;
	char folder[40], address[120];
	int listener;
	sd_bus *bus;
	bool asked_again;
	pid_t pid;
};

/* --- in the child, which reports by its exit status: assertions do not work there --- */

static inline void
fake_insist(bool holds, int line)
{
	if (holds)
		return;
	fprintf(stderr, "# the fake bus, line %d\n", line);
	_exit(1);
}

#define INSIST(holds) fake_insist(holds, __LINE__)

static inline void
fake_send_end(struct fake_bus *b, const char *unit, const char *result)
{
	sd_bus_message *m = NULL;

	INSIST(sd_bus_message_new_signal(
		       b->bus, &m, "/org/freedesktop/systemd1", FAKE_MANAGER, "JobRemoved") >= 0 &&
		sd_bus_message_set_sender(m, ":1.1") >= 0 &&
		sd_bus_message_append(m, "uoss", 7u, FAKE_JOB, unit, result) >= 0 &&
		sd_bus_send(b->bus, m, NULL) >= 0);
	sd_bus_message_unref(m);
}

/* The expected request: a scope named after the sender, for the sender (process 0), delegated. */
static inline const char *
fake_check_request(sd_bus_message *m, bool *spares)
{
	const char *name, *mode, *keys[5], *about, *collect, *policy;
	uint32_t pid = 1;
	int delegate = 0;
	unsigned own;

	INSIST(sd_bus_message_read(m, "ss", &name, &mode) > 0);
	INSIST(sd_bus_message_enter_container(m, 'a', "(sv)") > 0);
	INSIST(sd_bus_message_read(m, "(sv)(sv)(sv)(sv)", &keys[0], "au", 1, &pid, &keys[1], "b",
		       &delegate, &keys[2], "s", &about, &keys[3], "s", &collect) > 0);
	*spares = sd_bus_message_at_end(m, 0) == 0;
	if (*spares)
		INSIST(sd_bus_message_read(m, "(sv)", &keys[4], "s", &policy) > 0 &&
			strcmp(keys[4], "OOMPolicy") == 0 && strcmp(policy, "continue") == 0);
	INSIST(sd_bus_message_at_end(m, 0) > 0 && sd_bus_message_exit_container(m) > 0);
	INSIST(sscanf(name, "peaktop-%u-", &own) == 1 && own == (unsigned)getppid());
	INSIST(strlen(name) > 6 && strcmp(name + strlen(name) - 6, ".scope") == 0);
	INSIST(strcmp(mode, "fail") == 0 && strcmp(keys[0], "PIDs") == 0 && pid == 0);
	INSIST(strcmp(keys[1], "Delegate") == 0 && delegate == 1);
	INSIST(strcmp(keys[2], "Description") == 0 && strstr(about, "peaktop") != NULL);
	INSIST(strcmp(keys[3], "CollectMode") == 0 && strcmp(collect, "inactive-or-failed") == 0);
	return name;
}

static inline void
fake_answer(struct fake_bus *b, sd_bus_message *m)
{
	const struct fake_manager *how = b->manager;
	sd_bus_message *answer = NULL;
	bool spares, unknown;
	const char *name = fake_check_request(m, &spares);

	INSIST(spares != b->asked_again);
	unknown = spares && how->old;
	b->asked_again = true;
	fake_send_end(b, "other.scope", "failed");
	if (how->hangs_up)
		_exit(0);
	if (how->hurries)
		fake_send_end(b, name, how->result);
	if (unknown)
		INSIST(sd_bus_message_new_method_errorf(m, &answer,
			       "org.freedesktop.DBus.Error.PropertyReadOnly",
			       "Cannot set property OOMPolicy, or unknown property.") >= 0);
	else if (how->refusal != NULL)
		INSIST(sd_bus_message_new_method_errorf(m, &answer,
			       "org.freedesktop.DBus.Error.AccessDenied", "%s", how->refusal) >= 0);
	else
		INSIST(sd_bus_message_new_method_return(m, &answer) >= 0 &&
			sd_bus_message_append(answer, "o", FAKE_JOB) >= 0);
	INSIST(sd_bus_message_set_sender(answer, ":1.1") >= 0);
	/* A client that has seen the end of the job may have disconnected. */
	INSIST(sd_bus_send(b->bus, answer, NULL) >= 0 || how->hurries);
	sd_bus_message_unref(answer);
	if (!how->hurries && !how->forgets && how->refusal == NULL && !unknown)
		fake_send_end(b, name, how->result);
}

static inline void
fake_take(struct fake_bus *b, sd_bus_message *m)
{
	if (sd_bus_message_is_method_call(m, "org.freedesktop.DBus", "Hello") > 0)
		INSIST(sd_bus_reply_method_return(m, "s", ":1.2") >= 0);
	else if (sd_bus_message_is_method_call(m, "org.freedesktop.DBus", "AddMatch") > 0)
		INSIST(sd_bus_reply_method_return(m, NULL) >= 0);
	else if (sd_bus_message_is_method_call(m, FAKE_MANAGER, "StartTransientUnit") > 0)
		fake_answer(b, m);
}

/* Until the other side disconnects. */
static inline void
fake_serve(struct fake_bus *b)
{
	int fd, result = 1;
	sd_id128_t id = { .bytes = { 1 } };
	sd_bus_message *m;

	alarm(60);
	fd = accept(b->listener, NULL, NULL);
	INSIST(fd >= 0);
	while (b->manager->mute)
		pause();
	INSIST(sd_bus_new(&b->bus) >= 0 && sd_bus_set_fd(b->bus, fd, fd) >= 0 &&
		sd_bus_set_server(b->bus, 1, id) >= 0 && sd_bus_start(b->bus) >= 0);
	while (result >= 0) {
		m = NULL;
		result = sd_bus_process(b->bus, &m);
		if (m != NULL)
			fake_take(b, m);
		sd_bus_message_unref(m);
		if (result == 0)
			result = sd_bus_wait(b->bus, UINT64_MAX);
	}
	_exit(0);
}

/* --- in the test --- */

/* Starts a bus at this address; fake_bus_stop ends and removes it. False: not possible. */
static inline bool
fake_bus_start(struct fake_bus *b, const struct fake_manager *manager)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	*b = (struct fake_bus){ .manager = manager, .folder = "/tmp/peaktop-XXXXXX" };
	if (mkdtemp(b->folder) == NULL)
		return false;
	snprintf(at.sun_path, sizeof at.sun_path, "%s/bus", b->folder);
	snprintf(b->address, sizeof b->address, "unix:path=%s", at.sun_path);
	b->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (b->listener < 0 || bind(b->listener, (struct sockaddr *)&at, sizeof at) != 0 ||
		listen(b->listener, 1) != 0)
		return false;
	b->pid = child_fork();
	if (b->pid == 0)
		fake_serve(b);
	close(b->listener);
	return b->pid > 0;
}

/* Its wait status: 0 if all requests were as expected. */
static inline int
fake_bus_stop(struct fake_bus *b)
{
	char path[60];
	int status = 0;

	if (b->pid > 0 && b->manager->mute)
		kill(b->pid, SIGKILL);
	if (b->pid > 0)
		waitpid(b->pid, &status, 0);
	b->pid = 0;
	snprintf(path, sizeof path, "%s/bus", b->folder);
	unlink(path);
	rmdir(b->folder);
	return status;
}

#endif
