/* SPDX-License-Identifier: MIT */
/* machine.c: identifies the current boot, and whether a process of it is still alive; the
 * machine's shared memory. */
#include "source/host/machine.h"

#include <fcntl.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "source/proc_file.h"
#include "source/proc_parse.h"

bool
machine_boot_id(struct buffer *out)
{
	char text[64];
	size_t length;

	if (proc_file_read(AT_FDCWD, "/proc/sys/kernel/random/boot_id", text, sizeof text,
		    &length) != PROC_READ)
		return false;
	buffer_put(out, text, strspn(text, "0123456789abcdef-"));
	return true;
}

bool
machine_proc_is_ours(void)
{
	int folder = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool ours = folder >= 0 && proc_is_ours(folder);

	if (folder >= 0)
		close(folder);
	return ours;
}

static bool
read_process(pid_t pid, struct proc_stat *fields)
{
	char path[40];
	struct buffer b = buffer_over(path, sizeof path);
	struct proc_text text = { .bytes = NULL };
	bool found;

	buffer_print(&b, "/proc/%d/stat", (int)pid);
	found = machine_proc_is_ours() && proc_text_read(&text, AT_FDCWD, path) == PROC_READ &&
		proc_parse_stat(text.bytes, fields);
	proc_text_clear(&text);
	return found;
}

bool
machine_process_start(pid_t pid, uint64_t *ticks)
{
	struct proc_stat fields;

	if (!read_process(pid, &fields))
		return false;
	*ticks = fields.start_ticks;
	return true;
}

bool
machine_process_is_alive(pid_t pid, uint64_t start_ticks)
{
	struct proc_stat fields;

	return read_process(pid, &fields) && fields.start_ticks == start_ticks &&
	       proc_stat_is_alive(&fields);
}

uint64_t
machine_shared_bytes(void)
{
	struct sysinfo info;

	return sysinfo(&info) == 0 ? (uint64_t)info.sharedram * info.mem_unit : 0;
}
