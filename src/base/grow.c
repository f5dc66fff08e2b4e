/* SPDX-License-Identifier: MIT */
/* grow.c: allocation that succeeds or ends the program. */
#include "base/grow.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/failure.h"

/* An array this small is not worth shrinking. */
#define KEPT_BYTES ((size_t)16 * 1024)

void *
grow_new(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		failure_out_of_memory();
	return memory;
}

void *
grow_sparse(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		failure_out_of_memory();
	return memory;
}

void
grow_unmap(void *memory, size_t size)
{
	munmap(memory, size);
}

char *
grow_copy(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		failure_out_of_memory();
	return copy;
}

char **
grow_copy_argv(char *const *argv)
{
	size_t count = 0, bytes = 0;
	char **list, *at;

	for (; argv[count] != NULL; count++)
		bytes += strlen(argv[count]) + 1;
	list = grow_new((count + 1) * sizeof *list + bytes);
	at = (char *)(list + count + 1);
	for (size_t i = 0; i < count; i++) {
		list[i] = at;
		at = stpcpy(at, argv[i]) + 1;
	}
	return list;
}

void *
grow_array(void *array, size_t *capacity, size_t wanted, size_t size)
{
	size_t space = *capacity;
	void *moved;

	if (wanted <= space)
		return array;
	space = space + space / 2 > wanted ? space + space / 2 : wanted;
	moved = reallocarray(array, space, size);
	if (moved == NULL)
		failure_out_of_memory();
	*capacity = space;
	return moved;
}

static bool
is_too_large(size_t capacity, size_t wanted, size_t size)
{
	return capacity / 4 > wanted && capacity > KEPT_BYTES / size;
}

void *
grow_fit(void *array, size_t *capacity, size_t used, size_t size)
{
	void *moved;

	if (!is_too_large(*capacity, used, size))
		return array;
	moved = reallocarray(array, used + 1, size);
	if (moved == NULL)
		return array;
	*capacity = used + 1;
	return moved;
}

void *
grow_discard(void *array, size_t *capacity, size_t wanted, size_t size)
{
	if (is_too_large(*capacity, wanted, size)) {
		free(array);
		array = NULL;
		*capacity = 0;
	}
	return grow_array(array, capacity, wanted, size);
}

void
grow_swap(void *array, size_t *capacity, void *other, size_t *other_capacity)
{
	size_t kept = *capacity;
	void *pointer;

	memcpy(&pointer, array, sizeof pointer);
	memcpy(array, other, sizeof pointer);
	memcpy(other, &pointer, sizeof pointer);
	*capacity = *other_capacity;
	*other_capacity = kept;
}
