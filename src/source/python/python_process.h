/* SPDX-License-Identifier: MIT */
/* python_process.h: the insides of python.h, for a process whose memory is made up. */
#ifndef PEAKTOP_SOURCE_PYTHON_PYTHON_PROCESS_H
#define PEAKTOP_SOURCE_PYTHON_PYTHON_PROCESS_H

#include "source/python/elf_object.h"
#include "source/python/python.h"
#include "source/python/remote.h"

/* As python_attach; `remote` says how its memory is read, the headers where it begins. */
struct python_process *python_process_made_up(const struct remote *, const struct elf_headers *,
	struct python_names *, enum python_status *, uint32_t *version);

#endif
