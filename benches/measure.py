#!/usr/bin/env python3
"""measure.py - runs drawline beside what the machine needs anyway for the same files, and prints the table of docs/performance.md.

Usage
    benches/measure.py [--drawline BINARY] [--inputs small,large,wide] [--runs 7] [--team REPOSITORY] [--write]

    --drawline BINARY   measure this one; without it `cargo build --release --locked` makes one.
    --inputs NAMES      small: 1,000 teams; large: 10,000; wide: 10,000 teams in one folder.
    --team REPOSITORY   a clone of rust-lang/team, measured with fixtures/maps/rust-team.toml.
    --write             put the table into docs/performance.md instead of printing it.

Inputs are made by benches/organisation.py and kept in target/bench/. A row and its floor run in turn; what counts is the ratio of
each pair, so that a machine that others use as well does no harm. Needs git and bash; peers (rg, taplo, typos, vale,
check-jsonschema) are measured where they are installed. Only the standard library is used.
"""

import argparse
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs/performance.md"
KEPT = PROJECT / "target/bench"
INPUTS = {
    "small": ("1,000 teams", ["--teams", "1000", "--sources", "10000"]),
    "large": ("10,000 teams", ["--teams", "10000", "--sources", "100000"]),
    "wide": ("10,000 teams in one folder", ["--teams", "10000", "--sources", "0", "--areas", "1", "--commits", "1200"]),
}
RANGE = "main~1000..main"
OURS = "'*.toml' '*.md'"
BLOBS = "git ls-tree -r {at} -- teams | awk '$4 ~ /\\.(toml|md)$/ {{print $3}}' | git cat-file --batch --buffer"
CHANGED = "git log --raw --no-abbrev --format=%H " + RANGE + " -- teams | awk '/^:/{print $4}' | grep -v '^00000'"
PEERS = {
    "rg": "rg -c effort teams",
    "typos": "typos teams",
    "taplo": "find teams -name '*.toml' | xargs taplo lint",
    "check-jsonschema": "{drawline} schema > {work}/schema.json && find teams -name charter.toml | xargs check-jsonschema --schemafile {work}/schema.json",
    "vale": "vale teams",
}


def run(command, folder):
    """Wall and processor seconds, and the most memory in MB, of a command and all that it starts."""
    start = time.perf_counter()
    process = subprocess.Popen(["bash", "-c", command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def pair(command, floor, folder, runs):
    """Both in turn: medians of ours, and of the ratios pair by pair."""
    run(floor, folder), run(command, folder)
    pairs = [(run(command, folder), run(floor, folder)) for _ in range(runs)]
    median = lambda of: statistics.median(of(*one) for one in pairs)
    return {
        "wall": median(lambda ours, _: ours[0]),
        "cpu": median(lambda ours, _: ours[1]),
        "memory": median(lambda ours, _: ours[2]),
        "wall ratio": median(lambda ours, theirs: ours[0] / max(theirs[0], 1e-4)),
        "cpu ratio": median(lambda ours, theirs: ours[1] / max(theirs[1], 1e-4)),
    }


def organisation(name):
    """The folder of an input, made where it is not there."""
    folder = KEPT / name
    if not folder.is_dir():
        KEPT.mkdir(parents=True, exist_ok=True)
        unready = KEPT / f"{name}.unready"
        shutil.rmtree(unready, ignore_errors=True)
        subprocess.run([sys.executable, PROJECT / "benches/organisation.py", unready, *INPUTS[name][1]], check=True, stdout=sys.stderr)
        unready.rename(folder)
    return folder


def rows(drawline):
    """What is measured on every organisation: a name, the command, its floor and the floor's name."""
    lint = f"{drawline} lint --exit-zero --format"
    at_main = BLOBS.format(at="main")
    base = BLOBS.format(at="main~1000")
    # Each without a checkpoint, as in a fresh clone, and then with the one that the run before has left.
    for suffix, more in (("", " --no-cache"), (", with a checkpoint", "")):
        yield f"full{suffix}", f"{lint} short{more}", f"git ls-files -z {OURS} | xargs -0 cat", "`cat` of the files"
        yield f"one revision{suffix}", f"{lint} short --rev main{more}", at_main, "`cat-file --batch` of its files"
        for form in ("short", "json"):
            yield f"1,000 commits, {form}{suffix}", f"{lint} {form} --range {RANGE}{more}", f"{base}; {CHANGED} | git cat-file --batch --buffer", "`log --raw`, `cat-file` of base and changes"
    yield "staged, without a checkpoint", f"rm -rf .git/drawline; {lint} short --staged", "git diff --cached --raw", "`diff --cached --raw`"
    yield "staged", f"{lint} short --staged", "git diff --cached --raw", "`diff --cached --raw`"


def staged(folder, work):
    """A clone beside the input with one charter changed in its index."""
    clone = Path(work) / folder.name
    subprocess.run(["git", "clone", "--quiet", "--shared", folder, clone], check=True)
    charter = sorted((clone / "teams").rglob("charter.toml"))[0]
    with charter.open("a") as file:
        file.write("\n# one more line\n")
    subprocess.run(["git", "add", "-A"], cwd=clone, check=True)
    return clone


def line(name, measured, floor):
    return (
        f"| {name} | {measured['wall'] * 1000:,.0f} ms | {measured['cpu'] * 1000:,.0f} ms | {measured['memory']:,.0f} MB "
        f"| {measured['wall ratio']:.2f} | {measured['cpu ratio']:.2f} | {floor} |"
    )


HEAD = "| | wall | processor | memory | wall, of the floor | processor, of the floor | floor |\n|---|---:|---:|---:|---:|---:|---|"


def table(arguments, drawline, work):
    yield f"Measured on {datetime.date.today()}, {machine()}, medians of {arguments.runs} runs, the floor in turn with each."
    yield "\n" + HEAD
    yield line("`drawline --version`", pair(f"exec {drawline} --version", "exec git --version", work, 10 * arguments.runs), "`git --version`")
    for name in arguments.inputs.split(","):
        folder = organisation(name)
        yield f"\n## {INPUTS[name][0]}\n\n{HEAD}"
        clone = staged(folder, work)
        for row, command, floor, what in rows(drawline):
            if name == "wide" and row.startswith("full"):
                floor = "find teams -name '*.toml' -print0 -o -name '*.md' -print0 | xargs -0 cat"
            yield line(row, pair(command, floor, clone if row.startswith("staged") else folder, arguments.runs), what)
        for peer, command in PEERS.items():
            if shutil.which(peer) and name == "small":
                command = command.format(drawline=drawline, work=work)
                yield line(f"full, beside {peer}", pair(f"{drawline} lint --exit-zero --format short --no-cache", command, folder, arguments.runs), f"`{peer}`")
    if arguments.team:
        yield f"\n## rust-lang/team\n\n{HEAD}"
        config = f"--config {PROJECT / 'fixtures/maps/rust-team.toml'}"
        lint = f"{drawline} lint --exit-zero --no-cache {config} --format"
        team = Path(arguments.team).resolve()
        yield line("full", pair(f"{lint} short", "git ls-files -z '*.toml' | xargs -0 cat", team, arguments.runs), "`cat` of the files")
        log = "git log --raw --no-abbrev --format=%H HEAD~300..HEAD"
        for form in ("short", "json"):
            yield line(f"300 first parents, {form}", pair(f"{lint} {form} --range HEAD~300..HEAD", log, team, arguments.runs), "`log --raw`")


def machine():
    model = next((text.split(":")[1].strip() for text in open("/proc/cpuinfo") if text.startswith("model name")), platform.machine())
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    return f"{os.cpu_count()} processors ({model}), {platform.system()} {platform.release().split('-')[0]}, git {git}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drawline")
    parser.add_argument("--inputs", default="small,large,wide")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--team")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    if not arguments.drawline:
        subprocess.run(["cargo", "build", "--release", "--locked"], cwd=PROJECT, check=True)
    drawline = Path(arguments.drawline or PROJECT / "target/release/drawline").resolve()
    with tempfile.TemporaryDirectory() as work:
        lines = []
        for part in table(arguments, drawline, work):
            print(part, flush=True)
            lines.append(part)
    if arguments.write:
        before, mark, _ = PAGE.read_text().partition("<!-- measured -->\n")
        PAGE.write_text(f"{before}{mark}\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
