/* SPDX-License-Identifier: MIT */
/* alert_options.c: --at SIZE[:PID|NAME]=CMD and --on-peak CMD: words into rules. */
#include "app/cli/alert_options.h"

#include <stdlib.h>
#include <string.h>

#include "app/cli/options.h"
#include "base/quantity.h"

/* "4242" is a pid, "train" is a name; an empty one is neither. */
static bool
take_target(struct alert_rule *rule, const char *text, size_t length, struct failure *why)
{
	unsigned long pid;

	if (length == 0 || length >= sizeof rule->name)
		return failure_set(why, 0,
			"behind SIZE: stands a process id or a name of up to %zu bytes",
			sizeof rule->name - 1);
	memcpy(rule->name, text, length);
	rule->name[length] = '\0';
	if (strspn(rule->name, "0123456789") < length)
		return true;
	pid = strtoul(rule->name, NULL, 10);
	if (pid == 0 || pid > INT32_MAX)
		return failure_set(why, 0, "'%s' is no process id", rule->name);
	rule->pid = (pid_t)pid;
	rule->name[0] = '\0';
	return true;
}

static bool
take_size(struct alert_rule *rule, const char *text, size_t length, struct failure *why)
{
	char size[32];

	if (length >= sizeof size)
		return failure_set(why, 0, "'%.*s' is no size (such as 300M, 1.5G)", 40, text);
	memcpy(size, text, length);
	size[length] = '\0';
	if (!quantity_parse_size(size, &rule->bytes) || rule->bytes == 0)
		return failure_set(why, 0, "'%s' is no size (such as 300M, 1.5G)", size);
	return true;
}

bool
alert_options_add(struct alert_options *o, const char *text, struct failure *why)
{
	const char *equals = strchr(text, '=');
	struct alert_rule rule = { .bytes = 0 };
	size_t length, size;

	if (equals == NULL || equals[1] == '\0')
		return failure_set(why, 0,
			"'%s' is no SIZE=COMMAND nor SIZE:PROCESS=COMMAND (such as 2G='date >> "
			"log')",
			text);
	if (o->at_count == ALERT_RULES_MAX)
		return failure_set(why, 0, "more than %d of them", ALERT_RULES_MAX);
	length = (size_t)(equals - text);
	size = strcspn(text, ":=");
	if (!take_size(&rule, text, size, why) ||
		(size < length && !take_target(&rule, text + size + 1, length - size - 1, why)))
		return false;
	rule.command = equals + 1;
	o->at[o->at_count++] = rule;
	return true;
}

bool
option_set_at(void *to, const char *value, struct failure *why)
{
	return alert_options_add(&((struct options *)to)->alerts, value, why);
}

bool
option_set_on_peak(void *to, const char *value, struct failure *why)
{
	if (value[0] == '\0')
		return failure_set(why, 0, "wants a command");
	((struct options *)to)->alerts.on_peak = value;
	return true;
}
