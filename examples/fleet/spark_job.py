"""Reads many repositories on a Spark cluster and judges them together, by the very rules of `drawline lint`.

1. The list of repositories is spread over the executors. Each runs `drawline facts` on a bare clone, with a time limit and another
   try; a repository that fails is a row that says why. One whose commit was read before is not read again.
2. Rows go to OUT/facts, as Parquet by day and repository. A day that is read again is written again, and nothing else is.
3. Rows are regrouped, so that each partition has all that is said of some teams and some people, and each partition is judged by
   `drawline lint --facts -`. Of what it finds, what is about its own teams and people goes to OUT/findings.

A repository that fails keeps the rows of the last day on which it could be read, and is a finding.

usage: spark_job.py --repositories LIST.tsv --central FOLDER --out FOLDER --day 2026-06-01 [--drawline drawline]
                    [--partitions 8] [--seconds 60] [--tries 2]
LIST.tsv has a line for each repository: its name (acme/checkout), a tab, and the folder of its bare clone, which every executor sees.
"""
import argparse
import json
import os
import shlex
import signal
import subprocess
import zlib

from pyspark.sql import SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import DoubleType, IntegerType, LongType, StringType, StructField, StructType

# The columns that questions are asked of; `row` is the whole row as drawline prints it, and what is judged.
ASKED = ["fact", "repository", "commit", "id", "path", "line", "team", "person", "role", "activity", "activity_text", "area",
         "involvement", "verdict", "source", "confidence", "hours", "allocation", "owned_path", "since", "until", "error"]
NUMBERS = {"line": LongType(), "confidence": DoubleType(), "hours": DoubleType(), "allocation": DoubleType()}
FACTS = StructType([StructField(name, NUMBERS.get(name, StringType())) for name in [*ASKED, "row"]])
READS = StructType([StructField("repository", StringType()), StructField("commit", StringType()), StructField("state", StringType()),
                    StructField("tries", IntegerType()), StructField("error", StringType())])
FOUND = ["rule", "severity", "state", "message", "help", "path", "team", "person", "role", "activity", "involvement", "commit",
         "fingerprint"]
FINDINGS = StructType([*(StructField(name, StringType()) for name in FOUND), StructField("line", LongType()),
                       StructField("column", LongType())])
# What every partition is told: few rows, by which names and roles of people, and teams, are known everywhere.
EVERYWHERE = {"person", "team", "member", "waiver", "unread"}


def answer(command, folder, seconds):
    """What a program prints; whatever it started ends with it when its time is over."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as started:
        try:
            out, said = started.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            raise TimeoutError(f"{command[0]} took longer than {seconds} s") from None
    if started.returncode != 0:
        lines = said.decode(errors="replace").strip().splitlines() or [f"status {started.returncode}"]
        raise RuntimeError(f"{command[0]}: {lines[0]}")
    return out.decode()


def row_of(text):
    row = json.loads(text)
    return tuple(float(row[name]) if isinstance(NUMBERS.get(name), DoubleType) and row.get(name) is not None else row.get(name)
                 for name in ASKED) + (text,)


def read(repository, folder, known, given):
    """One repository: what became of it, and its rows."""
    for number in range(1, given.tries + 1):
        try:
            commit = answer(["git", "rev-parse", "HEAD^{commit}"], folder, given.seconds).strip()
            if known.get(repository) == commit:
                return (repository, commit, "known", number, None), []
            command = [given.drawline, "facts", "--rev", commit, "--repository", repository, "--format", "ndjson", "--today", given.day]
            return (repository, commit, "read", number, None), answer(command, folder, given.seconds).splitlines()
        except (OSError, RuntimeError) as error:
            failure = str(error)
    failed = {"fact": "failed", "version": 1, "repository": repository, "commit": known.get(repository), "error": failure}
    return (repository, None, "failed", given.tries, failure), [json.dumps(failed)]


def table(spark, path, schema):
    """A table of days; an empty one where nothing was written yet."""
    jvm = spark._jvm.org.apache.hadoop.fs
    there = jvm.Path(path)
    if there.getFileSystem(spark._jsc.hadoopConfiguration()).exists(there):
        return spark.read.schema(StructType([*schema.fields, StructField("day", StringType())])).parquet(path)
    return spark.createDataFrame([], StructType([*schema.fields, StructField("day", StringType())]))


def last_read(spark, out, day):
    """The day and the commit on which each repository was read last, up to a day."""
    reads = table(spark, f"{out}/reads", READS).where((f.col("state") == "read") & (f.col("day") <= day))
    newest = f.max_by(f.struct("day", "commit"), "day").alias("last")
    return {row.repository: (row["last"].day, row["last"].commit) for row in reads.groupBy("repository").agg(newest).collect()}


def write(frame, out, name, day, *columns):
    frame.withColumn("day", f.lit(day)).write.mode("overwrite").partitionBy("day", *columns).parquet(f"{out}/{name}")


def gather(spark, given):
    """Reads what is not known yet, and writes it down."""
    before = {name: commit for name, (day, commit) in last_read(spark, given.out, given.day).items() if day < given.day}
    with open(given.repositories) as lines:
        listed = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
    known = spark.sparkContext.broadcast(before)
    pieces = spark.sparkContext.parallelize(listed, min(len(listed), max(given.partitions, len(listed) // 8)))
    # Kept, so that the two tables are of one reading.
    outcome = pieces.map(lambda one: read(one[0], one[1], known.value, given)).persist()
    rows = outcome.flatMap(lambda one: map(row_of, one[1]))
    facts = spark.createDataFrame(rows, FACTS).withColumn("of", f.col("repository"))
    write(facts.repartition(given.partitions, "of"), given.out, "facts", given.day, "of")
    write(spark.createDataFrame(outcome.map(lambda one: one[0]), READS).coalesce(1), given.out, "reads", given.day)
    outcome.unpersist()


def current(spark, given):
    """The rows that count: of each listed repository those of the day on which it was read last, and today's failures."""
    with open(given.repositories) as lines:
        listed = {line.split("\t")[0] for line in lines if line.strip()}
    last = [(name, day) for name, (day, _) in last_read(spark, given.out, given.day).items() if name in listed]
    last = spark.createDataFrame(last, "repository string, day string")
    facts = table(spark, f"{given.out}/facts", FACTS)
    good = facts.where(f.col("fact") != "failed").join(f.broadcast(last), ["repository", "day"], "left_semi").drop("day")
    failed = facts.where((f.col("fact") == "failed") & (f.col("day") == given.day)).drop("day")
    return good, failed


def part_of(name, parts):
    """The partition that a team or a person is judged in, the same on every machine."""
    return zlib.crc32(name.encode()) % parts


def called(spark, good, given):
    """The handle that each other name of somebody means, by the people files of the repositories and of the central one."""
    central = answer([given.drawline, "facts", "--repository", "central", "--format", "ndjson", "--today", given.day], given.central, 600)
    rows = [row.row for row in good.where(f.col("fact") == "person").select("row").collect()] + central.splitlines()
    people = [row for row in map(json.loads, rows) if row["fact"] == "person"]
    return {alias.lower().lstrip("@"): row["person"] for row in people for alias in row["who"]["aliases"]}


def incomplete(good):
    """A row `failed` for each repository of which other rows are here than it printed."""
    said = good.where(f.col("fact") == "repository").select("repository", f.get_json_object("row", "$.read.rows").cast("long").alias("said"))
    came = good.where(f.col("fact") != "repository").groupBy("repository").agg(f.countDistinct("row").alias("came"))
    both = said.join(came, "repository", "full").withColumn("came", f.coalesce("came", f.lit(0)))
    wrong = both.where(f.col("said").isNull() | (f.col("said") != f.col("came"))).collect()
    return [json.dumps({"fact": "failed", "version": 1, "repository": row.repository,
                        "error": f"it printed {row.said} rows, and {row.came} are here"}) for row in wrong]


def announced(rows):
    """The rows that a partition sends, and for each repository how many of its rows these are: drawline misses what is lost from here on."""
    counts = {}
    for repository, commit, text in rows:
        if repository is not None:
            counts[repository, commit] = counts.get((repository, commit), 0) + 1
        yield text
    for (repository, commit), count in counts.items():
        yield json.dumps({"fact": "repository", "version": 1, "repository": repository, "commit": commit,
                          "read": {"files": 0, "rows": count, "drawline": ""}})


def judge(spark, given):
    """Judges the rows that count, and writes down what was found."""
    good, failed = current(spark, given)
    kept = good.persist()
    missing = spark.sparkContext.parallelize(incomplete(kept), 1)
    good = kept.where(f.col("fact") != "repository")
    parts = given.partitions
    names = spark.sparkContext.broadcast(called(spark, good, given))

    def person(handle):
        return names.value.get(handle.lower().lstrip("@"), handle)

    held = good.where(f.col("team").isNotNull() & f.col("person").isNotNull()).select("team", "person").distinct().collect()
    goes_to = {}
    for row in held:
        goes_to.setdefault(row.team, {part_of(row.team, parts)}).add(part_of(person(row.person), parts))
    goes_to = spark.sparkContext.broadcast(goes_to)

    def send(row):
        if row.fact in EVERYWHERE:
            to = range(parts)
        elif row.team is not None:
            to = goes_to.value.get(row.team, {part_of(row.team, parts)}) | ({part_of(person(row.person), parts)} if row.person else set())
        else:
            to = {part_of(person(row.person or row.repository), parts)}
        return [(number, (row.repository, row.commit, row.row)) for number in to]

    def keep(number, lines):
        text = "\n".join(lines)
        for found in json.loads(text)["diagnostics"] if text else []:
            own = found["person"] if found["rule"] in given.about_people else found["team"] or found["person"]
            # What is about nobody, such as an exception, is found wherever it stands.
            if own is None or part_of(own, parts) == number:
                yield tuple(found[name] for name in FOUND) + (found["start"]["line"], found["start"]["column"])

    command = [given.drawline, "lint", "--facts", "-", "--format", "json", "--exit-zero", "--today", given.day]
    command = f"sh -c {shlex.quote(f'cd {shlex.quote(given.central)} && exec {shlex.join(command)}')}"
    failures = failed.rdd.map(lambda row: row.row).union(missing).map(lambda text: (part_of("", parts), (None, None, text)))
    sent = good.rdd.flatMap(send).union(failures).partitionBy(parts, lambda number: number)
    found = sent.values().mapPartitions(announced).pipe(command, checkCode=True).mapPartitionsWithIndex(keep).distinct()
    write(spark.createDataFrame(found, FINDINGS).coalesce(1), given.out, "findings", given.day)
    kept.unpersist()


def rules_about_people(given):
    """The rules whose findings are about one person in all teams together."""
    listed = json.loads(answer([given.drawline, "rules", "list", "--format", "json"], given.central, 60))
    return {rule["name"] for rule in listed["rules"] if rule["kind"] == "limit"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ["--repositories", "--central", "--out", "--day"]:
        arguments.add_argument(name, required=True)
    arguments.add_argument("--drawline", default="drawline")
    arguments.add_argument("--partitions", type=int, default=8)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--tries", type=int, default=2)
    given = arguments.parse_args()
    given.about_people = rules_about_people(given)
    spark = SparkSession.builder.appName("drawline").config("spark.sql.sources.partitionOverwriteMode", "dynamic").getOrCreate()
    try:
        gather(spark, given)
        judge(spark, given)
    finally:
        spark.stop()


if __name__ == "__main__":
    main()
