/* SPDX-License-Identifier: MIT */
/* table_private.h: what the files of the table share: table.c, and ending.c for its last step. */
#ifndef PEAKTOP_MODEL_PROCESS_TABLE_PRIVATE_H
#define PEAKTOP_MODEL_PROCESS_TABLE_PRIVATE_H

#include "model/process/table.h"

/* The last step of table_apply (ending.c): final peaks of processes whose end the kernel reported,
 * and rows for those that no sample saw. */
void table_take_endings(struct table *, const struct sample *);

/* Adds a process that ended with the newest sample; takes ownership. */
void table_add_ended(struct table *, struct process *);

#endif
