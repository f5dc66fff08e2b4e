/* SPDX-License-Identifier: MIT */
/* exits_parse.c: parses the kernel's reports of ended tasks. */
#include "source/proc/exits_parse.h"

#include <linux/acct.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <string.h>
#include <sys/wait.h>

/* The length up to the field that distinguishes a process from its threads. */
#define STATS_MIN (offsetof(struct taskstats, ac_tgetime) + sizeof(uint64_t))

#define ATTRIBUTE_HEAD sizeof(struct nlattr)

#define FLAG_LAST_THREAD 0x20 /* AGROUP, since version 12 */

/* Rounded up to a multiple of four, but not beyond the data. */
static size_t
whole_length(size_t length, size_t left)
{
	size_t whole = (length + 3) & ~(size_t)3;

	return whole < left ? whole : left;
}

/* --- attributes: length, type, and a body, each at a multiple of four --- */

struct netlink_attribute {
	uint16_t type;
	const char *body;
	size_t length;
};

/* Takes the attribute at the start of the remaining data, and advances past it. */
static bool
take_attribute(const char **data, size_t *left, struct netlink_attribute *a)
{
	struct nlattr head;
	size_t whole;

	if (*left < ATTRIBUTE_HEAD)
		return false;
	memcpy(&head, *data, sizeof head);
	if (head.nla_len < ATTRIBUTE_HEAD || head.nla_len > *left)
		return false;
	a->type = head.nla_type & (uint16_t)NLA_TYPE_MASK;
	a->body = *data + ATTRIBUTE_HEAD;
	a->length = head.nla_len - ATTRIBUTE_HEAD;
	whole = whole_length(head.nla_len, *left);
	*data += whole;
	*left -= whole;
	return true;
}

static bool
find_attribute(const char *data, size_t length, uint16_t type, struct netlink_attribute *a)
{
	while (take_attribute(&data, &length, a))
		if (a->type == type)
			return true;
	return false;
}

/* --- messages --- */

/* The body of the next message of this type, after its generic header. */
static bool
next_message(struct exits_cursor *c, uint16_t type, struct netlink_attribute *body)
{
	while (c->length - c->at >= sizeof(struct nlmsghdr)) {
		struct nlmsghdr head;
		const char *at = c->data + c->at;
		size_t left = c->length - c->at;

		memcpy(&head, at, sizeof head);
		if (head.nlmsg_len < sizeof(struct nlmsghdr) || head.nlmsg_len > left)
			return false;
		c->at += whole_length(head.nlmsg_len, left);
		if (head.nlmsg_type != type ||
			head.nlmsg_len < sizeof(struct nlmsghdr) + sizeof(struct genlmsghdr))
			continue;
		body->body = at + sizeof(struct nlmsghdr) + sizeof(struct genlmsghdr);
		body->length = head.nlmsg_len - sizeof(struct nlmsghdr) - sizeof(struct genlmsghdr);
		return true;
	}
	return false;
}

/* The exit code is that of the first thread. Another thread that a signal ended may have been
 * ended by exit, which also uses a signal for all other threads. */
static int
signal_of(const struct taskstats *s)
{
	if (s->ac_pid == s->ac_tgid)
		return WTERMSIG((int)s->ac_exitcode);
	return s->ac_flag & AXSIG ? -1 : 0;
}

/* The kernel reports the start of the thread; the start of its process follows from the
 * lifetimes of both. */
static bool
take_stats(const struct netlink_attribute *stats, struct exit_note *note)
{
	struct taskstats s = { .version = 0 };
	uint64_t thread_us, process_us, began;

	if (stats->length < STATS_MIN)
		return false;
	memcpy(&s, stats->body, stats->length < sizeof s ? stats->length : sizeof s);
	if (s.version < 12 || s.ac_tgid == 0 || s.ac_tgid > INT32_MAX || s.ac_pid > INT32_MAX)
		return false;
	thread_us = s.ac_etime;
	process_us = s.ac_tgetime > thread_us ? s.ac_tgetime : thread_us;
	began = s.ac_btime64;
	if (began > (process_us - thread_us) / 1000000)
		began -= (process_us - thread_us) / 1000000;
	*note = (struct exit_note){ .pid = (pid_t)s.ac_tgid,
		.task = (pid_t)s.ac_pid,
		.ppid = s.ac_ppid <= INT32_MAX ? (pid_t)s.ac_ppid : 0,
		.uid = s.ac_uid,
		.peak_bytes = s.hiwater_rss <= UINT64_MAX / 1024 ? s.hiwater_rss * 1024 : 0,
		.minor_faults = s.ac_minflt,
		.began_wall_seconds = began,
		.lasted_ns = process_us <= UINT64_MAX / 1000 ? process_us * 1000 : 0,
		.last = (s.ac_flag & FLAG_LAST_THREAD) != 0,
		.forked = (s.ac_flag & AFORK) != 0,
		.signal = signal_of(&s) };
	memcpy(note->name, s.ac_comm, sizeof note->name - 1);
	return true;
}

bool
exits_parse_next(struct exits_cursor *c, uint16_t family, struct exit_note *note)
{
	struct netlink_attribute body, both, stats;

	while (next_message(c, family, &body))
		if (find_attribute(body.body, body.length, TASKSTATS_TYPE_AGGR_PID, &both) &&
			find_attribute(both.body, both.length, TASKSTATS_TYPE_STATS, &stats) &&
			take_stats(&stats, note))
			return true;
	return false;
}

uint16_t
exits_parse_family(const char *data, size_t length)
{
	struct exits_cursor c = { .data = data, .length = length };
	struct netlink_attribute body, number;
	uint16_t family;

	while (next_message(&c, GENL_ID_CTRL, &body))
		if (find_attribute(body.body, body.length, CTRL_ATTR_FAMILY_ID, &number) &&
			number.length >= sizeof family) {
			memcpy(&family, number.body, sizeof family);
			return family;
		}
	return 0;
}
