/* SPDX-License-Identifier: MIT */
/* crowd.c: processes to watch: crowd TOTAL ACTIVE; the active ones grow and shrink in turn. Prints
 * "ready" once all exist; all exit with it. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define STEP_BYTES (1u << 20)
#define STEPS 200

static void
grow_for_ever(int number)
{
	char name[16];

	snprintf(name, sizeof name, "active%d", number);
	prctl(PR_SET_NAME, name);
	for (size_t step = 1; step <= STEPS; step++) {
		char *memory = malloc(STEP_BYTES);

		if (memory == NULL)
			break;
		memset(memory, 1, STEP_BYTES);
		if (step % 3 == 0)
			free(memory);
		nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	}
}

int
main(int argc, char **argv)
{
	int total = argc > 1 ? atoi(argv[1]) : 0, active = argc > 2 ? atoi(argv[2]) : 0;

	for (int i = 0; i < total; i++) {
		pid_t pid = fork();

		if (pid < 0) {
			perror("fork");
			return 1;
		}
		if (pid > 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (i < active)
			grow_for_ever(i);
		for (;;)
			pause();
	}
	puts("ready");
	fflush(stdout);
	pause();
}
