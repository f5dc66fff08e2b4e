/* SPDX-License-Identifier: MIT */
/* sqlite.h: loads SQLite when a history is first opened. Loading it and libm at every start
 * would cost `run --no-history` of a short command a tenth of its time. The functions used are
 * listed here once; a call by its usual name goes through the table. Once loaded it stays: the
 * only thing in this folder that outlives a call. */
#ifndef PEAKTOP_STORE_SQLITE_H
#define PEAKTOP_STORE_SQLITE_H

#include <sqlite3.h>

#include "base/failure.h"

/* clang-format off */
#define SQLITE_FUNCTIONS(ROW) \
	ROW(bind_blob) \
	ROW(bind_int) \
	ROW(bind_int64) \
	ROW(bind_parameter_count) \
	ROW(bind_parameter_index) \
	ROW(bind_text) \
	ROW(busy_timeout) \
	ROW(changes) \
	ROW(clear_bindings) \
	ROW(close) \
	ROW(column_blob) \
	ROW(column_bytes) \
	ROW(column_int) \
	ROW(column_int64) \
	ROW(column_text) \
	ROW(column_type) \
	ROW(create_function) \
	ROW(db_config) \
	ROW(db_readonly) \
	ROW(errcode) \
	ROW(errmsg) \
	ROW(exec) \
	ROW(finalize) \
	ROW(get_autocommit) \
	ROW(last_insert_rowid) \
	ROW(open) \
	ROW(open_v2) \
	ROW(prepare_v3) \
	ROW(reset) \
	ROW(result_int) \
	ROW(result_text) \
	ROW(step) \
	ROW(system_errno) \
	ROW(total_changes) \
	ROW(user_data) \
	ROW(value_blob) \
	ROW(value_bytes) \
	ROW(value_int) \
	ROW(value_int64) \
	ROW(value_text) \
	ROW(wal_checkpoint_v2)
/* clang-format on */

#define SQLITE_MEMBER(name) __typeof__(sqlite3_##name) *name;
struct sqlite_functions {
	SQLITE_FUNCTIONS(SQLITE_MEMBER)
};
#undef SQLITE_MEMBER

extern struct sqlite_functions sqlite_functions;

/* Once, before any other call. Fails if it is not installed. */
bool sqlite_load(struct failure *why);

#ifndef PEAKTOP_SQLITE_NAMES
#define sqlite3_bind_blob sqlite_functions.bind_blob
#define sqlite3_bind_int sqlite_functions.bind_int
#define sqlite3_bind_int64 sqlite_functions.bind_int64
#define sqlite3_bind_parameter_count sqlite_functions.bind_parameter_count
#define sqlite3_bind_parameter_index sqlite_functions.bind_parameter_index
#define sqlite3_bind_text sqlite_functions.bind_text
#define sqlite3_busy_timeout sqlite_functions.busy_timeout
#define sqlite3_changes sqlite_functions.changes
#define sqlite3_clear_bindings sqlite_functions.clear_bindings
#define sqlite3_close sqlite_functions.close
#define sqlite3_column_blob sqlite_functions.column_blob
#define sqlite3_column_bytes sqlite_functions.column_bytes
#define sqlite3_column_int sqlite_functions.column_int
#define sqlite3_column_int64 sqlite_functions.column_int64
#define sqlite3_column_text sqlite_functions.column_text
#define sqlite3_column_type sqlite_functions.column_type
#define sqlite3_create_function sqlite_functions.create_function
#define sqlite3_db_config sqlite_functions.db_config
#define sqlite3_db_readonly sqlite_functions.db_readonly
#define sqlite3_errcode sqlite_functions.errcode
#define sqlite3_errmsg sqlite_functions.errmsg
#define sqlite3_exec sqlite_functions.exec
#define sqlite3_finalize sqlite_functions.finalize
#define sqlite3_get_autocommit sqlite_functions.get_autocommit
#define sqlite3_last_insert_rowid sqlite_functions.last_insert_rowid
#define sqlite3_open sqlite_functions.open
#define sqlite3_open_v2 sqlite_functions.open_v2
#define sqlite3_prepare_v3 sqlite_functions.prepare_v3
#define sqlite3_reset sqlite_functions.reset
#define sqlite3_result_int sqlite_functions.result_int
#define sqlite3_result_text sqlite_functions.result_text
#define sqlite3_step sqlite_functions.step
#define sqlite3_system_errno sqlite_functions.system_errno
#define sqlite3_total_changes sqlite_functions.total_changes
#define sqlite3_user_data sqlite_functions.user_data
#define sqlite3_value_blob sqlite_functions.value_blob
#define sqlite3_value_bytes sqlite_functions.value_bytes
#define sqlite3_value_int sqlite_functions.value_int
#define sqlite3_value_int64 sqlite_functions.value_int64
#define sqlite3_value_text sqlite_functions.value_text
#define sqlite3_wal_checkpoint_v2 sqlite_functions.wal_checkpoint_v2
#endif

#endif
