/* SPDX-License-Identifier: MIT */
/* job.c: a random job: tree_job SEED [STYLE [HOLD_MS [LIMIT_MIB]]], a tree of processes that takes
 * random steps, and prints the truth about its memory at the end, as JSON on standard output. */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATIENCE_MS 60000
/* Descriptors of the world start here, in this order, so that a new image finds them. */
#define FIRST_FD 200

/* --- the world --- */

static void
place(int fd, int at)
{
	need(fd >= 0 && dup2(fd, at) == at, "making the world");
	close(fd);
}

static struct world
world_layout(void)
{
	struct world w;
	int fd = FIRST_FD;

	for (int i = 0; i < NODES_MAX; i++)
		for (int end = 0; end < 2; end++)
			w.orders[i][end] = fd++;
	w.answers[0] = fd++;
	w.answers[1] = fd++;
	for (int i = 0; i < OBJECTS_MAX; i++)
		w.objects[i] = fd++;
	w.root_end = fd;
	return w;
}

static void
place_pipe(const int at[2])
{
	int ends[2];

	need(pipe(ends) == 0, "making a pipe");
	place(ends[0], at[0]);
	place(ends[1], at[1]);
}

/* In turn: memfd, POSIX shared memory, a file on a disk. */
static int
make_object(int number)
{
	char path[] = "/dev/shm/tree_job.XXXXXX", file[] = "/tmp/tree_job.XXXXXX";
	char *name = number % 4 == 1 ? path : file;
	int fd;

	if (number % 2 == 0 && number != 2)
		return memfd_create("tree_job", 0);
	fd = mkstemp(name);
	if (fd >= 0)
		unlink(name);
	return fd >= 0 ? fd : memfd_create("tree_job", 0);
}

static void
make_world(const struct world *w, struct job *j)
{
	for (int i = 0; i < NODES_MAX; i++)
		place_pipe(w->orders[i]);
	place_pipe(w->answers);
	for (int i = 0; i < OBJECTS_MAX; i++) {
		place(make_object(i), w->objects[i]);
		need(ftruncate(w->objects[i], (off_t)j->truth.object_units[i] * UNIT_BYTES) == 0,
			"making an object");
		if (i >= 2)
			j->file_objects |= 1u << i;
	}
	place((int)syscall(SYS_pidfd_open, getpid(), 0), w->root_end);
}

/* --- orders --- */

static void
wait_for(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	while (poll(&wait, 1, PATIENCE_MS) != 1)
		need(errno == EINTR, "waiting for a process");
}

void
job_give(struct job *j, int node, const struct order *o)
{
	if (node != 0)
		need(write(j->root->world->orders[node][1], o, sizeof *o) == sizeof *o, "ordering");
}

/* The root does its own part while waiting. */
struct answer
job_await(struct job *j, int node, const struct order *o)
{
	struct answer answer;

	if (node == 0) {
		answer = node_do(j->root, o);
		if (o->kind != ORDER_FORK || answer.error != 0)
			return answer;
	}
	wait_for(j->root->world->answers[0]);
	need(read(j->root->world->answers[0], &answer, sizeof answer) == sizeof answer,
		"listening");
	return answer;
}

struct answer
job_order(struct job *j, int node, const struct order *o)
{
	job_give(j, node, o);
	return job_await(j, node, o);
}

static int
count_alive(const struct job *j)
{
	int count = 0;

	for (int i = 0; i < NODES_MAX; i++)
		count += j->truth.nodes[i].alive;
	return count;
}

bool
job_fork(struct job *j, int parent, int child, enum birth birth)
{
	struct order o = { .kind = ORDER_FORK, .other = child, .birth = birth };
	struct answer answer = job_order(j, parent, &o);

	if (answer.error != 0)
		return false;
	j->pids[child] = answer.pid;
	truth_fork(&j->truth, parent, child, j->child_bytes);
	if (birth == BIRTH_THREAD) {
		j->truth.nodes[parent].base_bytes += j->thread_bytes;
		j->truth.base_bytes += j->thread_bytes;
	}
	j->births++;
	if (count_alive(j) > j->most_alive)
		j->most_alive = count_alive(j);
	return true;
}

void
job_exec(struct job *j, int node)
{
	struct order o = { .kind = ORDER_EXEC };

	need(job_order(j, node, &o).error == 0, "running anew");
	truth_exec(&j->truth, node, j->exec_bytes);
}

void
job_end(struct job *j, int node, bool killed)
{
	struct order o = { .kind = ORDER_EXIT };
	int fd = (int)syscall(SYS_pidfd_open, j->pids[node], 0);

	need(fd >= 0, "watching an end");
	if (killed)
		kill(j->pids[node], SIGKILL);
	else
		job_give(j, node, &o);
	wait_for(fd);
	close(fd);
	truth_end(&j->truth, node);
}

/* --- the start --- */

/* What an idle process holds, measured on two that exit at once. */
static void
measure_births(struct job *j)
{
	struct order ask = { .kind = ORDER_MEASURE }, begin = { .kind = ORDER_THREADS, .units = 4 };
	uint64_t before;

	need(job_fork(j, 0, 1, BIRTH_FORK), "forking");
	before = j->child_bytes = job_order(j, 1, &ask).bytes;
	need(job_order(j, 1, &begin).error == 0, "starting threads");
	j->thread_bytes = (job_order(j, 1, &ask).bytes - before) / 4;
	job_exec(j, 1);
	j->exec_bytes = job_order(j, 1, &ask).bytes;
	job_end(j, 1, false);
	j->births = j->most_alive = 0;
}

/* Created first, and touched, so that it does not grow. */
static struct job *
make_job(uint64_t seed, uint32_t limit_mib)
{
	struct job *j =
		mmap(NULL, sizeof *j, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	need(j != MAP_FAILED && madvise(j, sizeof *j, MADV_DONTFORK) == 0, "allocating");
	memset(j, 1, sizeof *j);
	memset(j, 0, sizeof *j);
	j->seed = seed * 2862933555777941757u + 3037000493u;
	j->limit_units = limit_mib * (1024 * 1024 / UNIT_BYTES);
	j->truth.nodes[0].alive = true;
	for (int i = 0; i < OBJECTS_MAX; i++)
		j->truth.object_units[i] = REGION_UNITS_MAX;
	return j;
}

static uint64_t
file_bytes(void)
{
	char text[128] = "";
	unsigned long long size, resident, shared = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f != NULL && fgets(text, sizeof text, f) != NULL)
		sscanf(text, "%llu %llu %llu", &size, &resident, &shared);
	if (f != NULL)
		fclose(f);
	return shared * (uint64_t)sysconf(_SC_PAGESIZE);
}

int
main(int argc, char **argv)
{
	struct world w = world_layout();
	struct node anew = { .world = &w };
	const char *style = argc > 2 ? argv[2] : "any";
	struct job *j;

	signal(SIGCHLD, SIG_IGN); /* children are reaped by the kernel: no zombies */
	if (argc == 3 && strcmp(argv[1], "--node") == 0) {
		anew.number = atoi(argv[2]);
		/* Answers the order that executed it. */
		need(write(w.answers[1], &(struct answer){ .node = anew.number, .pid = getpid() },
			     sizeof(struct answer)) == sizeof(struct answer),
			"answering");
		node_serve(&anew);
	}
	if (argc < 2) {
		fputs("usage: tree_job SEED [STYLE [HOLD_MS [LIMIT_MIB]]]\n", stderr);
		return 64;
	}
	j = make_job(strtoull(argv[1], NULL, 10), argc > 4 ? (uint32_t)atoi(argv[4]) : 1024);
	make_world(&w, j);
	j->root = &anew;
	measure_births(j);
	j->truth.base_bytes = j->truth.nodes[0].base_bytes = node_private_bytes() + file_bytes();
	job_note_state(j);
	style = job_run_plan(j, style, (argc > 3 ? strtoull(argv[3], NULL, 10) : 2500) * 1000000);
	for (int i = 1; i < NODES_MAX; i++)
		if (j->truth.nodes[i].alive)
			job_end(j, i, false);
	job_report(j, style);
	return 0;
}
