/* SPDX-License-Identifier: MIT */
/* guard_processes.c: finds all descendants in /proc, prints, kills and reaps them. */
#include "support/guard.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/proc_text.h"

struct entry {
	pid_t pid, parent;
	char state, name[32];
	bool below;
};

struct entries {
	struct entry *at;
	size_t count;
};

static bool
read_entry(pid_t pid, struct entry *e)
{
	char text[1024], *open, *close;

	proc_text(pid, "stat", text, sizeof text);
	open = strchr(text, '(');
	close = strrchr(text, ')');
	if (open == NULL || close == NULL)
		return false;
	*e = (struct entry){ .pid = pid };
	snprintf(e->name, sizeof e->name, "%.*s", (int)(close - open - 1), open + 1);
	return sscanf(close + 1, " %c %d", &e->state, &e->parent) == 2;
}

static void
read_all(struct entries *all)
{
	DIR *proc = opendir("/proc");
	struct dirent *item;
	size_t room = 0;

	*all = (struct entries){ 0 };
	while (proc != NULL && (item = readdir(proc)) != NULL) {
		if (item->d_name[0] < '1' || item->d_name[0] > '9')
			continue;
		if (all->count == room) {
			room = room * 2 + 256;
			all->at = realloc(all->at, room * sizeof *all->at);
			if (all->at == NULL)
				abort();
		}
		all->count += read_entry((pid_t)atoi(item->d_name), &all->at[all->count]);
	}
	if (proc != NULL)
		closedir(proc);
}

static bool
is_below(const struct entries *all, const struct entry *e)
{
	pid_t self = getpid();

	if (e->parent == self)
		return true;
	for (size_t i = 0; i < all->count; i++)
		if (all->at[i].pid == e->parent)
			return all->at[i].below;
	return false;
}

/* Pids are not in order of descent: repeats until nothing is added. */
static void
find_below(struct entries *all)
{
	bool added = true;

	read_all(all);
	while (added) {
		added = false;
		for (size_t i = 0; i < all->count; i++) {
			struct entry *e = &all->at[i];

			if (!e->below && is_below(all, e))
				e->below = added = true;
		}
	}
}

static void
tell_one(const struct entry *e, void (*tell)(const char *format, ...))
{
	char wait[64], call[64], command[256];
	size_t length = proc_text(e->pid, "cmdline", command, sizeof command);

	for (size_t i = 0; i + 1 < length; i++)
		if ((unsigned char)command[i] < ' ')
			command[i] = ' ';
	proc_text(e->pid, "wchan", wait, sizeof wait);
	proc_text(e->pid, "syscall", call, sizeof call);
	call[strcspn(call, "\n")] = '\0';
	tell("left: %d (child of %d) %s, state %c, waits in %s (call %s): %s", (int)e->pid,
		(int)e->parent, e->name, e->state, wait[0] != '\0' ? wait : "?",
		call[0] != '\0' ? call : "?", command);
}

size_t
guard_processes_tell(void (*tell)(const char *format, ...))
{
	struct entries all;
	size_t count = 0;

	find_below(&all);
	for (size_t i = 0; i < all.count; i++) {
		if (!all.at[i].below || all.at[i].state == 'Z')
			continue;
		tell_one(&all.at[i], tell);
		count++;
	}
	free(all.at);
	return count;
}

static void
kill_all(void)
{
	struct entries all;

	find_below(&all);
	for (size_t i = 0; i < all.count; i++)
		if (all.at[i].below && all.at[i].state != 'Z')
			kill(all.at[i].pid, SIGKILL);
	free(all.at);
}

bool
guard_processes_reap(pid_t main_pid, int *main_status, bool *main_ended)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == main_pid && main_ended != NULL) {
			*main_status = status;
			*main_ended = true;
		}
	}
	return pid < 0 && errno == ECHILD;
}

double
guard_processes_cpu(void)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

bool
guard_processes_end(double seconds)
{
	double until = guard_now() + seconds;

	/* A killed process may have forked meanwhile: repeats. */
	while (!guard_processes_reap(0, NULL, NULL)) {
		if (guard_now() > until)
			return false;
		kill_all();
		nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
	}
	return true;
}
