# SPDX-License-Identifier: MIT
"""python_storms.py: stacks that are read while they change every few nanoseconds: against who can call whom."""
import ast
import subprocess

from python_world import Reader, SUPPORT, on_all
from tap import check, cases_of, equal, main, until

PROGRAM = SUPPORT / "python_storm.py"
# What may be wrong.
WRONG = 0.01


def legal_calls():
    """(function, line) -> names that are called there; and the lines of each function."""
    calls, lines = {}, {}
    for function in ast.parse(PROGRAM.read_text()).body:
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines[function.name] = range(function.lineno, function.end_lineno + 1)
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    calls.setdefault((function.name, node.lineno), set()).add(node.func.id)
    for line in (2, 3):
        calls["made", line] = {"a"}
    lines["made"] = range(1, 4)
    return calls, lines


CALLS, LINES = legal_calls()


def is_legal(frames):
    """Innermost first. Of neighbours that are not of the program nothing is known."""
    for n, (function, line) in enumerate(frames):
        if function not in LINES:
            continue
        if line not in LINES[function]:
            return False
        if n > 0 and frames[n - 1][0] in LINES and frames[n - 1][0] not in CALLS.get((function, line), ()):
            # A module that is executed, and a thread's first function, are called by C.
            return False
    return True


def frames_of(words):
    split = [word.split(":", 1) for word in words]
    return [(name, int(line)) for line, name in split]


def storm(kind, awaited, reads, whole_part, outermost="<module>", deepest=64):
    """On each Python, once it is in the function that is awaited: at most WRONG is wrong, at least whole_part is not cut;
    all begin at the outermost."""
    def run(python):
        with python.start("-W", "ignore", PROGRAM, kind, stdout=subprocess.PIPE) as program, Reader() as reader:
            tid = int(program.stdout.readline())
            equal(reader.attach(program.pid)[0], "ok", python.name)
            until(lambda: any(f.function == awaited for s in reader.read(tid)[1] for f in s.frames), f"{awaited} in {kind}")
            first = reader.ask(f"storm {tid} {reads}")
            answers = [first] + [reader.line() for _ in range(reads)]
        us = float(answers.pop())
        wrong, torn, whole, frames = [], 0, 0, 0
        for answer in answers:
            status, cut, *words = answer.split(" ")
            if status != "ok" or not words:
                torn += 1
                continue
            stack = frames_of(words)
            whole += cut == "-"
            frames += len(stack)
            if not is_legal(stack) or (len(stack) < deepest and stack[-1][0] != outermost):
                wrong.append(answer)
        remark = (f"{python.name}: {kind}: {len(wrong) / reads:.2%} wrong, {torn / reads:.2%} torn, "
                  f"{whole / reads:.1%} whole, {frames / reads:.1f} frames, {us:.0f} us a read")
        check(len(wrong) <= WRONG * reads, remark, wrong[:3])
        check(torn <= 0.2 * reads and whole >= whole_part * reads, remark)
        return remark
    on_all(run)


def test_calls():
    storm("calls", "calls", 2000, 0.3)


def test_calls_below_a_recursion():
    storm("recursion", "calls", 300, 0.3, outermost="deep")


def test_code_that_is_made_anew():
    storm("fresh", "fresh", 400, 0.3)


def test_threads_that_contend():
    storm("threads", "calls", 600, 0.3)


def test_asyncio():
    storm("asyncio", "walk", 600, 0.3)


if __name__ == "__main__":
    main(cases_of(globals()))
