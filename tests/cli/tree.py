# SPDX-License-Identifier: MIT
"""tree.py: the peak of a tree of three real processes that hold much memory one after the other."""
import json

from tap import cases_of, check, equal, good, helper, main, ready, start, until

# Holds as many MiB as requested last, and reports it; exits with its stdin.
CHILD = """
import sys
print('ready', flush=True)
for line in sys.stdin:
    kept = None
    kept = bytearray(int(line) << 20)
    print('holds', flush=True)
"""
# Two of them: passes "0 64" on to the first, and prints their pids.
PARENT = f"""
import subprocess, sys
def begin():
    child = subprocess.Popen([sys.executable, '-S', '-c', {CHILD!r}], text=True, bufsize=1,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdout.readline()
    return child
children = [begin(), begin()]
print(*[child.pid for child in children], flush=True)
for line in sys.stdin:
    which, mib = line.split()
    children[int(which)].stdin.write(mib + '\\n')
    children[int(which)].stdout.readline()
    print('done', flush=True)
for child in children:
    child.stdin.close()
    child.wait()
"""
MIB = 1 << 20


class Family:
    """A parent, its two children and a monitor on the three."""

    def __enter__(self):
        self.helper = helper(PARENT)
        self.parent = self.helper.__enter__()
        self.children = [int(pid) for pid in ready(self.parent).split()]
        pids = ",".join(str(pid) for pid in [self.parent.pid, *self.children])
        self.monitor = start("--batch", "--json", "-d", "20ms", "-p", pids)
        self.out = self.monitor.__enter__()
        return self

    def __exit__(self, *error):
        self.parent.stdin.close()
        self.monitor.__exit__(*error)
        self.parent.wait()
        self.helper.__exit__(*error)

    def tell(self, which, mib):
        self.parent.stdin.write(f"{which} {mib}\n".encode())
        self.parent.stdin.flush()
        equal(ready(self.parent), "done")

    def sample(self):
        """From the next sample: the parent's row, those of the children, RSS of all."""
        rows = {row["pid"]: row for row in json.loads(ready(self.out))["processes"]}
        rows = [rows[pid] for pid in [self.parent.pid, *self.children]]
        return rows[0], rows[1:], sum(row["rss_bytes"] for row in rows)

    def samples_until(self, holds):
        """All samples up to the first for which this is true of the children's RSS in MiB."""
        seen = []

        def enough():
            seen.append(self.sample())
            return holds(*[row["rss_bytes"] / MIB for row in seen[-1][1]])
        until(enough, "a sample")
        return seen


def test_the_peak_of_a_subtree_is_the_largest_sum_of_one_sample():
    with Family() as family:
        seen = family.samples_until(lambda a, b: True)
        family.tell(0, 64)
        seen += family.samples_until(lambda a, b: a > 64)
        family.tell(0, 0)
        seen += family.samples_until(lambda a, b: a < 64)
        family.tell(1, 48)
        seen += family.samples_until(lambda a, b: b > 48)
    most = 0
    for parent, children, together in seen:
        equal(parent["tree_peak_age_seconds"] == 0, together > most, parent)
        most = max(most, together)
        equal(parent["tree_peak_bytes"], most)
        equal([row["tree_peak_bytes"] for row in children], [None, None])
        equal([row["tree_peak_age_seconds"] for row in children], [None, None])
    parent, children, together = seen[-1]
    check(together < most < parent["rss_bytes"] + sum(row["peak_bytes"] for row in children))
    check(parent["tree_peak_age_seconds"] > 0)


def test_the_peak_of_a_subtree_can_be_sorted_by():
    with Family() as family:
        pids = ",".join(str(pid) for pid in [family.parent.pid, *family.children])
        family.tell(1, 48)
        text = good("--once", "-c", "pid,tree_peak,tree_peak_age", "-s", "tree_peak", "-p", pids)
    rows = [line.split() for line in text.splitlines()]
    check(["PID", "TREE", "PK", "TREE", "AGE"] in rows, text)
    first = rows.index(["PID", "TREE", "PK", "TREE", "AGE"]) + 1
    equal(rows[first][0], str(family.parent.pid))
    equal([row[1] for row in rows[first + 1:first + 3]], ["-", "-"])


if __name__ == "__main__":
    main(cases_of(globals()))
