/* SPDX-License-Identifier: MIT */
/* python_layout.c: prints the rows of source/python/layout.c as one version's own headers give
 * them; compiled against these by tests/cli/python_stacks.py. */
#define Py_BUILD_CORE 1
#include <Python.h>

#include <stddef.h>
#include <stdio.h>

/* clang-format off: the order of these matters. */
#if PY_VERSION_HEX < 0x03090000
#include <frameobject.h>
#include <internal/pycore_pystate.h>
#else
#include <internal/pycore_interp.h>
#include <internal/pycore_runtime.h>
#endif
#if PY_VERSION_HEX >= 0x030b0000
#include <internal/pycore_frame.h>
#else
#include <frameobject.h>
#endif
/* clang-format on */

#define ROW(name, number) printf("3.%d " #name " %zu\n", PY_MINOR_VERSION, (size_t)(number))
#define AT(name, type, member) ROW(name, offsetof(type, member))

#if PY_VERSION_HEX >= 0x030d0000

/* The number of the word that has an offset. */
#define WORD(name, member) ROW(name, offsetof(struct _Py_DebugOffsets, member) / 8)

static void
print(void)
{
	WORD(runtime_interpreters, runtime_state.interpreters_head);
	WORD(interpreter_next, interpreter_state.next);
	WORD(interpreter_threads, interpreter_state.threads_head);
	WORD(thread_next, thread_state.next);
	WORD(thread_interpreter, thread_state.interp);
	WORD(thread_frame, thread_state.current_frame);
	WORD(thread_id, thread_state.thread_id);
	WORD(thread_native, thread_state.native_thread_id);
	WORD(thread_chunk, thread_state.datastack_chunk);
	ROW(thread_top, 0);
	ROW(cframe_frame, 0);
	WORD(frame_back, interpreter_frame.previous);
	WORD(frame_code, interpreter_frame.executable);
	WORD(frame_position, interpreter_frame.instr_ptr);
	WORD(frame_owner, interpreter_frame.owner);
	WORD(code_file, code_object.filename);
	WORD(code_name, code_object.name);
	WORD(code_qualname, code_object.qualname);
	WORD(code_table, code_object.linetable);
	WORD(code_first_line, code_object.firstlineno);
	ROW(code_flags, 0);
	WORD(code_bytes, code_object.co_code_adaptive);
	WORD(string_length, unicode_object.length);
	WORD(string_state, unicode_object.state);
	WORD(string_ascii, unicode_object.asciiobject_size);
	ROW(string_other, 0);
	WORD(bytes_length, bytes_object.ob_size);
	WORD(bytes_data, bytes_object.ob_sval);
	WORD(object_type, pyobject.ob_type);
	/* What it does not describe is taken to have these distances. */
	if (offsetof(PyThreadState, datastack_top) - offsetof(PyThreadState, datastack_chunk) !=
			8 ||
		sizeof(PyCompactUnicodeObject) - sizeof(PyASCIIObject) != 16 ||
		offsetof(PyCodeObject, co_firstlineno) - offsetof(PyCodeObject, co_flags) != 20)
		printf("3.%d distances differ\n", PY_MINOR_VERSION);
}

#else

#if PY_VERSION_HEX >= 0x030b0000
typedef _PyInterpreterFrame Frame;
#define THREADS threads.head
#define THREAD_FRAME cframe
#define BACK previous
#define POSITION prev_instr
#else
typedef struct _frame Frame;
#define THREADS tstate_head
#define THREAD_FRAME frame
#define BACK f_back
#define POSITION f_lasti
#endif
#if PY_VERSION_HEX >= 0x030a0000
#define TABLE co_linetable
#else
#define TABLE co_lnotab
#endif

static void
print_tracked(void)
{
#if PY_VERSION_HEX >= 0x030b0000
	AT(thread_native, PyThreadState, native_thread_id);
	AT(thread_chunk, PyThreadState, datastack_chunk);
	AT(thread_top, PyThreadState, datastack_top);
	AT(cframe_frame, _PyCFrame, current_frame);
	AT(frame_owner, Frame, owner);
	AT(code_qualname, PyCodeObject, co_qualname);
	AT(code_bytes, PyCodeObject, co_code_adaptive);
#else
	ROW(thread_native, 0);
	ROW(thread_chunk, 0);
	ROW(thread_top, 0);
	ROW(cframe_frame, 0);
	ROW(frame_owner, 0);
	ROW(code_qualname, 0);
	ROW(code_bytes, 0);
#endif
}

static void
print(void)
{
	AT(runtime_interpreters, struct pyruntimestate, interpreters.head);
	AT(interpreter_next, PyInterpreterState, next);
	AT(interpreter_threads, PyInterpreterState, THREADS);
	AT(thread_next, PyThreadState, next);
	AT(thread_interpreter, PyThreadState, interp);
	AT(thread_frame, PyThreadState, THREAD_FRAME);
	AT(thread_id, PyThreadState, thread_id);
	print_tracked();
	AT(frame_back, Frame, BACK);
	AT(frame_code, Frame, f_code);
	AT(frame_position, Frame, POSITION);
	AT(code_file, PyCodeObject, co_filename);
	AT(code_name, PyCodeObject, co_name);
	AT(code_table, PyCodeObject, TABLE);
	AT(code_first_line, PyCodeObject, co_firstlineno);
	AT(code_flags, PyCodeObject, co_flags);
	AT(string_length, PyASCIIObject, length);
	AT(string_state, PyASCIIObject, state);
	ROW(string_ascii, sizeof(PyASCIIObject));
	ROW(string_other, sizeof(PyCompactUnicodeObject));
	AT(bytes_length, PyVarObject, ob_size);
	AT(bytes_data, PyBytesObject, ob_sval);
	AT(object_type, PyObject, ob_type);
}

#endif

int
main(void)
{
	print();
	return 0;
}
