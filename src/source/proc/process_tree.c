/* SPDX-License-Identifier: MIT */
/* process_tree.c: the processes of a launched job: all descendants of the observer. */
#include "source/proc/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/grow.h"
#include "base/sorted.h"
#include "source/proc/borrowed.h"
#include "source/proc/proc_names.h"
#include "source/proc_parse.h"
#include "source/proc/proc_signal.h"
#include "source/proc/slot_set.h"

/* The members are searched again at least this often, whatever loadavg says. */
#define SEARCH_AGAIN 10

struct pid_list {
	pid_t *items;
	size_t count, capacity;
};

struct process_tree {
	struct slot_set set;
	struct proc_names names;
	struct page_labels pages, new_pages;
	pid_t observer;
	struct pid_list members, excluded;
	uint64_t newest_pid; /* of /proc/loadavg, at the last search */
	unsigned searched_ago;
	bool no_children_file; /* a kernel without CONFIG_PROC_CHILDREN */
};

static void
add_pid(struct pid_list *list, pid_t pid)
{
	list->items =
		grow_array(list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = pid;
}

static bool
has_pid(const struct pid_list *list, pid_t pid)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == pid)
			return true;
	return false;
}

struct process_tree *
process_tree_open(pid_t observer, struct failure *why)
{
	struct process_tree *f = grow_new(sizeof *f);

	f->observer = observer;
	f->searched_ago = SEARCH_AGAIN;
	if (!slot_set_open(&f->set, "/proc", why)) {
		failure_within(why, "the command is not observed");
	} else {
		if (!f->set.reader.foreign)
			return f;
		failure_set(why, 0, "the command is not observed: %s",
			slot_set_is_proc(&f->set)
				? "/proc shows another pid namespace (try unshare --mount-proc)"
				: "/proc is not mounted");
		slot_set_close(&f->set);
	}
	free(f);
	return NULL;
}

void
process_tree_close(struct process_tree *f)
{
	slot_set_close(&f->set);
	page_labels_clear(&f->pages);
	page_labels_clear(&f->new_pages);
	free(f->members.items);
	free(f->excluded.items);
	free(f);
}

void
process_tree_exclude(struct process_tree *f, pid_t child)
{
	add_pid(&f->excluded, child);
	f->searched_ago = SEARCH_AGAIN;
}

/* --- members --- */

/* Adds the pids of a children file, "12 13 14 "; those of the observer without the excluded
 * ones. */
static void
add_children(struct process_tree *f, pid_t parent, const char *text)
{
	char *end;

	for (long pid = strtol(text, &end, 10); end != text; pid = strtol(text, &end, 10)) {
		if (pid > 0 && !(parent == f->observer && has_pid(&f->excluded, (pid_t)pid)))
			add_pid(&f->members, (pid_t)pid);
		text = end;
	}
}

/* The file may be longer than any buffer (a parent of thousands): read in pieces that end at a
 * blank. */
static bool
read_children_file(struct process_tree *f, pid_t parent, const char *task)
{
	char path[60], text[4096];
	size_t kept = 0;
	ssize_t got;
	int fd;

	snprintf(path, sizeof path, "%d/task/%s/children", (int)parent, task);
	fd = openat(f->set.reader.root_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while ((got = read(fd, text + kept, sizeof text - 1 - kept)) > 0) {
		char *blank;

		text[kept + (size_t)got] = '\0';
		blank = strrchr(text, ' ');
		if (blank == NULL)
			break;
		*blank = '\0';
		add_children(f, parent, text);
		kept = strlen(blank + 1);
		memmove(text, blank + 1, kept);
	}
	close(fd);
	return true;
}

/* A child belongs to the thread that forked it. */
static bool
read_children(struct process_tree *f, pid_t parent)
{
	char path[40];
	struct dirent *task;
	bool any = false;
	DIR *tasks;
	int fd;

	snprintf(path, sizeof path, "%d/task", (int)parent);
	fd = openat(f->set.reader.root_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	tasks = fd >= 0 ? fdopendir(fd) : NULL;
	if (tasks == NULL)
		return false;
	while ((task = readdir(tasks)) != NULL)
		if (task->d_name[0] != '.')
			any |= read_children_file(f, parent, task->d_name);
	closedir(tasks);
	return any;
}

struct parentage {
	pid_t pid, parent;
};

static struct parentage *
list_parents(struct process_tree *f, size_t *count)
{
	struct parentage *all = NULL;
	size_t capacity = 0;
	struct dirent *entry;
	DIR *folder = opendir("/proc");

	*count = 0;
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		struct proc_stat stat;

		if (pid <= 0 || slot_read_file(&f->set.reader, pid, "stat") != PROC_READ ||
			!proc_parse_stat(f->set.reader.text.bytes, &stat))
			continue;
		all = grow_array(all, &capacity, *count + 1, sizeof *all);
		all[(*count)++] = (struct parentage){ pid, stat.ppid };
	}
	if (folder != NULL)
		closedir(folder);
	return all;
}

static void
add_children_of(struct process_tree *f, pid_t parent, const struct parentage *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].parent == parent &&
			!(parent == f->observer && has_pid(&f->excluded, all[i].pid)))
			add_pid(&f->members, all[i].pid);
}

/* Without children files: adds every process whose parent is a member, until there are no more. */
static void
find_by_parents(struct process_tree *f)
{
	size_t count;
	struct parentage *all = list_parents(f, &count);

	add_children_of(f, f->observer, all, count);
	for (size_t i = 0; i < f->members.count; i++)
		add_children_of(f, f->members.items[i], all, count);
	free(all);
}

/* Forgets excluded children that are gone, since their pids may be reused. */
static void
forget_excluded(struct process_tree *f)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->excluded.count; i++) {
		char path[40];

		snprintf(path, sizeof path, "%d", (int)f->excluded.items[i]);
		if (faccessat(f->set.reader.root_fd, path, F_OK, 0) == 0)
			f->excluded.items[kept++] = f->excluded.items[i];
	}
	f->excluded.count = kept;
}

static void
find_members(struct process_tree *f)
{
	f->members.items = grow_discard(
		f->members.items, &f->members.capacity, f->members.count, sizeof *f->members.items);
	f->members.count = 0;
	forget_excluded(f);
	if (!f->no_children_file && !read_children(f, f->observer))
		f->no_children_file = true;
	if (f->no_children_file)
		find_by_parents(f);
	else
		for (size_t i = 0; i < f->members.count; i++)
			read_children(f, f->members.items[i]);
	if (f->members.count > 0)
		qsort(f->members.items, f->members.count, sizeof *f->members.items,
			sorted_compare_pids);
}

/* A pid may be listed twice if a process moved to another parent during the search. */
static void
drop_doubles(struct pid_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (kept == 0 || list->items[kept - 1] != list->items[i])
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static bool
scan_members(struct process_tree *f, bool afresh, struct sample *sample, struct failure *why)
{
	if (afresh) {
		find_members(f);
		drop_doubles(&f->members);
		f->searched_ago = 0;
	}
	if (!slot_set_scan(&f->set, f->members.items, f->members.count, 0, sample, why))
		return false;
	borrowed_correct(&f->set, sample);
	return true;
}

bool
process_tree_scan(struct process_tree *f, struct sample *sample, struct failure *why)
{
	uint64_t newest = slot_set_newest_pid(&f->set);
	bool afresh = newest == 0 || newest != f->newest_pid || ++f->searched_ago >= SEARCH_AGAIN;

	f->newest_pid = newest;
	if (!scan_members(f, afresh, sample, why))
		return false;
	/* A process may have ended while its children were being searched: they were listed
	 * neither as its own nor as ours, and no new pid reveals them. */
	if (afresh || sample->count == f->members.count)
		return true;
	return scan_members(f, true, sample, why);
}

/* --- one member --- */

bool
process_tree_smaps(struct process_tree *f, pid_t pid, struct smaps_shares *shares)
{
	struct proc_reader *r = &f->set.reader;

	return slot_read_memory_file(r, pid, "smaps_rollup", PROC_TEXT_MAX) == PROC_READ &&
	       proc_parse_shares(r->text.bytes, shares);
}

bool
process_tree_sample_pages(
	struct process_tree *f, struct page_share *shares, size_t count, struct page_survey *out)
{
	page_labels_clear(&f->new_pages);
	return page_sample_read(
		&f->set.reader, shares, count, clock_active_ns(), &f->pages, &f->new_pages, out);
}

void
process_tree_keep_pages(struct process_tree *f)
{
	page_labels_clear(&f->pages);
	f->pages = f->new_pages;
	f->new_pages = (struct page_labels){ .relatives = NULL };
}

int
process_tree_signal(struct process_tree *f, struct proc_key key, int signal)
{
	return proc_signal(&f->set.reader, key, signal);
}

uint64_t
process_tree_system_oom_kills(struct process_tree *f)
{
	struct proc_reader *r = &f->set.reader;
	const char *line;

	if (proc_text_read_on(&r->text, r->root_fd, "vmstat", PROC_TEXT_MAX) != PROC_READ)
		return 0;
	line = strstr(r->text.bytes, "\noom_kill ");
	return line != NULL ? strtoull(line + strlen("\noom_kill "), NULL, 10) : 0;
}

void
process_tree_machine(struct process_tree *f, struct system_memory *m)
{
	struct proc_reader *r = &f->set.reader;

	*m = (struct system_memory){ .known = false };
	if (proc_text_read(&r->text, r->root_fd, "meminfo") == PROC_READ)
		proc_parse_meminfo(r->text.bytes, m);
}

bool
process_tree_describe(struct process_tree *f, pid_t pid, struct description *d)
{
	return proc_names_read(&f->set.reader, &f->names, pid, d);
}
