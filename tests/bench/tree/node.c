/* SPDX-License-Identifier: MIT */
/* node.c: a process of a random tree: it executes orders and answers. */
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define STACK_BYTES (64 * 1024)

void
need(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	_exit(70);
}

uint64_t
node_private_bytes(void)
{
	char text[4096];
	const char *line;
	ssize_t got;
	int fd = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);

	got = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	line = strstr(text, "Private_Dirty:");
	return line != NULL ? strtoull(line + strlen("Private_Dirty:"), NULL, 10) * 1024 : 0;
}

static void
message(const struct node *n, struct answer answer)
{
	answer.node = n->number;
	answer.pid = getpid();
	need(write(n->world->answers[1], &answer, sizeof answer) == sizeof answer, "answering");
}

/* --- forks --- */

static _Noreturn void
begin_as(struct node *n, int number)
{
	n->number = number;
	message(n, (struct answer){ .error = 0 });
	node_serve(n);
}

static int
fork_child(struct node *n, int number)
{
	pid_t pid = fork();

	if (pid == 0)
		begin_as(n, number);
	return pid < 0 ? errno : 0;
}

/* The intermediate process exits first, so that its child has been reparented. */
static int
fork_orphan(struct node *n, int number, bool daemon)
{
	pid_t between = fork();

	if (between < 0)
		return errno;
	if (between > 0)
		return 0;
	between = getpid();
	if (fork() != 0)
		_exit(0);
	if (daemon)
		setsid();
	while (getppid() == between)
		nanosleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
	begin_as(n, number);
}

struct thread_birth {
	struct node *node;
	int number;
};

/* The child belongs to this thread, which therefore stays. */
static _Noreturn void *
fork_and_stay(void *context)
{
	struct thread_birth b = *(struct thread_birth *)context;

	free(context);
	need(fork_child(b.node, b.number) == 0, "forking by a thread");
	for (;;)
		pause();
}

static _Noreturn void *
stay(void *context)
{
	(void)context;
	for (;;)
		pause();
}

static int
begin_thread(void *(*body)(void *), void *context)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	error = pthread_create(&thread, &attributes, body, context);
	pthread_attr_destroy(&attributes);
	return error;
}

static int
fork_by_thread(struct node *n, int number)
{
	struct thread_birth *birth = malloc(sizeof *birth);

	if (birth == NULL)
		return ENOMEM;
	*birth = (struct thread_birth){ n, number };
	return begin_thread(fork_and_stay, birth);
}

static int
give_birth(struct node *n, const struct order *o)
{
	switch (o->birth) {
	case BIRTH_THREAD:
		return fork_by_thread(n, o->other);
	case BIRTH_ORPHAN:
	case BIRTH_DAEMON:
		return fork_orphan(n, o->other, o->birth == BIRTH_DAEMON);
	default:
		return fork_child(n, o->other);
	}
}

/* The answer comes from the new image. */
static int
run_anew(const struct node *n)
{
	char number[12];

	snprintf(number, sizeof number, "%d", n->number);
	execl("/proc/self/exe", "tree_job", "--node", number, (char *)NULL);
	return errno;
}

/* --- memory --- */

static int
map(struct region *r, size_t bytes, int object_fd)
{
	int flags = object_fd >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS;
	int protection = PROT_READ | PROT_WRITE;
	void *at = mmap(NULL, bytes, protection, flags, object_fd, 0);

	if (at == MAP_FAILED)
		return errno;
	madvise(at, bytes, MADV_NOHUGEPAGE);
	madvise(at, bytes, MADV_RANDOM); /* pages read ahead are in memory, but unmapped */
	*r = (struct region){ at, bytes };
	return 0;
}

static void
touch(const struct node *n, const struct region *r, const struct order *o)
{
	volatile unsigned char *page = r->at + (size_t)o->from * UNIT_BYTES;
	long step = sysconf(_SC_PAGESIZE);

	for (size_t at = 0; at < (size_t)o->units * UNIT_BYTES; at += (size_t)step) {
		if (o->kind == ORDER_WRITE)
			page[at] = (unsigned char)n->number;
		else
			(void)page[at];
	}
}

static int
grow(struct region *r, size_t bytes)
{
	void *at = mremap(r->at, r->bytes, bytes, MREMAP_MAYMOVE);

	if (at == MAP_FAILED)
		return errno;
	*r = (struct region){ at, bytes };
	return 0;
}

static int
discard(const struct region *r, const struct order *o)
{
	return madvise(r->at + (size_t)o->from * UNIT_BYTES, (size_t)o->units * UNIT_BYTES,
		       MADV_DONTNEED) == 0
		       ? 0
		       : errno;
}

static int
begin_threads(uint32_t count)
{
	int error = 0;

	while (error == 0 && count-- > 0)
		error = begin_thread(stay, NULL);
	return error;
}

static int
carry_out(struct node *n, const struct order *o)
{
	struct region *r = &n->regions[o->region];
	size_t bytes = (size_t)o->units * UNIT_BYTES;

	switch (o->kind) {
	case ORDER_FORK:
		return give_birth(n, o);
	case ORDER_EXEC:
		return run_anew(n);
	case ORDER_MAP:
		return map(r, bytes, -1);
	case ORDER_SHARE:
		return map(r, bytes, n->world->objects[o->other]);
	case ORDER_WRITE:
	case ORDER_READ:
		touch(n, r, o);
		return 0;
	case ORDER_DISCARD:
		return discard(r, o);
	case ORDER_GROW:
		return grow(r, bytes);
	case ORDER_UNMAP:
		munmap(r->at, r->bytes);
		*r = (struct region){ .at = NULL };
		return 0;
	case ORDER_THREADS:
		return begin_threads(o->units);
	case ORDER_EXIT:
		_exit(0);
	default:
		return 0;
	}
}

struct answer
node_do(struct node *n, const struct order *o)
{
	struct answer answer = { .error = carry_out(n, o) };

	if (o->kind == ORDER_MEASURE)
		answer.bytes = node_private_bytes();
	return answer;
}

/* --- orders --- */

/* False: the root has ended. */
static bool
await_order(const struct node *n, struct order *o)
{
	struct pollfd wait[] = { { .fd = n->world->orders[n->number][0], .events = POLLIN },
		{ .fd = n->world->root_end, .events = POLLIN } };

	while (poll(wait, 2, -1) < 0)
		need(errno == EINTR, "waiting for an order");
	if (!(wait[0].revents & POLLIN))
		return false;
	return read(wait[0].fd, o, sizeof *o) == sizeof *o;
}

void
node_serve(struct node *n)
{
	struct order o;

	while (await_order(n, &o)) {
		struct answer answer = node_do(n, &o);

		/* The new process answers the order to fork. */
		if (o.kind != ORDER_FORK || answer.error != 0)
			message(n, answer);
	}
	_exit(0);
}
