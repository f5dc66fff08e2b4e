/* SPDX-License-Identifier: MIT */
/* test_proc_cut.c: in a truncated file of /proc complete lines count, and the last one does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/length.h"
#include "source/proc_parse.h"
#include "source/proc/proc_vmstat.h"
#include "support/exact_copy.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* The result of each parser, as one text. */
static void
put_all(const char *bytes, char out[512])
{
	struct system_memory m = { .known = false }, pressure = { .known = false };
	struct system_events events = { .oom_kills = 0 };
	struct reading r = { .known = 0 };
	size_t length = 0;
	const char *group = proc_parse_cgroup(bytes, &length);

	proc_parse_status(bytes, &r);
	proc_parse_meminfo(bytes, &m);
	proc_parse_pressure(bytes, &pressure);
	proc_parse_vmstat(bytes, 4096, &events);
	snprintf(out, 512, "%.*s %x %llu %llu %d %llu %d %.2f %.2f %d %d %llu %llu",
		group != NULL ? (int)length : 1, group != NULL ? group : "-", r.known,
		(unsigned long long)r.peak_bytes, (unsigned long long)r.rss_bytes, m.known,
		m.known ? (unsigned long long)m.available_bytes : 0, pressure.pressure_known,
		pressure.pressure_known ? pressure.pressure_some_avg10 : 0,
		pressure.pressure_known ? pressure.pressure_full_avg10 : 0, events.swap_known,
		events.oom_known, (unsigned long long)events.oom_kills,
		(unsigned long long)proc_parse_soft_limit(bytes, "Max data size "));
}

/* A text that is cut anywhere gives the result of its complete lines. */
static void
a_truncated_line_is_ignored(void **state)
{
	static const char *const texts[] = {
		"Name:\tx\nUid:\t1000\t33\t1000\t1000\nVmHWM:\t  307200 kB\nVmRSS:\t   12000 kB\n",
		"4:cpu:/x\n0::/user.slice\n9:memory:/docker/0123456789\n1:name=systemd:/y\n",
		"MemTotal: 2048 kB\nMemFree: 1 kB\nMemAvailable: 1024 kB\nSwapTotal: 77 kB\n",
		"some avg10=1.25 avg60=0.00 total=1\nfull avg10=10.50 avg60=0.00 total=1\n",
		"nr_free 1\npswpin 123\npswpout 456\noom_kill 789\nlast 1\n",
		"Limit Soft Hard\nMax data size  123456 unlimited bytes\nMax address space 7 8\n"
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(texts); i++) {
		for (size_t cut = 0; cut < strlen(texts[i]); cut++) {
			size_t whole = cut;
			char *at_byte, *at_line, of_byte[512], of_line[512];

			while (whole > 0 && texts[i][whole - 1] != '\n')
				whole--;
			at_byte = exact(texts[i], cut);
			at_line = exact(texts[i], whole);
			put_all(at_byte, of_byte);
			put_all(at_line, of_line);
			if (strcmp(of_byte, of_line) != 0)
				fail_msg("'%s': %s, not %s", at_byte, of_byte, of_line);
			free(at_byte);
			free(at_line);
		}
	}
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_truncated_line_is_ignored),
	};

	return cmocka_run_group_tests_name("proc_cut", tests, NULL, NULL);
}
