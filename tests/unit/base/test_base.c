/* SPDX-License-Identifier: MIT */
/* test_base.c: strings in buffers of any size, growing output and arrays, and out of memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/failure.h"
#include "base/grow.h"
#include "base/utf8.h"
#include "support/child.h"
#include "support/mixed_text.h"
#include "support/suite.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* --- buffer --- */

enum way { AT_ONCE, BY_CHARACTER, PRINTED, WAYS };

static void
put_mixed(struct buffer *b, enum way way)
{
	uint32_t code;

	if (way == AT_ONCE)
		buffer_text(b, mixed);
	else if (way == PRINTED)
		buffer_print(b, "%s", mixed);
	for (size_t at = 0, length; way == BY_CHARACTER && at < strlen(mixed) && !b->cut;
		at += length) {
		length = utf8_decode(mixed + at, strlen(mixed) - at, &code);
		buffer_put(b, mixed + at, length);
	}
}

static void
a_buffer_of_any_size_holds_all_characters_that_fit(void **state)
{
	(void)state;
	for (size_t size = 1; size < sizeof mixed + 4; size++) {
		size_t fits = size - 1 < strlen(mixed) ? size - 1 : strlen(mixed);

		while (!is_utf8(mixed, fits))
			fits--;
		for (enum way way = 0; way < WAYS; way++) {
			char *storage = malloc(size); /* its end is guarded by the sanitizer */
			struct buffer b = buffer_over(storage, size);

			put_mixed(&b, way);
			assert_int_equal(b.length, fits);
			assert_int_equal(b.bytes[fits], '\0');
			assert_memory_equal(b.bytes, mixed, fits);
			assert_int_equal(b.cut, size <= strlen(mixed));
			free(storage);
		}
	}
}

static void
text_is_appended(void **state)
{
	char storage[16];
	struct buffer b = buffer_over(storage, sizeof storage);

	(void)state;
	buffer_text(&b, "pid");
	buffer_char(&b, ' ');
	buffer_print(&b, "%d%s", 12, "!");
	buffer_put(&b, "xyz", 1);
	buffer_text(&b, "");
	assert_string_equal(storage, "pid 12!x");
	assert_false(b.cut);
}

static void
bytes_grow_and_end_with_a_nul(void **state)
{
	struct bytes b = { .data = NULL };
	char *big = malloc(100001);

	(void)state;
	memset(big, 'x', 100000);
	big[100000] = '\0';
	bytes_put(&b, "a\0b", 3);
	bytes_print(&b, "%s%d", big, 7);
	bytes_pad(&b, '.', 3);
	bytes_text(&b, "end");
	assert_int_equal(b.length, 3 + 100000 + 1 + 3 + 3);
	assert_memory_equal(b.data, "a\0bx", 4);
	assert_string_equal(b.data + 100002, "x7...end");
	bytes_restart(&b);
	assert_int_equal(b.length, 0);
	bytes_text(&b, "again");
	assert_string_equal(b.data, "again");
	bytes_free(&b);
	assert_null(b.data);
	free(big);
}

/* What was sent goes once that moves no more than it frees. */
static void
bytes_are_dropped_when_it_pays(void **state)
{
	struct bytes b = { .data = NULL };
	size_t taken = 0;

	(void)state;
	bytes_drop(&b, &taken);
	bytes_text(&b, "0123456789");
	taken = 4;
	bytes_drop(&b, &taken);
	assert_int_equal(taken, 4);
	assert_int_equal(b.length, 10);
	taken = 5;
	bytes_drop(&b, &taken);
	assert_int_equal(taken, 0);
	assert_int_equal(b.length, 5);
	assert_memory_equal(b.data, "56789", 5);
	taken = 5;
	bytes_drop(&b, &taken);
	assert_int_equal(taken, 0);
	assert_int_equal(b.length, 0);
	bytes_free(&b);
}

static void
arrays_change_places(void **state)
{
	int *one = grow_new(sizeof *one), *two = NULL, *kept = one;
	size_t one_capacity = 1, two_capacity = 0;

	(void)state;
	grow_swap(&one, &one_capacity, &two, &two_capacity);
	assert_null(one);
	assert_ptr_equal(two, kept);
	assert_int_equal(one_capacity, 0);
	assert_int_equal(two_capacity, 1);
	free(two);
}

/* --- memory --- */

static void
arrays_keep_their_content_and_seldom_move(void **state)
{
	size_t capacity = 0, moves = 0;
	uint32_t *array = NULL;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		size_t before = capacity;

		array = grow_array(array, &capacity, i + 1, sizeof *array);
		moves += capacity != before;
		array[i] = i;
	}
	for (uint32_t i = 0; i < 100000; i++)
		assert_int_equal(array[i], i);
	assert_in_range(moves, 1, 60);
	free(array);
}

static void
new_memory_is_zeroed_and_copies_are_independent(void **state)
{
	char text[] = "text", *copy = grow_copy(text);
	unsigned char *memory = grow_new(4096);

	(void)state;
	text[0] = 'n';
	assert_string_equal(copy, "text");
	for (size_t i = 0; i < 4096; i++)
		assert_int_equal(memory[i], 0);
	free(memory);
	free(copy);
}

static void
restore(void)
{
	if (write(STDERR_FILENO, "restored ", 9) != 9)
		_exit(1);
}

static void
out_of_memory_restores_the_terminal_prints_one_line_and_exits_125(void **state)
{
	int pipe_fds[2], status;
	char text[128] = "";
	pid_t child;

	(void)state;
	assert_int_equal(pipe(pipe_fds), 0);
	child = child_fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(pipe_fds[1], STDERR_FILENO);
		failure_set_restore(restore);
		failure_out_of_memory();
	}
	close(pipe_fds[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(read(pipe_fds[0], text, sizeof text - 1) > 0);
	close(pipe_fds[0]);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 125);
	assert_string_equal(text, "restored peaktop: out of memory\n");
}

static void
nothing_is_appended_after_a_cut(void **state)
{
	char storage[6];
	struct buffer b = buffer_over(storage, sizeof storage);

	(void)state;
	buffer_text(&b, "1234\xc3\xa4"); /* the last character would end one byte too far */
	assert_true(b.cut);
	buffer_char(&b, 'x');
	buffer_print(&b, "%d", 7);
	assert_string_equal(b.bytes, "1234");
}

static void
a_place_is_put_in_front_of_a_failure(void **state)
{
	char full[300];
	struct failure why;

	(void)state;
	failure_set(&why, ENOENT, "opening %s", "x");
	assert_false(failure_within(&why, "--%s", "config"));
	assert_int_equal(why.error, 0);
	assert_string_equal(why.doing, "--config: error opening x: No such file or directory");
	failure_within(&why, "line %d", 7);
	assert_string_equal(
		why.doing, "line 7: --config: error opening x: No such file or directory");
	memset(full, 'y', sizeof full - 1);
	full[sizeof full - 1] = '\0';
	failure_within(&why, "%s", full); /* cut, and still a text */
	assert_int_equal(strlen(why.doing), sizeof why.doing - 1);
}

TEST_MAIN(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_put_in_front_of_a_failure),
		cmocka_unit_test(nothing_is_appended_after_a_cut),
		cmocka_unit_test(a_buffer_of_any_size_holds_all_characters_that_fit),
		cmocka_unit_test(text_is_appended),
		cmocka_unit_test(bytes_grow_and_end_with_a_nul),
		cmocka_unit_test(bytes_are_dropped_when_it_pays),
		cmocka_unit_test(arrays_change_places),
		cmocka_unit_test(arrays_keep_their_content_and_seldom_move),
		cmocka_unit_test(new_memory_is_zeroed_and_copies_are_independent),
		cmocka_unit_test(out_of_memory_restores_the_terminal_prints_one_line_and_exits_125),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
