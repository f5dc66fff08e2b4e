/* SPDX-License-Identifier: MIT */
/* job.c: jobs with a known memory use, for the cases in the virtual machine; linked statically, so
 * that almost nothing else is charged for them.
 *
 *   job hold MIB MS                     touches that much memory, waits, exits
 *   job grow MIB MS MORE_MIB            the same, then touches more
 *   job tree MIB WORKERS WORKER_MIB MS  the same with workers that share it and add their own;
 *                                       prints the memory.peak of its group at the end */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void
touch(long mib)
{
	size_t size = (size_t)mib << 20;
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		_exit(3);
	memset(memory, 1, size);
}

static void
wait_ms(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left) != 0)
		;
}

/* Reports on `here` that it has touched its memory, and exits when `end` is closed. */
static void
work(long mib, int here, int end)
{
	char byte;

	touch(mib);
	if (write(here, "", 1) != 1)
		_exit(3);
	_exit(read(end, &byte, 1) == 0 ? 0 : 3);
}

/* /proc/self/cgroup is "0::/path" on v2. */
static int
print_peak(void)
{
	char own[1024], path[1100], peak[32];
	FILE *file = fopen("/proc/self/cgroup", "re");

	if (file == NULL || fscanf(file, "0::%1023s", own) != 1)
		return 3;
	fclose(file);
	snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.peak", own);
	file = fopen(path, "re");
	if (file == NULL || fscanf(file, "%31s", peak) != 1)
		return 3;
	fclose(file);
	puts(peak);
	return 0;
}

static int
tree(long mib, long workers, long worker_mib, long ms)
{
	int here[2], end[2], status, worst = 0;
	char byte;

	touch(mib);
	if (pipe(here) != 0 || pipe(end) != 0)
		return 3;
	for (long i = 0; i < workers; i++) {
		if (fork() != 0)
			continue;
		close(end[1]);
		work(worker_mib, here[1], end[0]);
	}
	for (long i = 0; i < workers; i++)
		if (read(here[0], &byte, 1) != 1)
			return 3;
	wait_ms(ms);
	close(end[1]);
	while (wait(&status) > 0)
		worst |= status;
	return worst == 0 ? print_peak() : 3;
}

int
main(int argc, char **argv)
{
	long given[6] = { 0 };

	for (int i = 2; i < argc && i < 6; i++)
		given[i] = atol(argv[i]);
	if (argc == 6 && strcmp(argv[1], "tree") == 0)
		return tree(given[2], given[3], given[4], given[5]);
	if (!(argc == 4 && strcmp(argv[1], "hold") == 0) &&
		!(argc == 5 && strcmp(argv[1], "grow") == 0))
		return 2;
	touch(given[2]);
	wait_ms(given[3]);
	if (argc == 5)
		touch(given[4]);
	return 0;
}
