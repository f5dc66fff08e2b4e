/* SPDX-License-Identifier: MIT */
/* smoke.c: runs a fuzz target without libFuzzer: with its seeds, and for a second with random
 * changes of them. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SEED_BYTES 4096
#define SEEDS_MAX 512

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seed {
	uint8_t bytes[SEED_BYTES];
	size_t size;
};

struct seeds {
	struct seed *at;
	size_t count;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* xorshift: the same inputs at each run. */
static uint32_t
next_number(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static void
read_seed(struct seeds *s, const char *folder, const char *name)
{
	char path[1024];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = name[0] != '.' && s->count < SEEDS_MAX ? fopen(path, "re") : NULL;
	if (file == NULL)
		return;
	s->at[s->count].size = fread(s->at[s->count].bytes, 1, SEED_BYTES, file);
	s->count++;
	fclose(file);
}

/* The input is on the heap in its exact size: the address sanitizer detects reads beyond it. */
static void
try_one(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = malloc(size > 0 ? size : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, bytes, size);
	LLVMFuzzerTestOneInput(copy, size);
	free(copy);
}

/* Changes some bytes, inserts a part of another seed, cuts the end. */
static void
change(struct seed *made, const struct seeds *s, uint32_t *state)
{
	const struct seed *other = &s->at[next_number(state) % s->count];
	size_t from, to, length;

	*made = s->at[next_number(state) % s->count];
	for (uint32_t n = next_number(state) % 8; n > 0 && made->size > 0; n--)
		made->bytes[next_number(state) % made->size] = (uint8_t)next_number(state);
	if (next_number(state) % 2 == 0 && other->size > 0) {
		from = next_number(state) % other->size;
		to = next_number(state) % (made->size + 1);
		length = next_number(state) % (other->size - from) + 1;
		if (length > SEED_BYTES - to)
			length = SEED_BYTES - to;
		memcpy(made->bytes + to, other->bytes + from, length);
		if (made->size < to + length)
			made->size = to + length;
	}
	if (next_number(state) % 4 == 0 && made->size > 0)
		made->size = next_number(state) % made->size;
}

/* smoke FOLDER SECONDS: prints the number of inputs. */
int
main(int argc, char **argv)
{
	struct seeds s = { calloc(SEEDS_MAX, sizeof(struct seed)), 0 };
	struct seed *made = malloc(sizeof *made);
	DIR *folder = argc == 3 ? opendir(argv[1]) : NULL;
	uint32_t state = 2463534242u;
	unsigned long tried = 0;
	double until;

	if (folder == NULL || s.at == NULL || made == NULL)
		return 2;
	for (const struct dirent *item; (item = readdir(folder)) != NULL;)
		read_seed(&s, argv[1], item->d_name);
	closedir(folder);
	/* None: starts from an empty input. */
	s.count += s.count == 0;
	until = now() + atof(argv[2]);
	for (size_t i = 0; i < s.count; i++)
		try_one(s.at[i].bytes, s.at[i].size);
	do {
		change(made, &s, &state);
		try_one(made->bytes, made->size);
		tried++;
	} while (now() < until);
	printf("%zu seeds, %lu inputs\n", s.count, tried);
	free(made);
	free(s.at);
	return 0;
}
