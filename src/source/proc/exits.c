/* SPDX-License-Identifier: MIT */
/* exits.c: a socket on which the kernel reports every task that ends. */
#include "source/proc/exits.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/grow.h"

#define RECEIVE_BYTES (8 * 1024 * 1024)
#define DATAGRAM_MAX 8192

/* The machine's first pid namespace (PROC_PID_INIT_INO in the kernel). */
#define FIRST_NAMESPACE 0xEFFFFFFCu

struct exits {
	_Alignas(struct nlmsghdr) char datagram[DATAGRAM_MAX];
	struct exits_cursor cursor;
	uint64_t overflows;
	bool heard;
	uint16_t family;
	int fd;
};

/* --- requests --- */

struct exits_request {
	struct nlmsghdr head;
	struct genlmsghdr generic;
	struct nlattr attribute;
	char value[64]; /* NUL-terminated; bytes after the NUL are not sent */
};

static bool
send_request(int fd, uint16_t type, uint8_t command, uint16_t attribute, const char *value)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	size_t length = strlen(value) + 1;
	struct exits_request r = {
		.head = { .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK },
		.generic = { .cmd = command, .version = 1 },
		.attribute = { .nla_type = attribute },
	};

	if (length > sizeof r.value)
		return errno = EINVAL, false;
	memcpy(r.value, value, length);
	r.attribute.nla_len = (uint16_t)(sizeof r.attribute + length);
	/* The last attribute is padded to a multiple of four. */
	r.head.nlmsg_len =
		(uint32_t)(offsetof(struct exits_request, value) + ((length + 3) & ~(size_t)3));
	return sendto(fd, &r, r.head.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel) >= 0;
}

/* The reply is ready once the request is sent: the kernel creates it in that call. */
static ssize_t
receive(struct exits *e)
{
	struct sockaddr_nl from = { .nl_family = AF_NETLINK };
	socklen_t size = sizeof from;
	ssize_t count;

	do
		count = recvfrom(e->fd, e->datagram, sizeof e->datagram, MSG_DONTWAIT,
			(struct sockaddr *)&from, &size);
	while ((count < 0 && errno == EINTR) || (count >= 0 && from.nl_pid != 0));
	return count;
}

/* The errno that the kernel replies with; 0: success. */
static int
acknowledged(struct exits *e)
{
	ssize_t count;

	while ((count = receive(e)) >= 0) {
		struct nlmsghdr head;
		struct nlmsgerr answer;

		if ((size_t)count < sizeof head + sizeof answer)
			continue;
		memcpy(&head, e->datagram, sizeof head);
		memcpy(&answer, e->datagram + sizeof head, sizeof answer);
		if (head.nlmsg_type == NLMSG_ERROR)
			return -answer.error;
	}
	return errno;
}

static bool
find_family(struct exits *e)
{
	ssize_t count;

	if (!send_request(e->fd, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME,
		    TASKSTATS_GENL_NAME))
		return false;
	count = receive(e);
	if (count > 0)
		e->family = exits_parse_family(e->datagram, (size_t)count);
	if (e->family == 0)
		return errno = ENOENT, false;
	acknowledged(e);
	return true;
}

static bool
ask_for_ends(struct exits *e)
{
	char processors[32];
	struct buffer b = buffer_over(processors, sizeof processors);
	int error;

	buffer_print(&b, "0-%ld", sysconf(_SC_NPROCESSORS_CONF) - 1);
	if (!send_request(e->fd, e->family, TASKSTATS_CMD_GET, TASKSTATS_CMD_ATTR_REGISTER_CPUMASK,
		    processors))
		return false;
	error = acknowledged(e);
	return error == 0 || (errno = error, false);
}

/* --- opening --- */

/* The pids in reports are those of the first namespace. */
static bool
in_first_namespace(void)
{
	struct stat info;

	return stat("/proc/self/ns/pid", &info) == 0 && info.st_ino == FIRST_NAMESPACE;
}

static bool
open_socket(struct exits *e)
{
	int size = RECEIVE_BYTES;

	e->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_GENERIC);
	if (e->fd < 0)
		return false;
	return setsockopt(e->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) == 0 &&
	       find_family(e) && ask_for_ends(e);
}

struct exits *
exits_open(struct failure *why)
{
	struct exits *e = grow_new(sizeof *e);
	int error = 0;

	e->fd = -1;
	if (in_first_namespace()) {
		if (open_socket(e))
			return e;
		error = errno;
	}
	exits_close(e);
	failure_set(why, error, "subscribing to process exits (taskstats)");
	return NULL;
}

void
exits_close(struct exits *e)
{
	if (e == NULL)
		return;
	if (e->fd >= 0)
		close(e->fd);
	free(e);
}

/* --- reading --- */

int
exits_fd(const struct exits *e)
{
	return e->fd;
}

/* After an overflow the kernel drops everything until its queue has been read, so keep reading. */
bool
exits_next(struct exits *e, struct exit_note *note)
{
	for (;;) {
		ssize_t count;

		if (exits_parse_next(&e->cursor, e->family, note))
			return e->heard = true;
		count = receive(e);
		if (count < 0 && errno == ENOBUFS)
			e->overflows++;
		else if (count < 0)
			return false;
		e->cursor = (struct exits_cursor){ .data = e->datagram,
			.length = count > 0 ? (size_t)count : 0 };
	}
}

bool
exits_heard(const struct exits *e)
{
	return e->heard || e->overflows > 0;
}

uint64_t
exits_overflows(const struct exits *e)
{
	return e->overflows;
}
