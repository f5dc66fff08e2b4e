/* SPDX-License-Identifier: MIT */
/* confine.c: a child process of ours with minimal privileges. */
#include "launch/confine.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/length.h"
#include "base/sanitized.h"

/* The architecture that a filter of system calls checks; 0: no filter on this one. */
#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#else
#define MACHINE 0
#endif

#define DESCRIPTORS_MAX 65536
#define END_WAIT_NS (20 * NS_PER_MS)

/* clone3 without flags and without an exit signal; a filter of system calls may not allow it. */
pid_t
confine_fork(void)
{
	struct clone_args args = { .flags = 0 };
	long pid = syscall(SYS_clone3, &args, sizeof args);

	if (pid < 0)
		pid = syscall(SYS_clone, 0, 0, 0, 0, 0);
	return (pid_t)pid;
}

int
confine_reap(pid_t pid)
{
	int status = 0;
	pid_t got;

	do
		got = waitpid(pid, &status, WNOHANG | __WALL);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return -1;
	return got == pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

int
confine_end(pid_t pid)
{
	int signal;

	kill(pid, SIGKILL);
	signal = confine_reap(pid);
	for (uint64_t wait = END_WAIT_NS / 128; signal < 0 && wait <= END_WAIT_NS / 2; wait *= 2) {
		clock_pause(wait);
		signal = confine_reap(pid);
	}
	return signal;
}

int
confine_is_stopped(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOHANG | WNOWAIT | __WALL) == 0 &&
	       info.si_pid == pid;
}

/* --- in the child --- */

void
confine_close_all_but(int kept)
{
	if (syscall(SYS_close_range, kept + 1, ~0u, 0) != 0) /* before Linux 5.9 */
		for (int fd = kept + 1; fd < DESCRIPTORS_MAX; fd++)
			close(fd);
	for (int fd = 0; fd < kept; fd++)
		close(fd);
}

/* Signals of fatal errors end this process, whatever was inherited; all others stay blocked. */
static void
settle_signals(void)
{
	static const int deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP };
	sigset_t blocked;

	sigfillset(&blocked);
	for (size_t i = 0; i < LENGTH(deadly); i++) {
		signal(deadly[i], SIG_DFL);
		sigdelset(&blocked, deadly[i]);
	}
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

static void
limit(int resource, uint64_t value)
{
	struct rlimit none = { .rlim_cur = value, .rlim_max = value };

	setrlimit((__rlimit_resource_t)resource, &none);
}

/* --- system calls --- */

#define LOAD(member) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, member))
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define PASS BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define MAY(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##number, 0, 1), PASS
/* Memory, but not executable. */
#define MAY_WITHOUT_EXEC(number)                                                \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##number, 0, 4), LOAD(args[2]), \
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1), KILL, PASS

/* A C library reads the clock by a system call if the vDSO cannot be used, and may request
 * random numbers for its allocator. */
static void
filter_calls(void)
{
	struct sock_filter rules[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
		KILL,
		LOAD(nr),
		MAY(read),
		MAY(write),
		MAY(munmap),
		MAY(mremap),
		MAY(brk),
		MAY(madvise),
		MAY(clock_gettime),
		MAY(getrandom),
		MAY(restart_syscall),
		MAY(exit),
		MAY(exit_group),
		MAY_WITHOUT_EXEC(mmap),
		MAY_WITHOUT_EXEC(mprotect),
		KILL,
	};
	struct sock_fprog program = { .len = LENGTH(rules), .filter = rules };

	if (MACHINE != 0)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

void
confine(int fd, uint64_t max_bytes)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "peaktop");
	settle_signals();
	confine_close_all_but(fd);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NPROC, 0);
	prctl(PR_SET_DUMPABLE, 0);
	/* A sanitizer's shadow memory exceeds any limit, and its reports open files. */
	if (SANITIZED)
		return;
	limit(RLIMIT_AS, max_bytes);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		filter_calls();
}
