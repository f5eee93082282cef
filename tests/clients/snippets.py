"""Validates what the pages of docs/ about one consumer each tell users to write: workflows, pipelines and hooks by the schemas and
programs of their consumers, shell lines by running them.

usage: tests/clients/snippets.py path/to/drawline path/of/tools      (check-jsonschema, pre-commit and prek in the second)
"""
import json, os, pathlib, re, shlex, subprocess, sys, tempfile
import yaml

project = pathlib.Path(__file__).resolve().parents[2]
drawline, tools = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
work = pathlib.Path(tempfile.mkdtemp())
env = {**os.environ, "PATH": f"{drawline.parent}:{tools}:{os.environ['PATH']}", "GIT_CONFIG_GLOBAL": "/dev/null",
       **{f"GIT_{who}_{what}": "ada" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
tried = 0


def run(*command, code=0, cwd=work, shell=False):
    done = subprocess.run(command[0] if shell else [str(part) for part in command], cwd=cwd, env=env, shell=shell,
                          capture_output=True, text=True)
    assert done.returncode == code, (command, done.returncode, done.stdout, done.stderr)
    return done.stdout


def ok(name):
    global tried
    tried += 1
    print(f"ok: {name}")


def repository():
    """Two commits, the second of which goes over the line. Returns the folder and the first."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    run("git", "init", "-q", "-b", "main", ".", cwd=folder)
    sound = '[team]\nname = "A"\n\n[[member]]\nhandle = "@ana"\nrole = "product-manager"\n'
    for text in (sound, sound + '\n[[duty]]\nactivity = "test-sign-off"\naccountable = "@ana"\n'):
        (folder / "charter.toml").write_text(text)
        run("git", "add", "-A", cwd=folder)
        run("git", "commit", "-q", "-m", "a", cwd=folder)
    return folder, run("git", "rev-parse", "HEAD^", cwd=folder).strip()


def validated(text, schema, name):
    file = work / name
    file.write_text(text)
    run(tools / "check-jsonschema", *schema, file)


def github(blocks):
    whole, step = blocks
    inputs = yaml.safe_load((project / "action.yml").read_text())["inputs"]
    for text in (whole, whole.rstrip("\n") + "\n" + step):
        validated(text, ["--builtin-schema", "vendor.github-workflows"], "workflow.yml")
    ours = yaml.safe_load(whole)["jobs"]["drawline"]["steps"][1]
    assert set(ours["with"]) <= set(inputs), ours


def gitlab(blocks):
    validated(blocks[0], ["--builtin-schema", "vendor.gitlab-ci"], "gitlab-ci.yml")
    job = yaml.safe_load(blocks[0])["drawline"]
    folder, base = repository()
    env["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = base
    ours = [line for line in job["script"] if line.startswith("drawline")]
    assert ours, job
    for line in ours:
        run(line, code=1, cwd=folder, shell=True)
    for report in job["artifacts"]["reports"].values():
        assert "out-of-scope" in (folder / report).read_text()


def hooks(blocks):
    known = {hook["id"] for hook in yaml.safe_load((project / ".pre-commit-hooks.yaml").read_text())}
    for text in blocks:
        file = work / ".pre-commit-config.yaml"
        file.write_text(text)
        run(tools / "pre-commit", "validate-config", file)
        run(tools / "prek", "validate-config", file)
        for hook in yaml.safe_load(text)["repos"][0]["hooks"]:
            assert hook["id"] in known, hook


def plain(blocks):
    folder, _ = repository()
    install, uninstall = (shlex.split(line, comments=True) for line in blocks[0].strip().split("\n"))
    run(*install, cwd=folder)
    assert {"pre-commit", "pre-push"} <= {path.name for path in (folder / ".git/hooks").iterdir()}
    run(*uninstall, cwd=folder)
    assert not (folder / ".git/hooks/pre-commit").exists()


def reviewdog(blocks):
    ours, theirs = blocks[0].split("|")
    assert theirs.split()[:2] == ["reviewdog", "-f=rdjson"]
    folder, _ = repository()
    findings = json.loads(run(ours, code=1, cwd=folder, shell=True))["diagnostics"]
    assert findings and all(one["location"]["range"]["start"]["line"] >= 1 for one in findings)


def pull_request(blocks):
    reads, writes = blocks
    for text in blocks:
        validated(text, ["--builtin-schema", "vendor.github-workflows"], "workflow.yml")
    action = yaml.safe_load((project / "action.yml").read_text())
    ours = yaml.safe_load(reads)["jobs"]["impact"]["steps"][1]
    assert set(ours["with"]) <= set(action["inputs"]), ours
    assert set(re.findall(r"steps\.drawline\.outputs\.([\w-]+)", reads)) <= set(action["outputs"]), reads
    # The comment is made once, and written anew after that; one of somebody else that begins alike is left alone.
    step = yaml.safe_load(writes)["jobs"]["comment"]["steps"][1]
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    (folder / "impact").mkdir()
    (folder / "impact/drawline-impact.md").write_text("| Team | What |\n")
    marker = re.search(r"marker='(.*)'", step["run"])[1]
    gh = folder / "gh"
    gh.write_text(f"""#!{sys.executable}
import json, os, subprocess, sys
folder, given = {str(folder)!r}, sys.argv[1:]
query = given[given.index("--jq") + 1] if "--jq" in given else None
if query is None:
    open(f"{{folder}}/written", "a").write(" ".join(given[1:4]) + "\\n")
    sys.exit()
answer = [{{"number": 7, "head": {{"sha": "abc"}}}}] if given[3].endswith("pulls") else json.load(open(f"{{folder}}/comments.json"))
subprocess.run(["jq", "-r", query], input=json.dumps(answer), text=True, check=True)
""")
    gh.chmod(0o755)
    bot, body = "github-actions[bot]", marker + "\nold"
    others = [{"id": 1, "user": {"login": "ada"}, "body": body}, {"id": 2, "user": {"login": bot}, "body": "else"}]
    for comments, wanted in ((others, "-X POST repos/a/b/issues/7/comments"),
                             (others + [{"id": 3, "user": {"login": bot}, "body": body}], "-X PATCH repos/a/b/issues/comments/3")):
        (folder / "comments.json").write_text(json.dumps(comments))
        (folder / "written").write_text("")
        given = {**env, "PATH": f"{folder}:{env['PATH']}", "REPO": "a/b", "HEAD_SHA": "abc", "HEAD_OWNER": "a", "HEAD_BRANCH": "x"}
        done = subprocess.run(["bash", "-eo", "pipefail", "-c", step["run"]], cwd=folder, env=given, capture_output=True, text=True)
        assert done.returncode == 0, done
        assert (folder / "written").read_text().strip() == wanted, (folder / "written").read_text()
        assert (folder / "comment.md").read_text().startswith(marker + "\n"), "the marker comes first"


def fleet(blocks):
    """A central repository whose pull requests change rules and people, and three others: one published nothing, and one the rows of another."""
    _, calls, judges = blocks[:3]
    for text in (calls, judges):
        validated(text, ["--builtin-schema", "vendor.github-workflows"], "workflow.yml")
    inputs = yaml.safe_load((project / ".github/workflows/facts.yml").read_text())[True]["workflow_call"]["inputs"]
    assert set(yaml.safe_load(calls)["jobs"]["facts"]["with"]) <= set(inputs), calls
    folder, _ = repository()
    rows = run(drawline, "facts", "--rev", "HEAD", "--repository", "acme/a", "--format", "ndjson", cwd=folder)
    central = pathlib.Path(tempfile.mkdtemp(dir=work))
    run("git", "init", "-q", "-b", "main", ".", cwd=central)
    # The last line ends with nothing.
    (central / "repositories.txt").write_text("acme/a\nacme/b\nacme/c")
    (work / "rows").write_text(rows)
    gh = central / "gh"
    gh.write_text(f"""#!/bin/sh
case "$2 $4 $5" in
  "list acme/b "*) ;;
  list*) echo 7 ;;
  "download --repo acme/"*) mkdir -p "$9" && cp "{work}/rows" "$9/drawline-facts.ndjson" ;;
  *) exit 1 ;;
esac
""")
    gh.chmod(0o755)
    steps = {step.get("name"): step.get("run") for step in yaml.safe_load(judges)["jobs"]["judge"]["steps"]}
    given = {**env, "PATH": f"{central}:{env['PATH']}", "GITHUB_STEP_SUMMARY": str(central / "summary")}

    def step(name):
        return subprocess.run(["bash", "-eo", "pipefail", "-c", steps[name]], cwd=central, env=given, capture_output=True, text=True)

    def change(*states):
        for rules, people in states:
            (central / "drawline.toml").write_text(rules)
            (central / "people.toml").write_text(people)
            run("git", "add", "drawline.toml", "people.toml", "repositories.txt", cwd=central)
            run("git", "commit", "-q", "--allow-empty", "-m", "a", cwd=central)
        (central / "summary").write_text("")
        changed = step("say what a change of the rules would do")
        assert changed.returncode == 0, changed
        return (central / "summary").read_text()

    rules, here = '[rules]\nout-of-scope = "%s"\n', '[[person]]\nhandle = "@ana"\nrole = "product-manager"\n'
    (central / "drawline.toml").write_text(rules % "off")
    assert step("gather the rows").returncode == 0
    judged = step("judge them")
    assert judged.returncode == 1, judged
    for name in ("acme/b", "acme/c"):
        assert f"{name} could not be read: it published no facts of its own" in judged.stdout, judged
    assert "its row" not in judged.stdout and "did not print" not in judged.stdout, judged
    summary = change((rules % "off", here), (rules % "error", here))
    assert "puts 1 person over a line: 1 finding that was none before" in summary and "- `acme/a:charter.toml:10` error: `PM assigned" in summary, summary
    left, weighs = here + "active = false\n", rules % "off" + 'departed-holder = "%s"\n'
    summary = change((rules % "off", here), (rules % "off", left))
    assert "puts 1 person over a line" in summary and "@ana" in summary, summary
    summary = change((weighs % "advice", left), (weighs % "error", left))
    assert "puts 1 person over a line: 1 finding that" in summary, summary
    summary = change((rules % "error", here), (rules % "error", here + "hours = 40\n"))
    assert "puts 0 people over a line: 0 findings" in summary, summary


READERS = {"fleet": fleet, "github": github, "pull-request": pull_request, "gitlab": gitlab, "pre-commit": hooks, "plain-hook": plain, "reviewdog": reviewdog}
# What runs drawline elsewhere brings a page here and a reader above; the other pages are run by the suite.
listed = re.findall(r"\]\(docs/([\w-]+)\.md\)", (project / "README.md").read_text().split("\n## Where it runs\n")[1].split("\n## ")[0])
assert set(READERS) <= set(listed), set(READERS) - set(listed)
for name, reader in READERS.items():
    blocks = re.findall(r"^```\w+\n(.*?)^```$", (project / f"docs/{name}.md").read_text(), re.S | re.M)
    assert blocks, name
    reader(blocks)
    ok(f"docs/{name}.md")
print(f"{tried} pages tried, 0 failed")
