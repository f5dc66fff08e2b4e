# SPDX-License-Identifier: MIT
"""ends_world.py: whether the kernel reports exits to us, and how to become another user."""
import os
import socket
import struct
import subprocess
import sys

import tap
from tap import Skip


def kernel_tells():
    """Whether taskstats is available and permitted: requests the family like peaktop, in the first pid namespace."""
    if os.geteuid() != 0 or os.stat("/proc/self/ns/pid").st_ino != 0xEFFFFFFC:
        return False
    with open("/proc/self/status") as status:
        if not any(line.startswith("CapEff:") and int(line.split()[1], 16) >> 12 & 1 for line in status):
            return False
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as kernel:
            name = b"TASKSTATS\0"
            value = struct.pack("=HH", 4 + len(name), 2) + name + b"\0" * (-len(name) % 4)
            kernel.send(struct.pack("=IHHII", 20 + len(value), 16, 1, 1, 0) + struct.pack("=BBH", 3, 1, 0) + value)
            return struct.unpack("=IH", kernel.recv(4096)[:6])[1] != 2
    except OSError:
        return False


def need_kernel():
    if not kernel_tells():
        raise Skip("the kernel tells ends to root alone, on the machine itself, and where it has taskstats")


def as_nobody(*arguments):
    """Output for another user, who gets no exits; of a copy, the program's own folder may be private."""
    if os.geteuid() != 0:
        raise Skip("only root can become another user")
    with tap.copy_for_others() as copy:
        done = subprocess.run([sys.executable, "-c", "import os, sys\nos.setgroups([])\nos.setgid(65534)\nos.setuid(65534)\n"
                               "os.execv(sys.argv[1], sys.argv[1:])", copy, *arguments],
                              env=tap.environment(HOME="/"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=tap.PATIENCE_SECONDS, check=False)
    if b"PermissionError" in done.stderr:
        raise Skip("another user cannot run a program in the temporary folder")
    return done
