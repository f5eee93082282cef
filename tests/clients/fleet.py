"""What `fleet.sh` tries: the job of examples/fleet against one machine, a day later, and the questions in SQL.

usage: fleet.py path/to/drawline SCRATCH_FOLDER REPOSITORIES      (run by a Python that has pyspark and duckdb)
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

import duckdb

drawline, work, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
example = pathlib.Path(__file__).resolve().parents[2] / "examples" / "fleet"
organisation, out = work / "organisation", work / "out"
EXECUTOR = b"CoarseGrainedExecutorBackend"


def below(top):
    """The processes that a process has started, and those have: their commands by their numbers."""
    parents, commands = {}, {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_bytes()
        except (OSError, IndexError):
            continue

    def is_below(process):
        while process in parents:
            process = parents[process]
            if process == top:
                return True
        return False

    return {process: commands.get(process, b"") for process in parents if is_below(process)}


def kill_one_executor(job):
    """Kills a worker that is reading a repository: one that has started Git."""
    while job.poll() is None:
        started = below(job.pid)
        for process in [process for process, command in started.items() if EXECUTOR in command]:
            if any(command.startswith(b"git\0") for command in below(process).values()):
                os.kill(process, signal.SIGKILL)
                return True
        time.sleep(0.05)
    return False


def spark(day, kill=False):
    """Runs the job for a day, and answers what it said."""
    said = work / f"{day}.log"
    command = [pathlib.Path(sys.executable).parent / "spark-submit", "--master", "local-cluster[2,1,1024]",
               "--conf", "spark.executor.memory=1g", "--conf", "spark.ui.enabled=false", "--conf", "spark.sql.shuffle.partitions=4",
               example / "spark_job.py", "--repositories", organisation / "repositories.tsv", "--central", organisation / "central",
               "--out", out, "--day", day, "--drawline", drawline, "--partitions", "4", "--seconds", "4", "--tries", "2"]
    with said.open("w") as log:
        job = subprocess.Popen([str(word) for word in command], stdout=log, stderr=log, cwd=work,
                               env={**os.environ, "PYSPARK_PYTHON": sys.executable})
        was_killed = kill and kill_one_executor(job)
        assert job.wait() == 0, said.read_text()[-6000:]
    assert was_killed == kill, "no worker was killed"
    return said.read_text()


def ask(query):
    return duckdb.sql(query).fetchall()


def findings(day):
    path = out / "findings" / f"day={day}" / "*.parquet"
    return sorted(ask(f"SELECT rule, severity, fingerprint, path, line, message FROM read_parquet('{path}') ORDER BY ALL"))


def of_repositories(day):
    """The findings in repositories that could be read. A failure is found at its row, and rows come in any order."""
    return [finding for finding in findings(day) if finding[0] != "unreadable-file"]


def on_one_machine(day):
    """The same, by running drawline in each repository after the other and judging all rows at once."""
    rows = []
    for line in (organisation / "repositories.tsv").read_text().splitlines():
        name, folder = line.split("\t")
        command = [drawline, "facts", "--rev", "HEAD", "--repository", name, "--format", "ndjson", "--today", day]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=4)
        except subprocess.TimeoutExpired:
            continue
        rows += done.stdout.splitlines() if done.returncode == 0 else []
    (work / "all.ndjson").write_text("\n".join(rows) + "\n")
    command = [drawline, "lint", "--facts", str(work / "all.ndjson"), "--format", "json", "--exit-zero", "--today", day]
    report = json.loads(subprocess.run(command, cwd=organisation / "central", capture_output=True, text=True, check=True).stdout)
    return report, sorted((found["rule"], found["severity"], found["fingerprint"], found["path"], found["start"]["line"], found["message"])
                          for found in report["diagnostics"])


def states(day):
    path = out / "reads" / f"day={day}" / "*.parquet"
    return dict(ask(f"SELECT state, count(*) FROM read_parquet('{path}') GROUP BY state"))


subprocess.run([sys.executable, example / "generate.py", organisation, "--repositories", str(count)], check=True)
began = time.monotonic()
said = spark("2026-06-01", kill=True)
took = time.monotonic() - began
assert re.search("Lost executor|Removing executor|Executor .* lost", said), "Spark did not notice that a worker was gone"
assert states("2026-06-01") == {"read": count - 2, "failed": 2}, states("2026-06-01")
reads = ask(f"SELECT repository, tries, error FROM read_parquet('{out}/reads/**/*.parquet') WHERE state = 'failed' ORDER BY repository")
assert [(name, tries) for name, tries, _ in reads] == [("acme/service-0001", 2), ("acme/service-0002", 2)], reads
assert "HEAD" in reads[0][2] and "took longer than 4.0 s" in reads[1][2], reads

report, expected = on_one_machine("2026-06-01")
assert len(report["target"]["repositories"]) == count - 2
found = findings("2026-06-01")
failures = [finding for finding in found if finding[0] == "unreadable-file"]
assert len(failures) == 2 and all("could not be read" in finding[5] for finding in failures), failures
found = of_repositories("2026-06-01")
assert found == expected, (sorted(set(found) ^ set(expected))[:6], len(found), len(expected))
rules = {finding[0] for finding in found}
assert {"too-many-teams", "out-of-scope", "over-allocated"} <= rules, rules

# A day later one repository has another commit: it is read, the others are known, and what they said still counts.
last = organisation / "bare" / "acme" / f"service-{count - 1:04}.git"
stream = "commit refs/heads/main\ncommitter Ada <ada@example.org> 1780000000 +0000\ndata 1\nx\nfrom refs/heads/main^0\nM 100644 inline README.md\ndata 2\nx\n\n"
subprocess.run(["git", "-C", last, "fast-import", "--quiet"], input=stream.encode(), check=True)
spark("2026-06-02")
assert states("2026-06-02") == {"known": count - 3, "read": 1, "failed": 2}, states("2026-06-02")
assert of_repositories("2026-06-02") == on_one_machine("2026-06-02")[1], "a day later"
# The same day once more writes the same again, and nothing twice. Each run of Spark takes a minute.
rows = f"SELECT repository, fact, id, day FROM read_parquet('{out}/facts/**/*.parquet', hive_partitioning = true) ORDER BY ALL"
before, of_findings = ask(rows), of_repositories("2026-06-02")
if os.environ.get("ALL"):
    spark("2026-06-02")
assert ask(rows) == before and of_repositories("2026-06-02") == of_findings, "the same day again"

duckdb.sql(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{out}/facts/**/*.parquet', hive_partitioning = true)")
answers = {}
for part in re.split(r"^-- question: ", (example / "questions.sql").read_text(), flags=re.M):
    name, statement = part.split("\n", 1)
    if name.startswith("--"):
        duckdb.sql(statement[statement.index("CREATE OR REPLACE"):])
    else:
        answers[name] = ask(statement)
assert len(answers) == 5 and all(answers.values()), {name: len(rows) for name, rows in answers.items()}
# Without the people file of the central repository everybody goes by the names of the repositories, as in the rows.
alone = work / "alone"
alone.mkdir()
load = json.loads(subprocess.run([drawline, "load", "--facts", work / "all.ndjson", "--format", "json", "--today", "2026-06-02"],
                                 cwd=alone, capture_output=True, text=True, check=True).stdout)
carried = {person["person"]: len(person["teams"]) for person in load["people"]}
hit = answers["whom a limit of three teams would hit"]
assert hit and all(carried[person] == teams for person, teams, _ in hit), hit
assert {row[1] for row in answers["repositories that could not be read"]} == {"acme/service-0001", "acme/service-0002"}
print(f"fleet: {count} repositories on two workers, one of them killed, in {took:.0f} s: {len(found)} findings, the same as on one machine")
