/* SPDX-License-Identifier: MIT */
/* time_format.c: the figures of a run in the formats of GNU time 1.9: -v, -p and -f. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/length.h"
#include "text/run/summary.h"

#include "base/duration.h"
#include "base/page_size.h"
#include "text/argv.h"
#include "model/run/confidence.h"
#include "model/run/run_field.h"
#include "text/run/verdict.h"

#define NS_PER_CENTISECOND (NS_PER_SECOND / 100)
#define NS_PER_US 1000u

static const char verbose_format[] = "\tCommand being timed: \"%C\"\n"
				     "\tUser time (seconds): %U\n"
				     "\tSystem time (seconds): %S\n"
				     "\tPercent of CPU this job got: %P\n"
				     "\tElapsed (wall clock) time (h:mm:ss or m:ss): %E\n"
				     "\tAverage shared text size (kbytes): %X\n"
				     "\tAverage unshared data size (kbytes): %D\n"
				     "\tAverage stack size (kbytes): %p\n"
				     "\tAverage total size (kbytes): %K\n"
				     "\tMaximum resident set size (kbytes): %M\n"
				     "\tAverage resident set size (kbytes): %t\n"
				     "\tMajor (requiring I/O) page faults: %F\n"
				     "\tMinor (reclaiming a frame) page faults: %R\n"
				     "\tVoluntary context switches: %w\n"
				     "\tInvoluntary context switches: %c\n"
				     "\tSwaps: %W\n"
				     "\tFile system inputs: %I\n"
				     "\tFile system outputs: %O\n"
				     "\tSocket messages sent: %s\n"
				     "\tSocket messages received: %r\n"
				     "\tSignals delivered: %k\n"
				     "\tPage size (bytes): %Z\n"
				     "\tExit status: %x";

/* As in GNU time: 0 for a command that a signal ended. */
static int
exit_status(const struct run *run)
{
	if (run->reason == RUN_NOT_STARTED)
		return run_exit_status(run);
	return run->signal != 0 ? 0 : run->status;
}

/* Truncated to hundredths, never rounded, as in GNU time. */
static void
put_seconds(uint64_t ns, struct bytes *out)
{
	bytes_print(out, "%" PRIu64 ".%02" PRIu64, (uint64_t)(ns / NS_PER_SECOND),
		(uint64_t)(ns % NS_PER_SECOND / NS_PER_CENTISECOND));
}

static void
put_elapsed(uint64_t ns, struct bytes *out)
{
	uint64_t seconds = ns / NS_PER_SECOND;

	if (seconds >= 3600)
		bytes_print(out, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, seconds / 3600,
			seconds / 60 % 60, seconds % 60);
	else
		bytes_print(out, "%" PRIu64 ":%02" PRIu64 ".%02" PRIu64, seconds / 60, seconds % 60,
			(uint64_t)(ns % NS_PER_SECOND / NS_PER_CENTISECOND));
}

/* Computed from whole milliseconds; from microseconds if it took less than one. */
static void
put_cpu_percent(const struct run *run, struct bytes *out)
{
	uint64_t unit = run->wall_ns >= NS_PER_MS ? NS_PER_MS : NS_PER_US;
	uint64_t wall = run->wall_ns / unit;
	uint64_t cpu = run->usage.user_ns / unit + run->usage.system_ns / unit;

	if (wall == 0)
		bytes_text(out, "?%");
	else
		bytes_print(out, "%" PRIu64 "%%", cpu * 100 / wall);
}

/* Conversions that print a count. */
static bool
count_of(const struct run *run, char conversion, uint64_t *count)
{
	const struct run_usage *u = &run->usage;
	const struct {
		char conversion;
		uint64_t count;
	} counts[] = {
		{ 'F', u->major_faults },
		{ 'R', u->minor_faults },
		{ 'I', u->block_inputs },
		{ 'O', u->block_outputs },
		{ 'M', u->max_rss_bytes / 1024 },
		{ 'W', u->swaps },
		{ 'c', u->involuntary_switches },
		{ 'w', u->voluntary_switches },
		{ 'k', u->signals },
		{ 'r', u->messages_received },
		{ 's', u->messages_sent },
		{ 'Z', page_size_bytes() },
		{ 'x', (uint64_t)exit_status(run) },
		/* Averages over time, which Linux does not keep. */
		{ 'D', 0 },
		{ 'K', 0 },
		{ 'X', 0 },
		{ 'p', 0 },
		{ 't', 0 },
	};

	for (size_t i = 0; i < LENGTH(counts); i++) {
		if (counts[i].conversion != conversion)
			continue;
		*count = counts[i].count;
		return true;
	}
	return false;
}

/* Whether a figure is known only at the end, and the end of this run was not seen (another tool's
 * file does not contain it). */
static bool
is_unknown(const struct run *run, char conversion)
{
	return !run_end_known(run) && run->reason != RUN_NOT_STARTED &&
	       strchr("PSUFRIOMWcwkrsx", conversion) != NULL;
}

static void
put_conversion(const struct run *run, char conversion, struct bytes *out)
{
	uint64_t count;

	if (is_unknown(run, conversion)) {
		bytes_text(out, "-");
		return;
	}
	switch (conversion) {
	case '%':
		bytes_text(out, "%");
		break;
	case 'C':
		argv_put(run->argv, out);
		break;
	case 'E':
		put_elapsed(run->wall_ns, out);
		break;
	case 'P':
		put_cpu_percent(run, out);
		break;
	case 'S':
		put_seconds(run->usage.system_ns, out);
		break;
	case 'U':
		put_seconds(run->usage.user_ns, out);
		break;
	case 'e':
		put_seconds(run->wall_ns, out);
		break;
	default:
		if (count_of(run, conversion, &count))
			bytes_print(out, "%" PRIu64, count);
		else
			bytes_print(out, "?%c", conversion);
	}
}

/* Our own conversions, after a letter that GNU time does not use. False: unknown. */
static bool
put_own(const struct run *run, char conversion, struct bytes *out)
{
	bool known = run->tree.origin != PEAK_NONE;
	char text[480];
	struct buffer verdict = buffer_over(text, sizeof text);

	if (conversion == 't' && known)
		bytes_print(out, "%" PRIu64, run->tree.bytes / 1024);
	else if (conversion == 'w' && known)
		bytes_text(out, confidence_name(confidence_tree(run)));
	else if (conversion == 't' || conversion == 'w')
		bytes_text(out, "-");
	else if (conversion == 'v')
		verdict_put(run, UNITS_AUTO, &verdict);
	else
		return false;
	bytes_text(out, conversion == 'v' ? text : "");
	return true;
}

static void
put_escape(char c, struct bytes *out)
{
	switch (c) {
	case 't':
		bytes_text(out, "\t");
		break;
	case 'n':
		bytes_text(out, "\n");
		break;
	case '\\':
		bytes_text(out, "\\");
		break;
	case '\0': /* GNU time 1.9 would read past the end of the format here */
		bytes_text(out, "?\\");
		break;
	default:
		bytes_print(out, "?\\%c", c);
	}
}

void
summary_put_format(const struct run *run, const char *format, struct bytes *out)
{
	for (; *format != '\0'; format++) {
		if (*format != '%' && *format != '\\') {
			bytes_put(out, format, 1);
			continue;
		}
		if (*format++ == '\\')
			put_escape(*format, out);
		else if (*format == 'B' && put_own(run, format[1], out))
			format++;
		else if (*format != '\0')
			put_conversion(run, *format, out);
		else {
			bytes_text(out, "?"); /* and no newline, where GNU time stops */
			return;
		}
		if (*format == '\0')
			break;
	}
	bytes_text(out, "\n");
}

void
summary_put_portable(const struct run *run, struct bytes *out)
{
	summary_put_format(run, "real %e\nuser %U\nsys %S", out);
}

void
summary_put_abnormal(const struct run *run, struct bytes *out)
{
	if (run->reason != RUN_NOT_STARTED && run->signal != 0)
		bytes_print(out, "Command terminated by signal %d\n", run->signal);
	else if (exit_status(run) != 0)
		bytes_print(out, "Command exited with non-zero status %d\n", exit_status(run));
}

/* --- figures that GNU time does not have --- */

static void
put_kbytes(const char *label, uint64_t bytes, struct bytes *out)
{
	bytes_print(out, "\t%s (kbytes): %" PRIu64 "\n", label, bytes / 1024);
}

static void
put_count(const char *label, bool known, uint64_t count, struct bytes *out)
{
	if (known)
		bytes_print(out, "\t%s: %" PRIu64 "\n", label, count);
	else
		bytes_print(out, "\t%s: -\n", label);
}

static void
put_single(const struct run *run, struct bytes *out)
{
	const struct run_single_peak *p = &run->single;

	if (p->origin == PEAK_NONE)
		return;
	put_kbytes("Largest process", p->member.bytes, out);
	bytes_print(out, "\tLargest process origin: %s\n", peak_origin_name(p->origin));
	if (p->member.pid != 0)
		bytes_print(out, "\tLargest process name: %s (%d)\n",
			p->member.name[0] != '\0' ? p->member.name : "process", (int)p->member.pid);
}

static void
put_tree(const struct run *run, struct bytes *out)
{
	const struct run_tree_peak *p = &run->tree;

	if (p->origin == PEAK_NONE)
		return;
	put_kbytes("Tree peak", p->bytes, out);
	bytes_print(out, "\tTree peak origin: %s%s\n", peak_origin_name(p->origin),
		confidence_tree(run) == CONFIDENCE_AT_LEAST ? ", a lower bound" : "");
	put_count("Tree peak processes", run_is_observed(run) && p->process_count > 0,
		p->process_count, out);
	bytes_text(out, "\tTree peak at (seconds): ");
	if (run_tree_time_known(run))
		put_seconds(p->at_ns, out);
	else
		bytes_text(out, "-");
	bytes_text(out, "\n");
}

/* Lines of one figure each, in their order. */
static const struct {
	char label[32];
	char field[20]; /* model/run/run_field.c; bytes are shown in KiB */
	bool omitted;   /* if it is unknown; otherwise "-" */
} lines[] = {
	{ "Cgroup peak", "cgroup_peak_bytes", true },
	{ "Cgroup limit", "cgroup_limit_bytes", true },
	{ "Swap peak, at least", "swap_peak_bytes", false },
	{ "Huge pages peak", "hugetlb_peak_bytes", false },
	{ "Huge pages peak origin", "", true },
	{ "Processes seen", "processes_seen", false },
	{ "Processes left alive", "left_alive", false },
	{ "Samples", "samples", false },
};

static void
put_hugetlb_origin(const struct run *run, struct bytes *out)
{
	if (run->hugetlb.bytes > 0)
		bytes_print(out, "\tHuge pages peak origin: sampled, %s bound\n",
			confidence_hugetlb(run) == CONFIDENCE_AT_MOST ? "an upper" : "a lower");
}

static void
put_line(const struct run *run, size_t i, struct bytes *out)
{
	const struct run_field *f;
	bool known, size;

	if (lines[i].field[0] == '\0') {
		put_hugetlb_origin(run, out);
		return;
	}
	f = run_field_named(lines[i].field);
	known = run_field_is_known(run, f);
	size = f->kind == RUN_BYTES;
	if (!known && lines[i].omitted)
		return;
	bytes_print(out, "\t%s%s: ", lines[i].label, size ? " (kbytes)" : "");
	if (known)
		bytes_print(out, "%" PRIu64, run_field_number(run, f) / (size ? 1024 : 1));
	bytes_text(out, known ? "\n" : "-\n");
}

void
summary_put_verbose(const struct run *run, struct bytes *out)
{
	char storage[256];
	struct buffer verdict = buffer_over(storage, sizeof storage);

	summary_put_format(run, verbose_format, out);
	verdict_put(run, UNITS_AUTO, &verdict);
	bytes_print(out, "\tVerdict: %s\n", storage);
	if (run->reason == RUN_NOT_STARTED)
		return;
	bytes_print(out, "\tMaximum resident set size is the launcher's own: %s\n",
		!run_end_known(run)          ? "-"
		: run->usage.max_rss_floored ? "yes, at most"
					     : "no");
	put_single(run, out);
	put_tree(run, out);
	for (size_t i = 0; i < LENGTH(lines); i++)
		put_line(run, i, out);
}
