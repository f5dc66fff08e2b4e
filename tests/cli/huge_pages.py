# SPDX-License-Identifier: MIT
"""huge_pages.py: huge pages for a test, if the machine has some."""
import fcntl
import re
from pathlib import Path

from tap import Skip

HUGE = "/proc/sys/vm/nr_hugepages"


class HugePages:
    """Four more of 2 MiB; returned whatever fails. One test at a time."""

    def __enter__(self):
        if not re.search(r"^Hugepagesize:\s+2048 kB$", Path("/proc/meminfo").read_text(), re.MULTILINE):
            raise Skip("no huge pages of 2 MiB")
        try:
            self.file = open(HUGE, "r+")
        except OSError as why:
            raise Skip(f"huge pages cannot be reserved: {why}") from why
        fcntl.flock(self.file, fcntl.LOCK_EX)
        before = self.count()
        self.all_free = re.search(rf"^HugePages_Free:\s+{before}$", Path("/proc/meminfo").read_text(), re.MULTILINE)
        self.write(before + 4)
        self.had = self.count() - before
        if self.had != 4:
            self.__exit__()
            raise Skip("the machine has no huge pages to give")
        return self

    def count(self):
        self.file.seek(0)
        return int(self.file.read())

    def write(self, count):
        with open(HUGE, "w") as file:
            file.write(str(count))

    def __exit__(self, *_):
        self.write(self.count() - self.had)
        self.file.close()
