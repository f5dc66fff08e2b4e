/* SPDX-License-Identifier: MIT */
/* run_repeat.c: `peaktop run --repeat N`: runs the same command several times, and prints one
 * table.
 *
 * Each run has an observer of its own, forked while this process is still small: ru_maxrss is never
 * below the launcher's memory at the fork, and an observer that has written to the history is not
 * small. */
#include "app/run/run_repeat.h"
#include "base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/cli/output_file.h"
#include "observe/job.h"
#include "app/cli/message.h"
#include "base/duration.h"
#include "base/exit_status.h"
#include "base/grow.h"

/* How often signals that did not come to us are forgotten. */
#define FORGET_NS (500 * NS_PER_MS)

struct repeat {
	const struct run_options *options;
	const struct inherited *inherited;
	run_once_function *run_once;
	struct repeat_figures *shared; /* filled by the observer of a run */
	struct witness witness;
	struct signals signals;
	bool stopped; /* asked to stop */
};

/* Interrupts are for the command and reported by the observer; TERM and HUP end everything. */
static void
settle_signals(struct repeat *r)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	job_signals(&r->signals.awaited, true);
	sigprocmask(SIG_BLOCK, &r->signals.awaited, NULL);
}

/* Passes a signal on, unless it went to the whole process group and so reached the observer. */
static void
pass_on(struct repeat *r, pid_t pid, const siginfo_t *info)
{
	if (job_signal_is_own(info))
		return;
	if (info->si_signo == SIGTERM || info->si_signo == SIGHUP)
		r->stopped = true;
	if (!witness_saw(&r->witness, info->si_signo, info->si_pid, &r->signals))
		signals_send_on(pid, info);
}

static int
wait_for(struct repeat *r, pid_t pid)
{
	siginfo_t info;
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0)
		if (!signals_await(&r->signals, FORGET_NS, &info))
			witness_forget_old(&r->witness);
		else if (info.si_signo != SIGCHLD)
			pass_on(r, pid, &info);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_OURS;
}

/* Passes on signals that came before the observer was ready: it blocks the same signals, and waits
 * meanwhile. */
static void
give_early(struct repeat *r, pid_t pid)
{
	sigset_t awaited = r->signals.awaited, taken;

	sigdelset(&awaited, SIGCHLD);
	witness_give_early(&r->witness, &awaited, pid, job_signal_is_own, &taken);
	if (sigismember(&taken, SIGTERM) || sigismember(&taken, SIGHUP))
		r->stopped = true;
}

static _Noreturn void
observe(const struct repeat *r, const struct run_options *options, const int hold[2])
{
	char none;

	close(hold[1]);
	while (read(hold[0], &none, sizeof none) < 0 && errno == EINTR)
		continue;
	close(hold[0]);
	_exit(r->run_once(options, r->inherited, r->shared));
}

static int
run_apart(struct repeat *r, const struct run_options *options)
{
	int hold[2]; /* the observer waits until its writer is closed */
	pid_t pid = -1;

	settle_signals(r);
	*r->shared = (struct repeat_figures){ .wall_ns = 0 };
	if (pipe2(hold, O_CLOEXEC) == 0)
		pid = fork();
	if (pid == 0)
		observe(r, options, hold);
	if (pid < 0) {
		message("error starting an observer: %s", strerror(errno));
		return EXIT_OURS;
	}
	close(hold[0]);
	give_early(r, pid);
	close(hold[1]);
	return wait_for(r, pid);
}

static bool
is_the_end(const struct repeat *r, int status)
{
	return r->stopped || status == EXIT_SIGNALED + SIGINT ||
	       (status >= EXIT_OURS && status <= EXIT_NOT_FOUND);
}

/* Formats that are printed for each run. */
static bool
has_format(const struct run_options *o)
{
	return o->format != NULL || o->verbose || o->portable || o->summary == SUMMARY_LINE ||
	       o->summary == SUMMARY_MARKDOWN;
}

static struct run_options
options_of(const struct repeat *r, bool warm_up, bool first)
{
	struct run_options o = *r->options;

	if (warm_up)
		o.no_history = o.no_summary = true, o.json = false, o.json_file = NULL;
	/* The table replaces the summaries; requested formats are still printed for each run. */
	if (!has_format(&o))
		o.no_summary = true;
	o.append = o.append || !first;
	return o;
}

static void
put_table(const struct run_options *o, const struct repeat_figures *runs, size_t count)
{
	struct bytes out = { .data = NULL };
	struct failure why;

	bool instead = o->json && o->json_file == NULL;

	if (o->no_summary || instead || has_format(o) || count == 0)
		return;
	repeat_put(o->job.argv, runs, count, UNITS_AUTO, &out);
	if (o->output != NULL ? !output_file_append(o->output, &out, &why)
			      : !io_write(STDERR_FILENO, &out, &why))
		message_failure(&why, 0);
	bytes_free(&out);
}

static int
repeat(struct repeat *r)
{
	struct repeat_figures *runs = grow_new(r->options->repeat * sizeof *runs);
	uint64_t total = r->options->warm_up + r->options->repeat;
	size_t count = 0;
	int worst = 0;

	for (uint64_t i = 0; i < total; i++) {
		bool warm_up = i < r->options->warm_up;
		struct run_options o = options_of(r, warm_up, i == r->options->warm_up);
		int status = run_apart(r, &o);

		worst = status != 0 ? status : worst;
		if (is_the_end(r, status))
			break;
		if (warm_up)
			continue;
		runs[count] = *r->shared;
		runs[count++].status = status;
	}
	put_table(r->options, runs, count);
	free(runs);
	return worst;
}

int
run_repeat(const struct run_options *o, const struct inherited *inherited, run_once_function *once)
{
	struct repeat r = { .options = o, .inherited = inherited, .run_once = once };
	int status;

	r.shared = mmap(
		NULL, sizeof *r.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r.shared == MAP_FAILED) {
		message("error sharing memory with an observer: %s", strerror(errno));
		return EXIT_OURS;
	}
	r.witness.argv = o->job.argv;
	witness_start(&r.witness, inherited);
	status = repeat(&r);
	witness_end(&r.witness);
	return status;
}
