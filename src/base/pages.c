/* SPDX-License-Identifier: MIT */
/* pages.c: what this process holds of its own program and libraries. */
#include "base/page_size.h"
#include "base/pages.h"

#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Read-only segments are clean copies of the file; those made read-only after relocation (RELRO)
 * count as writable here. */
static int
drop_object(struct dl_phdr_info *object, size_t size, void *unused)
{
	const uintptr_t page = page_size_bytes();

	(void)size;
	(void)unused;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		uintptr_t start = object->dlpi_addr + segment->p_vaddr;
		uintptr_t end = (start + segment->p_filesz + page - 1) & ~(page - 1);

		start &= ~(page - 1);
		if (segment->p_type == PT_LOAD && !(segment->p_flags & PF_W))
			madvise((void *)start, end - start, MADV_DONTNEED);
	}
	return 0;
}

void
pages_drop_read(void)
{
	dl_iterate_phdr(drop_object, NULL);
}
