/* SPDX-License-Identifier: MIT */
/* quantity.c: sizes as people type them. */
#include "base/quantity.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* 1024 to the power of the letter's position; 0: another letter. */
static double
factor_of(const char *suffix)
{
	static const char letters[] = "kmgtp";
	const char *letter;
	double factor = 1024;

	if (*suffix == '\0' || strcasecmp(suffix, "b") == 0)
		return 1;
	letter = strchr(letters, suffix[0] | 0x20);
	if (letter == NULL || (suffix[1] != '\0' && strcasecmp(suffix + 1, "b") != 0 &&
				      strcasecmp(suffix + 1, "ib") != 0))
		return 0;
	for (const char *at = letters; at < letter; at++)
		factor *= 1024;
	return factor;
}

/* By hand: libm would be one more library to load at every start. */
uint64_t
quantity_round(double value)
{
	uint64_t whole = (uint64_t)value;

	return whole + (value - (double)whole >= 0.5);
}

bool
quantity_parse_size(const char *text, uint64_t *bytes)
{
	size_t digits = strspn(text, "0123456789.");
	char *end;
	double value;

	if (digits == 0)
		return false;
	value = strtod(text, &end);
	if (end != text + digits || factor_of(end) == 0)
		return false;
	value *= factor_of(end);
	if (value >= 0x1p63)
		return false;
	*bytes = quantity_round(value);
	return true;
}
