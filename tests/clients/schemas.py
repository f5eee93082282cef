"""Shows every TOML file of the fixtures, and every rule file, to taplo and tombi with its schema. Run by `schemas.sh`."""
import json, pathlib, shutil, subprocess, sys

drawline, project, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
FORM = {"unknown-key", "wrong-type", "missing-key"}
# What a schema cannot know: other files, patterns, or that a value is out of range in a way of its own.
OTHER = {"foreign-file", "syntax-error", "bad-value", "unreadable-file"}


def kind(path):
    name = path.name
    if name == "drawline.toml":
        return "config"
    for word in ("charter", "ownership", "people"):
        if name == f"{word}.toml" or name.endswith(f".{word}.toml"):
            return word
    return None


def accepts(path, schema):
    taplo = subprocess.run([f"{work}/venv/bin/taplo", "lint", "--schema", f"file://{work}/{schema}.json", str(path)], capture_output=True, text=True)
    copy = work / "tombi" / path.name
    copy.parent.mkdir(exist_ok=True)
    copy.write_text(f"#:schema {work}/{schema}.json\n" + path.read_text())
    tombi = subprocess.run([f"{work}/venv/bin/tombi", "lint", "--offline", str(copy)], capture_output=True, text=True, cwd=copy.parent)
    return [("taplo", taplo.returncode == 0, taplo.stderr), ("tombi", tombi.returncode == 0, tombi.stdout + tombi.stderr)]


good = bad = wrong = 0


def check(path, schema, is_sound):
    global good, bad, wrong
    plain = subprocess.run([f"{work}/venv/bin/taplo", "lint", str(path)], capture_output=True, text=True)
    if plain.returncode != 0:
        # Not the schema's business: TOML 1.1, which the two do not read yet, or no TOML at all.
        return
    good, bad = good + is_sound, bad + (not is_sound)
    for linter, accepted, said in accepts(path, schema):
        if accepted != is_sound:
            wrong += 1
            print(f"{path}: {linter} says {accepted}, drawline {is_sound}\n{said if not accepted else ''}")


seen = set()
for case in sorted(project.glob("fixtures/**/files")) + [project / "fixtures/overstretched"]:
    args = [drawline, "lint", "--format", "json", "--today", "2026-06-01", "--exit-zero"]
    copy = work / "case"
    shutil.copytree(case, copy)
    answer = subprocess.run(args, cwd=copy, capture_output=True, text=True)
    shutil.rmtree(copy)
    found = {}
    if answer.returncode == 0:
        for row in json.loads(answer.stdout)["diagnostics"]:
            found.setdefault(row["path"], set()).add(row["rule"])
    config = case / "drawline.toml"
    # Where a case names its files in its own way, names say nothing about formats.
    words = ("charters =", "people =", "ownership =", "exclude =", "[[map]]", "-key = \"off", "type = \"off")
    if config.exists() and any(word in config.read_text() for word in words):
        continue
    for path in sorted(case.rglob("*.toml")):
        rules = found.get(str(path.relative_to(case)), set())
        text = path.read_bytes()
        if kind(path) and answer.returncode == 0 and (rules & FORM or not rules & OTHER) and text not in seen:
            seen.add(text)
            check(path, kind(path), not rules & FORM)
for path in sorted(project.glob("rules/*/*.toml")):
    text = path.read_text()
    if "\nkind = " in text or "\n[[activity]]" in text:
        check(path, "rule", True)
for number, text in enumerate(["name = \"stretch-duty\"\nseverity = \"loud\"\n", "nmae = \"x\"\n", "[[activity]]\nid = \"x\"\n"]):
    path = work / f"bad{number}.toml"
    path.write_text(text)
    check(path, "rule", False)
print(f"{good} sound and {bad} unsound files, {wrong} disagreements")
sys.exit(wrong > 0 or good < 50 or bad < 5)
