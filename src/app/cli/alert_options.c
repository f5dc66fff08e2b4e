/* SPDX-License-Identifier: MIT */
/* alert_options.c: reads the rules of --at SIZE[:PID|NAME]=CMD and --on-peak CMD. */
#include "app/cli/alert_options.h"

#include <string.h>

#include "app/cli/option_read.h"
#include "app/cli/options.h"

/* "4242" is a pid, "train" is a name; an empty text is an error. */
static bool
take_target(struct alert_rule *rule, const char *text, size_t length, struct failure *why)
{
	if (length == 0 || length >= sizeof rule->name)
		return failure_set(why, 0,
			"SIZE: must be followed by a process id or a name of at most %zu bytes",
			sizeof rule->name - 1);
	memcpy(rule->name, text, length);
	rule->name[length] = '\0';
	if (strspn(rule->name, "0123456789") < length)
		return true;
	if (!option_read_pid(rule->name, &rule->pid, why))
		return false;
	rule->name[0] = '\0';
	return true;
}

static bool
take_size(struct alert_rule *rule, const char *text, size_t length, struct failure *why)
{
	char size[64]; /* a longer text is cut, and as invalid as before */
	struct buffer b = buffer_over(size, sizeof size);

	buffer_put(&b, text, length);
	return option_read_size(size, &rule->bytes, why);
}

bool
alert_options_add(struct alert_options *o, const char *text, struct failure *why)
{
	const char *equals = strchr(text, '=');
	struct alert_rule rule = { .bytes = 0 };
	size_t length, size;

	if (equals == NULL || equals[1] == '\0')
		return failure_set(why, 0,
			"'%.100s' is not SIZE=COMMAND or SIZE:PROCESS=COMMAND (try 2G='date >> "
			"log')",
			text);
	if (o->at_count == ALERT_RULES_MAX)
		return failure_set(why, 0, "given more than %d times", ALERT_RULES_MAX);
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
		return failure_set(why, 0, "requires a command");
	((struct options *)to)->alerts.on_peak = value;
	return true;
}
