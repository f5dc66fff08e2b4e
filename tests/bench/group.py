# SPDX-License-Identifier: MIT
"""group.py: a private memory cgroup (v1 or v2): the kernel's figure for the peak of a tree, without kernel memory."""
import os
import threading
import time

V1 = "/sys/fs/cgroup/memory"
V2 = ("/sys/fs/cgroup/unified", "/sys/fs/cgroup")
LOOK_SECONDS = 0.01


def read_number(path):
    try:
        with open(path) as file:
            return int(file.read())
    except (OSError, ValueError):
        return 0


def has_memory(folder):
    """Whether groups below it count memory."""
    try:
        with open(f"{folder}/cgroup.subtree_control") as file:
            return "memory" in file.read().split()
    except OSError:
        return False


def parents():
    """Where a group can be created, and whether that is v2."""
    if os.path.exists(f"{V1}/memory.usage_in_bytes"):
        yield V1, False
    for folder in V2:
        if has_memory(folder):
            yield folder, True


class Group:
    """`path` is None if none can be created."""

    def __init__(self):
        self.path, self.v2 = None, False
        self.kernel, self.stop = 0, threading.Event()
        self.looks = None
        for parent, v2 in parents():
            try:
                path = f"{parent}/peaktop-bench-{os.getpid()}"
                os.mkdir(path)
            except OSError:
                continue
            self.path, self.v2 = path, v2
            break

    def join(self):
        """Called by the process that joins it."""
        if self.path:
            with open(f"{self.path}/cgroup.procs", "w") as file:
                file.write("0")

    def note_kernel_memory(self):
        """v2 keeps no peak of it: the maximum of many samples."""
        while not self.stop.wait(LOOK_SECONDS):
            with open(f"{self.path}/memory.stat") as file:
                for line in file:
                    if line.startswith("kernel "):
                        self.kernel = max(self.kernel, int(line.split()[1]))

    def watch(self):
        if self.path and self.v2:
            self.looks = threading.Thread(target=self.note_kernel_memory)
            self.looks.start()

    def peak(self):
        """Without the kernel's own memory (page tables, stacks of threads). Removes the group."""
        if not self.path:
            return None
        self.stop.set()
        if self.looks:
            self.looks.join()
        if self.v2:
            peak = read_number(f"{self.path}/memory.peak") - self.kernel
        else:
            peak = (read_number(f"{self.path}/memory.max_usage_in_bytes")
                    - read_number(f"{self.path}/memory.kmem.max_usage_in_bytes"))
        self.remove()
        return peak

    def remove(self):
        """The helper of a pool (resource tracker) exits a moment later."""
        for _ in range(100):
            try:
                return os.rmdir(self.path)
            except OSError:
                time.sleep(0.05)
