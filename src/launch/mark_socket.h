/* SPDX-License-Identifier: MIT */
/* mark_socket.h: the socket to which a job writes the names of its phases. PEAKTOP_MARK in its
 * environment has the address: "@NAME", a Unix datagram socket in the abstract namespace (unix(7)),
 * where NAME follows a NUL byte. It is not a descriptor, since many programs close those they do
 * not know; not a file, since that needs a folder which exists, answers and stays (containers,
 * cron, NFS, the last logout), has a short enough path, and is cleaned up after a crash. Other
 * users can reach such a socket: the kernel adds the sender's user to each datagram, and one of
 * another user is dropped. They can fill it: then marks are lost, as with a job that makes too
 * many. A writer that sets MSG_DONTWAIT or O_NONBLOCK never waits, and gets no SIGPIPE. */
#ifndef PEAKTOP_LAUNCH_MARK_SOCKET_H
#define PEAKTOP_LAUNCH_MARK_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define MARK_VARIABLE "PEAKTOP_MARK"

/* Of a datagram only this much is read. */
#define MARK_BYTES_MAX 256
/* Datagrams in a second that are read. */
#define MARKS_PER_SECOND 1000

struct mark_socket {
	int fd; /* non-blocking, close-on-exec; 0 or less: closed */
	char address[48];
	uint64_t second_ns; /* when the second that is counted began */
	unsigned taken;     /* in it */
	bool flooded;       /* there were more in a second than are read: some may be lost */
};

/* Opens one: three system calls, no file. False: none can be had. */
bool mark_socket_open(struct mark_socket *);
void mark_socket_close(struct mark_socket *);

/* The next datagram of this user or of root; now: clock_active_ns. False: none, or too many in this
 * second (mark_socket_is_quiet until it is over). */
bool mark_socket_take(
	struct mark_socket *, uint64_t now_ns, char bytes[MARK_BYTES_MAX], size_t *count);

/* Whether it need not be waited for now. */
bool mark_socket_is_quiet(const struct mark_socket *, uint64_t now_ns);

/* --- the writer's side --- */

/* Sends a name to an address, without waiting. Returns 0, or errno: nobody listens (ECONNREFUSED),
 * it is full (EAGAIN), no address (EINVAL). */
int mark_send(const char *address, const char *name);

/* The address of the socket of this process, which must be ours: by what it has open. False: it has
 * none, or cannot be examined. */
bool mark_socket_find(pid_t, char *address, size_t size);

#endif
