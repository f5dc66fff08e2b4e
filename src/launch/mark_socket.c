/* SPDX-License-Identifier: MIT */
/* mark_socket.c: receives the marks of a job, and sends them. */
#include "launch/mark_socket.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

#define ADDRESS_PREFIX "@peaktop-"

/* "@NAME" as a socket address. False: not such a name. */
static bool
read_address(const char *text, struct sockaddr_un *address, socklen_t *size)
{
	size_t length = strlen(text);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (text[0] != '@' || length < 2 || length > sizeof address->sun_path)
		return false;
	memcpy(address->sun_path + 1, text + 1, length - 1);
	*size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
	return true;
}

/* --- the reader's side --- */

static bool
bind_somewhere(struct mark_socket *s)
{
	struct sockaddr_un address;
	socklen_t size;
	uint64_t chance;

	if (getrandom(&chance, sizeof chance, GRND_NONBLOCK) != (ssize_t)sizeof chance)
		chance = clock_boot_ns();
	snprintf(s->address, sizeof s->address, ADDRESS_PREFIX "%d-%016" PRIx64, (int)getpid(),
		chance);
	return read_address(s->address, &address, &size) &&
	       bind(s->fd, (const struct sockaddr *)&address, size) == 0;
}

bool
mark_socket_open(struct mark_socket *s)
{
	int on = 1;

	*s = (struct mark_socket){ .fd = socket(
					   AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) };
	if (s->fd < 0)
		return false;
	if (setsockopt(s->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof on) == 0 && bind_somewhere(s))
		return true;
	mark_socket_close(s);
	return false;
}

void
mark_socket_close(struct mark_socket *s)
{
	if (s->fd > 0)
		close(s->fd);
	s->fd = -1;
}

static bool
is_ours(const struct msghdr *message)
{
	const struct cmsghdr *c = CMSG_FIRSTHDR(message);
	struct ucred sender;

	if (c == NULL || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_CREDENTIALS ||
		c->cmsg_len != CMSG_LEN(sizeof sender))
		return false;
	memcpy(&sender, CMSG_DATA(c), sizeof sender);
	return sender.uid == 0 || sender.uid == geteuid() || sender.uid == getuid();
}

/* Descriptors sent with a datagram are refused: there is no space for them. */
static ssize_t
receive(int fd, char *bytes, bool *ours)
{
	union {
		struct cmsghdr head;
		char space[CMSG_SPACE(sizeof(struct ucred))];
	} control;
	struct iovec into = { .iov_base = bytes, .iov_len = MARK_BYTES_MAX };
	struct msghdr message = { .msg_iov = &into,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control };
	ssize_t count;

	do
		count = recvmsg(fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (count < 0 && errno == EINTR);
	*ours = count >= 0 && is_ours(&message);
	return count;
}

bool
mark_socket_is_quiet(const struct mark_socket *s, uint64_t now_ns)
{
	return s->fd <= 0 ||
	       (s->taken >= MARKS_PER_SECOND && now_ns < s->second_ns + NS_PER_SECOND);
}

bool
mark_socket_take(struct mark_socket *s, uint64_t now_ns, char bytes[MARK_BYTES_MAX], size_t *count)
{
	bool ours = false;

	if (s->fd > 0 && now_ns >= s->second_ns + NS_PER_SECOND) {
		s->second_ns = now_ns;
		s->taken = 0;
	}
	while (!ours && !mark_socket_is_quiet(s, now_ns)) {
		ssize_t length = receive(s->fd, bytes, &ours);

		if (length < 0)
			return false;
		*count = (size_t)length;
		if (++s->taken == MARKS_PER_SECOND)
			s->flooded = true;
	}
	return ours;
}

/* --- the writer's side --- */

int
mark_send(const char *to, const char *name)
{
	struct sockaddr_un address;
	socklen_t size;
	int fd, error = 0;

	if (!read_address(to, &address, &size))
		return EINVAL;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	if (sendto(fd, name, strlen(name), MSG_DONTWAIT | MSG_NOSIGNAL,
		    (const struct sockaddr *)&address, size) < 0)
		error = errno;
	close(fd);
	return error;
}

/* --- the socket of another process --- */

/* Whether the process has a socket of this inode open. */
static bool
has_open(const char *folder, unsigned long inode)
{
	char wanted[64], path[320], target[64];
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	bool found = false;

	if (dir == NULL)
		return false;
	snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
	while (!found && (entry = readdir(dir)) != NULL) {
		ssize_t length;

		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		length = readlink(path, target, sizeof target - 1);
		target[length > 0 ? length : 0] = '\0';
		found = strcmp(target, wanted) == 0;
	}
	closedir(dir);
	return found;
}

/* A line of /proc/net/unix: "Num RefCount Protocol Flags Type St Inode Path" (unix(7)). */
static bool
read_line(const char *line, pid_t pid, unsigned long *inode, char *address, size_t size)
{
	char name[sizeof((struct mark_socket *)NULL)->address], prefix[32];

	if (sscanf(line, "%*s %*s %*s %*s %*s %*s %lu %47s", inode, name) != 2)
		return false;
	snprintf(prefix, sizeof prefix, ADDRESS_PREFIX "%d-", (int)pid);
	return strncmp(name, prefix, strlen(prefix)) == 0 &&
	       snprintf(address, size, "%s", name) < (int)size;
}

/* Another user could have bound a name like ours: so the process must have the socket open. */
bool
mark_socket_find(pid_t pid, char *address, size_t size)
{
	FILE *sockets = fopen("/proc/net/unix", "re");
	char folder[32], *line = NULL;
	size_t capacity = 0;
	unsigned long inode;
	bool found = false;

	if (sockets == NULL)
		return false;
	snprintf(folder, sizeof folder, "/proc/%d/fd", (int)pid);
	while (!found && getline(&line, &capacity, sockets) > 0)
		found = read_line(line, pid, &inode, address, size) && has_open(folder, inode);
	free(line);
	fclose(sockets);
	return found;
}
