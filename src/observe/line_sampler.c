/* SPDX-License-Identifier: MIT */
/* line_sampler.c: the thread that follows the Python processes of a job by line. */
#include "observe/line_sampler.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/clock.h"
#include "base/grow.h"
#include "source/proc_file.h"
#include "source/proc_parse.h"

#define STACK_BYTES ((size_t)512 << 10)
#define STOP_NS (50 * NS_PER_MS)
#define OFFERS_MAX 64
#define ENDED_MAX 16
/* Children taken in at one sample: of a storm of forks most are gone before they grow. */
#define CHILDREN_AT_ONCE 8

/* Intervals: a step that is large and fast must be seen while its line runs. */
#define RISING_WAIT_NS (2 * NS_PER_MS)
#define STILL_WAIT_NS (10 * NS_PER_MS)
#define LONGEST_WAIT_NS (100 * NS_PER_MS)
#define IDLE_WAIT_NS NS_PER_SECOND /* there is nothing to follow */
#define RISING_NS (50 * NS_PER_MS) /* after a rise it goes on */
/* Shares of a CPU, in 10,000: a little below what the header promises. */
#define RISING_SHARE 160
#define STILL_SHARE 25
/* What may be used in advance at a rise. */
#define ADVANCE_NS (20 * NS_PER_MS)

struct offer {
	pid_t pid, parent;
	bool late;
};

/* The most that a sample saw of a process that has ended. */
struct ended {
	pid_t pid;
	uint64_t max_bytes;
};

struct line_sampler {
	struct line_follow follow;
	pthread_cond_t wake, done;
	char *folder;
	uint64_t began_ns;
	_Atomic uint64_t cpu_ns;

	/* Guarded by follow.lock. */
	struct offer offers[OFFERS_MAX];
	size_t offer_count;
	struct ended ended[ENDED_MAX]; /* the largest */
	size_t ended_count;
	pid_t followed[LINE_PROCESSES_MAX];
	size_t followed_count;
	bool stop, stopped, abandoned;
	pid_t asked;               /* whose stacks; 0: nobody's */
	struct code_stacks stacks; /* the last ones that were read */
	bool have_stacks;          /* and not taken yet */
	int stacks_fd;             /* readable then */

	/* The thread's own. */
	struct line_process processes[LINE_PROCESSES_MAX];
	size_t count;
	int loadavg_fd;
	long newest_pid;
	bool more_children; /* some were not looked at yet */
	struct proc_text text;
	int64_t advance_ns;      /* CPU time that may be used now */
	uint64_t sample_cost_ns; /* an average */
	uint64_t last_ns, last_cpu_ns;
};

static const struct line_reader python_reader = { .attach = python_attach,
	.inherit = python_inherit,
	.read = python_read,
	.detach = python_detach };

/* --- its processes --- */

static struct line_process *
find(struct line_sampler *s, pid_t pid)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->processes[i].pid == pid)
			return &s->processes[i];
	return NULL;
}

static void
note_elsewhere(struct line_sampler *s, const struct line_process *but)
{
	uint64_t most = 0;

	for (size_t i = 0; i < s->count; i++)
		if (&s->processes[i] != but)
			most = larger(most, s->processes[i].file_bytes);
	s->follow.elsewhere_bytes = most;
}

/* For others, who ask. */
static void
note_followed(struct line_sampler *s)
{
	pthread_mutex_lock(&s->follow.lock);
	for (size_t i = 0; i < s->count; i++)
		s->followed[i] = s->processes[i].pid;
	s->followed_count = s->count;
	pthread_mutex_unlock(&s->follow.lock);
}

static void
take(struct line_sampler *s, struct offer offer)
{
	const struct line_process *parent = offer.parent != 0 ? find(s, offer.parent) : NULL;

	if (s->count == LINE_PROCESSES_MAX || find(s, offer.pid) != NULL)
		return;
	note_elsewhere(s, NULL);
	if (!line_process_begin(&s->follow, &s->processes[s->count], offer.pid, offer.parent,
		    parent, offer.late))
		return;
	s->count++;
	note_followed(s);
}

static void
note_ended(struct line_sampler *s, const struct line_process *p)
{
	struct ended *least = &s->ended[0];

	pthread_mutex_lock(&s->follow.lock);
	if (s->ended_count < ENDED_MAX)
		least = &s->ended[s->ended_count++];
	else
		for (size_t i = 1; i < ENDED_MAX; i++)
			if (s->ended[i].max_bytes < least->max_bytes)
				least = &s->ended[i];
	if (least->max_bytes <= p->max_bytes)
		*least = (struct ended){ p->pid, p->max_bytes };
	pthread_mutex_unlock(&s->follow.lock);
}

/* What was read goes to those who asked. */
static void
give_stacks(struct line_sampler *s, struct code_stacks *stacks)
{
	const uint64_t one = 1;
	struct code_stacks before;

	pthread_mutex_lock(&s->follow.lock);
	before = s->stacks;
	s->stacks = *stacks;
	s->have_stacks = true;
	pthread_mutex_unlock(&s->follow.lock);
	code_stacks_clear(&before);
	if (s->stacks_fd >= 0 && write(s->stacks_fd, &one, sizeof one) < 0)
		return; /* full: it is readable already */
}

static void
give_status(struct line_sampler *s, enum code_stacks_status status, uint32_t version)
{
	struct code_stacks stacks = {
		.status = status, .version = (int)(version >> 16), .at_ns = clock_boot_ns()
	};

	give_stacks(s, &stacks);
}

static void
drop(struct line_sampler *s, size_t at)
{
	if (s->follow.since)
		give_status(s, line_process_status(&s->processes[at]), s->processes[at].version);
	/* What another program holds now is no peak of this one. */
	if (line_process_was_followed(&s->processes[at]))
		note_ended(s, &s->processes[at]);
	line_process_end(&s->follow, &s->processes[at]);
	s->processes[at] = s->processes[--s->count];
	note_followed(s);
}

static void
take_offers(struct line_sampler *s)
{
	struct offer offers[OFFERS_MAX];
	size_t count;

	pthread_mutex_lock(&s->follow.lock);
	count = s->offer_count;
	memcpy(offers, s->offers, count * sizeof *offers);
	s->offer_count = 0;
	pthread_mutex_unlock(&s->follow.lock);
	for (size_t i = 0; i < count; i++)
		take(s, offers[i]);
}

/* --- their children --- */

/* Whether something was forked since the last time: the last number of /proc/loadavg. */
static bool
is_forked(struct line_sampler *s)
{
	char text[128], *last;
	ssize_t count = pread(s->loadavg_fd, text, sizeof text - 1, 0);
	long newest;

	if (count <= 0)
		return true;
	text[count] = '\0';
	last = strrchr(text, ' ');
	newest = last != NULL ? strtol(last, NULL, 10) : 0;
	if (newest == s->newest_pid)
		return false;
	s->newest_pid = newest;
	return true;
}

/* A child that called exec is followed only if its program is called so: most run something
 * else, which costs more to find out. */
static void
take_child(struct line_sampler *s, pid_t parent, pid_t child)
{
	char path[40], text[1024];
	struct proc_stat stat;
	size_t length;

	snprintf(path, sizeof path, "%d/stat", (int)child);
	if (proc_file_read(s->follow.root, path, text, sizeof text, &length) != PROC_READ ||
		!proc_parse_stat(text, &stat) || !proc_stat_is_alive(&stat))
		return;
	if ((stat.flags & PROC_FLAG_FORKNOEXEC) != 0)
		take(s, (struct offer){ .pid = child, .parent = parent });
	else if (line_process_is_named(s->follow.root, child))
		take(s, (struct offer){ .pid = child });
}

/* The next child in a text of them; 0: none. */
static pid_t
next_child(char **at)
{
	char *end;
	long child = strtol(*at, &end, 10);

	if (end == *at)
		return 0;
	*at = end;
	return child > 0 && child <= INT32_MAX ? (pid_t)child : 0;
}

/* They are in the order of their birth: those after the last one that was looked at. If that one
 * has ended, from the first on. */
static char *
after_last_child(char *text, pid_t last)
{
	char *at = text;
	pid_t child;

	while (last != 0 && (child = next_child(&at)) != 0)
		if (child == last)
			return at;
	return text;
}

static void
take_children_of(struct line_sampler *s, struct line_process *parent)
{
	char path[60], *at;
	size_t looked = 0;
	pid_t child;

	snprintf(path, sizeof path, "%d/task/%d/children", (int)parent->pid, (int)parent->pid);
	if (proc_text_read(&s->text, s->follow.root, path) != PROC_READ)
		return;
	at = after_last_child(s->text.bytes, parent->last_child);
	while ((child = next_child(&at)) != 0) {
		if (find(s, child) == NULL) {
			if (s->count == LINE_PROCESSES_MAX || looked++ == CHILDREN_AT_ONCE) {
				s->more_children = true;
				return;
			}
			take_child(s, parent->pid, child);
		}
		parent->last_child = child;
	}
}

/* While there is no room nobody is asked for children. */
static void
take_children(struct line_sampler *s)
{
	size_t count = s->count;

	if (count == 0 || s->follow.since)
		return;
	s->more_children = is_forked(s) || s->more_children;
	if (!s->more_children || count == LINE_PROCESSES_MAX)
		return;
	s->more_children = false;
	for (size_t i = 0; i < count; i++)
		take_children_of(s, &s->processes[i]);
}

/* --- a sample, and when to take the next --- */

/* Returns when something last rose. */
static uint64_t
sample(struct line_sampler *s, uint64_t at_ns)
{
	uint64_t rose_ns = 0;

	take_offers(s);
	take_children(s);
	for (size_t i = s->count; i-- > 0;) {
		struct line_process *p = &s->processes[i];
		const struct line_process *parent = p->parent != 0 ? find(s, p->parent) : NULL;

		note_elsewhere(s, p);
		if (line_process_sample(&s->follow, p, parent, at_ns))
			rose_ns = larger(rose_ns, p->rose_ns);
		else
			drop(s, i);
	}
	pthread_mutex_lock(&s->follow.lock);
	lines_settle(s->follow.lines, at_ns);
	pthread_mutex_unlock(&s->follow.lock);
	return rose_ns;
}

/* --- stacks on request --- */

static void
read_stacks(struct line_sampler *s)
{
	struct code_stacks stacks = { .status = STACKS_AWAITED };
	struct line_process *p;
	pid_t asked;

	pthread_mutex_lock(&s->follow.lock);
	asked = s->asked;
	s->asked = 0;
	pthread_mutex_unlock(&s->follow.lock);
	if (asked == 0)
		return;
	p = find(s, asked);
	if (p == NULL)
		give_status(s, STACKS_GONE, 0);
	else if (line_process_stacks(&s->follow, p, &stacks))
		give_stacks(s, &stacks);
	else
		drop(s, (size_t)(p - s->processes));
}

static uint64_t
affordable(uint64_t cost_ns, uint64_t share)
{
	return cost_ns * 10000 / share;
}

/* While it rises, an advance allows the short interval; later readings wait until that is paid
 * back. */
static uint64_t
next_wait(struct line_sampler *s, bool rising, uint64_t now_ns)
{
	uint64_t cpu = clock_thread_cpu_ns(), spent = cpu - s->last_cpu_ns, wait;

	s->advance_ns += (int64_t)((now_ns - s->last_ns) * RISING_SHARE / 10000) - (int64_t)spent;
	if (s->advance_ns > (int64_t)ADVANCE_NS)
		s->advance_ns = ADVANCE_NS;
	s->last_ns = now_ns;
	s->last_cpu_ns = cpu;
	s->sample_cost_ns = s->sample_cost_ns == 0 ? spent : (s->sample_cost_ns * 7 + spent) / 8;
	atomic_store(&s->cpu_ns, cpu);
	if (s->count == 0)
		return IDLE_WAIT_NS;
	if (rising && s->advance_ns > 0)
		return RISING_WAIT_NS;
	wait = rising ? larger(RISING_WAIT_NS, affordable(s->sample_cost_ns, RISING_SHARE))
		      : larger(STILL_WAIT_NS, affordable(s->sample_cost_ns, STILL_SHARE));
	return smaller(wait, LONGEST_WAIT_NS);
}

/* --- the thread --- */

/* False: it is to stop. */
static bool
wait_until(struct line_sampler *s, uint64_t at_ns)
{
	const struct timespec until = { (time_t)(at_ns / NS_PER_SECOND),
		(long)(at_ns % NS_PER_SECOND) };
	bool go_on;

	pthread_mutex_lock(&s->follow.lock);
	while (!s->stop && s->offer_count == 0 && s->asked == 0 &&
		pthread_cond_timedwait(&s->wake, &s->follow.lock, &until) == 0)
		continue;
	go_on = !s->stop;
	pthread_mutex_unlock(&s->follow.lock);
	return go_on;
}

static void
run(struct line_sampler *s)
{
	uint64_t now = clock_active_ns();

	s->last_ns = now;
	s->last_cpu_ns = clock_thread_cpu_ns();
	do {
		uint64_t at = clock_active_ns() - s->began_ns, rose = sample(s, at), wait;

		read_stacks(s);
		now = clock_active_ns();
		wait = next_wait(s, rose != 0 && at - rose < RISING_NS, now);
		now += wait;
	} while (wait_until(s, now));
}

static void
free_all(struct line_sampler *s)
{
	lines_free(s->follow.lines);
	code_stacks_clear(&s->stacks);
	free(s->folder);
	if (s->stacks_fd >= 0)
		close(s->stacks_fd);
	pthread_cond_destroy(&s->wake);
	pthread_cond_destroy(&s->done);
	pthread_mutex_destroy(&s->follow.lock);
	free(s);
}

/* What only the thread uses goes with it; what it found out stays. */
static void
finish(struct line_sampler *s)
{
	bool abandoned;

	while (s->count > 0)
		drop(s, s->count - 1);
	python_names_free(s->follow.names);
	proc_text_clear(&s->text);
	free(s->follow.stack);
	free(s->follow.frames);
	free(s->follow.faults);
	if (s->loadavg_fd >= 0)
		close(s->loadavg_fd);
	close(s->follow.root);
	pthread_mutex_lock(&s->follow.lock);
	s->stopped = true;
	abandoned = s->abandoned;
	pthread_cond_signal(&s->done);
	pthread_mutex_unlock(&s->follow.lock);
	if (abandoned)
		free_all(s);
}

static void *
begin(void *context)
{
	run(context);
	finish(context);
	return NULL;
}

/* --- what others call --- */

static bool
start_thread(struct line_sampler *s, struct failure *why)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&thread, &attributes, begin, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return error == 0 || failure_set(why, error, "starting a thread");
}

static void
init_conditions(struct line_sampler *s)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&s->wake, &attributes);
	pthread_cond_init(&s->done, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&s->follow.lock, NULL);
}

struct line_sampler *
line_sampler_start(const struct line_sampler_setup *setup, struct failure *why)
{
	int root = open(setup->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct line_sampler *s;

	if (root < 0) {
		failure_set(why, errno, "opening %s", setup->proc);
		return NULL;
	}
	s = grow_new(sizeof *s);
	init_conditions(s);
	s->began_ns = setup->began_ns;
	s->advance_ns = ADVANCE_NS;
	s->loadavg_fd = openat(root, "loadavg", O_RDONLY | O_CLOEXEC);
	s->follow.root = root;
	s->follow.reader = setup->reader != NULL ? setup->reader : &python_reader;
	s->follow.page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	s->follow.names = python_names_create();
	s->follow.stack = grow_new(sizeof *s->follow.stack);
	s->follow.frames = grow_new(PYTHON_FRAMES_MAX * sizeof *s->follow.frames);
	s->follow.faults = grow_new(LINE_THREADS_MAX * sizeof *s->follow.faults);
	s->folder = grow_copy(setup->folder);
	s->follow.folder = s->folder;
	s->follow.since = setup->since;
	s->stacks_fd = setup->since ? eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) : -1;
	s->follow.lines = lines_create(setup->folder);
	if (start_thread(s, why))
		return s;
	s->abandoned = true;
	finish(s);
	return NULL;
}

void
line_sampler_offer(struct line_sampler *s, pid_t pid, pid_t parent, bool late)
{
	pthread_mutex_lock(&s->follow.lock);
	if (s->offer_count < OFFERS_MAX)
		s->offers[s->offer_count++] =
			(struct offer){ .pid = pid, .parent = parent, .late = late };
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->follow.lock);
}

uint64_t
line_sampler_cpu_ns(const struct line_sampler *s)
{
	return atomic_load(&s->cpu_ns);
}

void
line_sampler_report(struct line_sampler *s, struct run_lines *out)
{
	pthread_mutex_lock(&s->follow.lock);
	out->status = s->follow.status;
	out->version = s->follow.version;
	if (lines_peak(s->follow.lines) > 0)
		lines_put(s->follow.lines, out);
	pthread_mutex_unlock(&s->follow.lock);
}

bool
line_sampler_report_at(
	struct line_sampler *s, uint64_t at_ns, struct run_lines *out, uint64_t *unfollowed)
{
	bool known = false;

	pthread_mutex_lock(&s->follow.lock);
	out->status = s->follow.status;
	out->version = s->follow.version;
	if (lines_peak(s->follow.lines) > 0)
		known = lines_put_at(s->follow.lines, at_ns, out, unfollowed);
	pthread_mutex_unlock(&s->follow.lock);
	return known;
}

void
line_sampler_keep(
	struct line_sampler *s, const struct lines_moment *moments, size_t count, uint64_t since_ns)
{
	pthread_mutex_lock(&s->follow.lock);
	lines_keep(s->follow.lines, moments, count, since_ns);
	pthread_mutex_unlock(&s->follow.lock);
}

bool
line_sampler_follows(struct line_sampler *s, pid_t pid)
{
	bool found = false;

	pthread_mutex_lock(&s->follow.lock);
	for (size_t i = 0; i < s->followed_count && !found; i++)
		found = s->followed[i] == pid;
	pthread_mutex_unlock(&s->follow.lock);
	return found;
}

void
line_sampler_report_now(struct line_sampler *s, struct run_lines *out)
{
	pthread_mutex_lock(&s->follow.lock);
	out->status = s->follow.status;
	out->version = s->follow.version;
	lines_put_now(s->follow.lines, out);
	pthread_mutex_unlock(&s->follow.lock);
}

void
line_sampler_ask_stacks(struct line_sampler *s, pid_t pid)
{
	pthread_mutex_lock(&s->follow.lock);
	s->asked = pid;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->follow.lock);
}

int
line_sampler_stacks_fd(const struct line_sampler *s)
{
	return s->stacks_fd;
}

bool
line_sampler_take_stacks(struct line_sampler *s, struct code_stacks *stacks)
{
	bool have;
	uint64_t count;

	if (s->stacks_fd >= 0 && read(s->stacks_fd, &count, sizeof count) < 0 && errno != EAGAIN)
		return false;
	pthread_mutex_lock(&s->follow.lock);
	have = s->have_stacks;
	s->have_stacks = false;
	if (have) {
		struct code_stacks before = *stacks;

		*stacks = s->stacks;
		s->stacks = (struct code_stacks){ .status = STACKS_AWAITED };
		code_stacks_clear(&before);
	}
	pthread_mutex_unlock(&s->follow.lock);
	return have;
}

uint64_t
line_sampler_max_bytes(struct line_sampler *s, pid_t pid)
{
	uint64_t bytes = 0;

	pthread_mutex_lock(&s->follow.lock);
	for (size_t i = 0; i < s->ended_count; i++)
		if (s->ended[i].pid == pid)
			bytes = larger(bytes, s->ended[i].max_bytes);
	pthread_mutex_unlock(&s->follow.lock);
	return bytes;
}

void
line_sampler_stop(struct line_sampler *s)
{
	uint64_t at_ns = clock_active_ns() + STOP_NS;
	const struct timespec until = { (time_t)(at_ns / NS_PER_SECOND),
		(long)(at_ns % NS_PER_SECOND) };

	pthread_mutex_lock(&s->follow.lock);
	s->stop = true;
	pthread_cond_signal(&s->wake);
	while (!s->stopped && pthread_cond_timedwait(&s->done, &s->follow.lock, &until) == 0)
		continue;
	pthread_mutex_unlock(&s->follow.lock);
}

void
line_sampler_free(struct line_sampler *s)
{
	bool stopped;

	pthread_mutex_lock(&s->follow.lock);
	stopped = s->stopped;
	s->stop = s->abandoned = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->follow.lock);
	if (stopped)
		free_all(s);
}
