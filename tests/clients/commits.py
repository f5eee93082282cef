#!/usr/bin/env python3
"""Judges the commits of a repository, each from a process of its own: none may crash or hang, and whoever is refused is told why.

usage: tests/clients/commits.py DRAWLINE REPOSITORY [--every N] [--config FILE] [-- FLAG…]
"""
import argparse
import collections
import subprocess
import sys
import time

# A commit that takes longer than this many seconds counts as one that does not end.
PATIENCE = 120


def git(repository, *args):
    return subprocess.run(["git", "-C", repository, *args], check=True, capture_output=True, text=True).stdout.split()


def judge(drawline, repository, args):
    """The exit status, what is wrong with it, and how long it took."""
    start = time.monotonic()
    try:
        run = subprocess.run([drawline, "lint", "--format", "short", *args], cwd=repository, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return None, f"does not end within {PATIENCE} s", PATIENCE
    took, said = time.monotonic() - start, run.stderr.decode(errors="replace")
    if run.returncode not in (0, 1, 2, 3):
        return run.returncode, f"crashes: {said[-300:]}", took
    if run.returncode == 1 and not run.stdout:
        return 1, "fails and shows no finding", took
    if run.returncode in (2, 3) and not ("drawline: " in said and "help: " in said):
        return run.returncode, f"is refused and not told why: {said[:300]}", took
    return run.returncode, None, took


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("drawline")
    parser.add_argument("repository")
    parser.add_argument("--every", type=int, default=1, help="judge one in so many commits")
    parser.add_argument("--config", help="a configuration for all of them")
    options, more = parser.parse_known_args()
    more = [flag for flag in more if flag != "--"] + (["--config", options.config] if options.config else [])
    commits = git(options.repository, "rev-list", "--reverse", "--all")[:: options.every]
    statuses, wrong, slowest = collections.Counter(), [], (0.0, "")
    for commit in commits:
        parents = git(options.repository, "rev-list", "--parents", "-n", "1", commit)[1:]
        ways = [["--rev", commit]] + [["--range", f"{parent}..{commit}"] for parent in parents[:1]]
        for way in ways:
            status, problem, took = judge(options.drawline, options.repository, way + more)
            statuses[(way[0], status)] += 1
            slowest = max(slowest, (took, f"{way[0]} {commit:.10}"))
            if problem:
                wrong.append(f"{' '.join(way)}: {problem}")
    for line in wrong:
        print(line)
    told = ", ".join(f"{way} exit {status}: {count}" for (way, status), count in sorted(statuses.items(), key=str))
    print(f"{len(commits)} commits, {sum(statuses.values())} runs, {len(wrong)} wrong; {told}; slowest {slowest[0]:.2f} s ({slowest[1]})")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
