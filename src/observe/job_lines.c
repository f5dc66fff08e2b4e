/* SPDX-License-Identifier: MIT */
/* job_lines.c: growth of a job by line of Python code. */
#include "observe/job_lines.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arithmetic.h"
#include "base/clock.h"
#include "base/grow.h"
#include "model/run/confidence.h"

/* A Python that ends sooner is not followed: its launch must cost nothing. */
#define LIVED_NS (50 * NS_PER_MS)
#define HELD_BYTES (4u << 20)
/* Programs with another name may hold an interpreter, too: it takes a reading of their memory to
 * find out, so only the large ones that stay, and not many. */
#define PROBE_LIVED_NS NS_PER_SECOND
#define PROBE_HELD_BYTES (32u << 20)
#define PROBES_MAX 16
#define REPORT_NS NS_PER_SECOND
/* Threads count as processes: where few are allowed, the job may need them all. */
#define ALLOWED_MIN 256
/* What is held between two samples for so little is not worth a word: the last step of a rise. */
#define UNSEEN_PART 20
#define UNSEEN_BYTES (4u << 20)

void
job_lines_begin(struct job_lines *l, pid_t root, uint64_t began_ns)
{
	l->root = root;
	l->began_ns = began_ns;
}

/* --- the sampler --- */

static bool
is_thread_allowed(void)
{
	struct rlimit limit;

	return geteuid() == 0 || getrlimit(RLIMIT_NPROC, &limit) != 0 ||
	       limit.rlim_cur >= ALLOWED_MIN;
}

static void
start(struct job_lines *l, struct run *run)
{
	const struct line_sampler_setup setup = {
		.folder = run->cwd, .began_ns = l->began_ns, .proc = "/proc"
	};
	struct failure why;

	if (is_thread_allowed())
		l->sampler = line_sampler_start(&setup, &why);
	run->lines.lists = &l->lists;
	if (l->sampler != NULL)
		return;
	l->off = true;
	run->lines.status = LINES_NOT_STARTED;
}

/* --- which processes --- */

static int
open_proc(struct job_lines *l)
{
	if (l->proc <= 0)
		l->proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return l->proc;
}

static void
offer(struct job_lines *l, struct lines_asked *a, const struct reading *r, struct run *run,
	bool late)
{
	if (l->sampler == NULL)
		start(l, run);
	if (l->sampler == NULL)
		return;
	line_sampler_offer(l->sampler, r->key.pid, r->forked ? r->ppid : 0, late);
	a->offered = true;
}

static bool
is_named(struct job_lines *l, struct lines_asked *a)
{
	if (!a->asked)
		a->named = line_process_is_named(open_proc(l), a->key.pid);
	a->asked = true;
	return a->named;
}

/* Returns how long to wait until it can be decided; 0: it is. */
static uint64_t
consider(struct job_lines *l, struct lines_asked *a, const struct reading *r, struct run *run,
	uint64_t now_ns)
{
	uint64_t lived = more_than(now_ns, r->started_ns);

	if (a->offered || !(r->known & KNOWN_RSS) || r->borrowed)
		return 0;
	/* Of others than the command the next sample will do. */
	if (lived < LIVED_NS)
		return r->key.pid == l->root && is_named(l, a) ? LIVED_NS - lived : 0;
	if (r->rss_bytes < HELD_BYTES)
		return 0;
	if (is_named(l, a)) {
		offer(l, a, r, run, false);
	} else if (lived >= PROBE_LIVED_NS && r->rss_bytes >= PROBE_HELD_BYTES &&
		   l->probes < PROBES_MAX) {
		l->probes++;
		offer(l, a, r, run, true);
	}
	return 0;
}

/* What is known of a process stays while it has the same program; both lists are by pid. */
static void
take_over(struct job_lines *l, const struct sample *s)
{
	size_t count = smaller(s->count, LINES_ASKED_MAX), at = 0;

	l->asking = grow_array(l->asking, &l->asking_capacity, count, sizeof *l->asking);
	for (size_t i = 0; i < count; i++) {
		const struct reading *r = &s->readings[i];

		while (at < l->asked_count && l->asked[at].key.pid < r->key.pid)
			at++;
		if (at < l->asked_count && proc_key_compare(l->asked[at].key, r->key) == 0 &&
			l->asked[at].image == r->image)
			l->asking[i] = l->asked[at];
		else
			l->asking[i] = (struct lines_asked){ .key = r->key, .image = r->image };
	}
	grow_swap(&l->asked, &l->asked_capacity, &l->asking, &l->asking_capacity);
	l->asked_count = count;
}

/* --- the moments when the tree held most --- */

/* What the Python processes hold that are not followed. */
static uint64_t
unfollowed_bytes(const struct job_lines *l, const struct tree_peak *tree)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < l->asked_count; i++) {
		const struct lines_asked *a = &l->asked[i];
		const struct tree_member *m;

		if (!a->named || line_sampler_follows(l->sampler, a->key.pid))
			continue;
		m = tree_roster_find(&tree->roster, a->key.pid);
		sum += m != NULL ? m->held_bytes : 0;
	}
	return sum;
}

/* Those of its marks: any of them may turn out to be its peak. */
static void
keep_moments(struct job_lines *l, const struct tree_peak *tree)
{
	struct lines_moment moments[MARKS];
	uint64_t unfollowed, since_ns = l->kept_ns;
	bool is_new = false;

	for (enum mark mark = MARK_CERTAIN; mark < MARKS; mark++)
		is_new = is_new || tree->marks[mark].peak.at_ns > since_ns;
	l->kept_ns = tree->now.at_ns;
	l->best_ns = tree->best.at_ns;
	if (l->sampler == NULL || !is_new)
		return;
	unfollowed = unfollowed_bytes(l, tree);
	for (enum mark mark = MARK_CERTAIN; mark < MARKS; mark++)
		moments[mark] = (struct lines_moment){ tree->marks[mark].peak.at_ns,
			tree->marks[mark].peak.bytes, unfollowed };
	line_sampler_keep(l->sampler, moments, MARKS, since_ns);
}

/* A peak that only the kernel saw is that of one process: that of all credits is nearest to it
 * then. Otherwise that of the sample which saw it. */
static void
put_report(struct job_lines *l, struct run *run, uint64_t bytes, uint64_t at_ns, bool of_one)
{
	uint64_t unfollowed = 0;

	if (of_one)
		line_sampler_report(l->sampler, &run->lines);
	else
		line_sampler_report_at(l->sampler, at_ns, &run->lines, &unfollowed);
	if (run->lines.at_ns > 0)
		lines_put_rest(&run->lines, bytes, unfollowed);
}

static void
report(struct job_lines *l, const struct tree_peak *tree, struct run *run, uint64_t now_ns)
{
	if (l->sampler == NULL || now_ns < l->reported_ns + REPORT_NS)
		return;
	l->reported_ns = now_ns;
	put_report(l, run, tree->best.bytes, tree->best.at_ns, false);
}

uint64_t
job_lines_sample(struct job_lines *l, const struct sample *s, const struct tree_peak *tree,
	struct run *run, uint64_t wait_ns)
{
	uint64_t now_ns = clock_boot_ns();

	if (l->off)
		return wait_ns;
	take_over(l, s);
	for (size_t i = 0; i < l->asked_count && !l->off; i++) {
		uint64_t wait = consider(l, &l->asked[i], &s->readings[i], run, now_ns);

		if (wait > 0)
			wait_ns = smaller(wait_ns, wait);
	}
	keep_moments(l, tree);
	report(l, tree, run, clock_active_ns());
	return wait_ns;
}

/* --- the end --- */

/* What the kernel's peak of the largest process is above what a sample saw of it. */
static uint64_t
unseen(struct line_sampler *s, const struct run *run)
{
	uint64_t peak = run->single.member.bytes,
		 seen = line_sampler_max_bytes(s, run->single.member.pid);
	uint64_t rest = more_than(peak, seen);

	if (seen == 0 || run->single.member.pid == 0)
		return 0;
	return rest > larger(UNSEEN_BYTES, peak / UNSEEN_PART) ? rest : 0;
}

/* The peak is that of one process that was not followed: no line holds any of it. */
static void
put_other(struct run *run)
{
	struct code_lists *lists = run->lines.lists;

	if (lists == NULL || run->lines.at_ns == 0)
		return;
	lists->line_count = lists->function_count = 0;
	lists->peak = (struct code_line){ .kind = LINE_REST };
	run->lines.bytes = 0;
	run->lines.at_ns = run->tree.at_ns;
	lines_put_rest(&run->lines, run->tree.bytes, 0);
}

void
job_lines_finish(struct job_lines *l, struct run *run)
{
	bool single = confidence_tree_is_single(run), followed, of_one;

	if (l->sampler == NULL)
		return;
	line_sampler_stop(l->sampler);
	followed = line_sampler_max_bytes(l->sampler, run->single.member.pid) > 0;
	of_one = followed && (confidence_one_process(run) || single);
	run->lines.unseen_bytes = of_one ? unseen(l->sampler, run) : 0;
	put_report(l, run, run->tree.bytes, single ? l->best_ns : run->tree.at_ns, of_one);
	if (single && !followed)
		put_other(run);
}

void
job_lines_close(struct job_lines *l)
{
	if (l->sampler != NULL) {
		line_sampler_stop(l->sampler);
		line_sampler_free(l->sampler);
	}
	if (l->proc > 0)
		close(l->proc);
	free(l->asked);
	free(l->asking);
	l->sampler = NULL;
	l->proc = 0;
	l->asked = l->asking = NULL;
	l->asked_count = l->asked_capacity = l->asking_capacity = 0;
	l->off = true;
}
