"""Runs the steps of action.yml as a runner does, in clones that actions/checkout would make, with the payloads of events.

usage: tests/clients/action.py path/to/drawline      (needs PyYAML, git and bash)
"""
import json, os, pathlib, re, subprocess, sys, tempfile
import yaml

project = pathlib.Path(__file__).resolve().parents[2]
drawline = pathlib.Path(sys.argv[1]).resolve()
action = yaml.safe_load((project / "action.yml").read_text())
work = pathlib.Path(tempfile.mkdtemp())
identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.org"))}
base_env = {"PATH": f"{drawline.parent}:{os.environ['PATH']}", "HOME": str(work), "GIT_CONFIG_GLOBAL": "/dev/null", **identity}
ZERO = "0" * 40
failures = 0


def git(folder, *args):
    run = subprocess.run(["git", "-C", str(folder), *args], env=base_env, capture_output=True, text=True)
    assert run.returncode == 0, (args, run.stderr)
    return run.stdout.strip()


def value(text, inputs, outputs):
    def fill(match):
        kind, name = match[1].strip().split(".", 1)
        return inputs[name] if kind == "inputs" else outputs.get(name.removeprefix("lint.outputs."), "")
    return re.sub(r"\$\{\{(.*?)\}\}", fill, str(text))


def run_action(workspace, event, payload, ref="refs/heads/main", **given):
    """Exit code, outputs, log and summary of the action."""
    inputs = {name: given.get(name.replace("-", "_"), spec.get("default", "")) for name, spec in action["inputs"].items()}
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    payload_file, summary = folder / "event.json", folder / "summary"
    payload_file.write_text(json.dumps(payload))
    log, code, outputs = "", 0, {}
    for number, step in enumerate(action["runs"]["steps"]):
        output = folder / f"output-{number}"
        for file in (output, summary, folder / "path"):
            file.touch()
        env = {**base_env, "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(project), "GITHUB_EVENT_NAME": event,
               "GITHUB_EVENT_PATH": str(payload_file), "GITHUB_REF": ref, "GITHUB_OUTPUT": str(output),
               "GITHUB_PATH": str(folder / "path"), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(folder),
               "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64",
               **{key: value(text, inputs, {}) for key, text in step.get("env", {}).items()}}
        assert "${{" not in step["run"], "an expression inside a script"
        where = workspace / value(step.get("working-directory", "."), inputs, {})
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(shell, cwd=where, env=env, capture_output=True, text=True)
        log += done.stdout + done.stderr
        outputs.update(line.split("=", 1) for line in output.read_text().splitlines())
        code = code or done.returncode
    shown = {name: value(spec["value"].replace("steps.", "steps.", 1), inputs, outputs) for name, spec in action["outputs"].items()}
    return code, shown, log, summary.read_text()


def check(name, result, code, errors=None, text=None, judged=None):
    global failures
    got_code, outputs, log, summary = result
    wrong = []
    if got_code != code:
        wrong.append(f"exit {got_code}, not {code}")
    if errors is not None and outputs["errors"] != str(errors):
        wrong.append(f"{outputs['errors']} errors, not {errors}")
    if text is not None and text not in log + summary:
        wrong.append(f"nothing says {text!r}")
    if judged is not None and outputs["range"] != judged:
        wrong.append(f"judged {outputs['range']}, not {judged}")
    failures += bool(wrong)
    print(f"{'FAILED' if wrong else 'ok'}: {name}" + "".join(f"\n    {line}" for line in wrong))
    if wrong:
        print(log)


SOUND = '[team]\nname = "A"\n\n[[member]]\nhandle = "@ana"\nrole = "product-manager"\n'
GUILTY = SOUND + '\n[[duty]]\nactivity = "test-sign-off"\naccountable = "@ana"\n'

# The repository on the server: a base, a pull request, and the merge that GitHub makes of the two.
server = work / "server"
server.mkdir()
git(server, "init", "-q", "-b", "main")
git(server, "config", "uploadpack.allowAnySHA1InWant", "true")


def commit(text, message):
    (server / "charter.toml").write_text(text)
    git(server, "add", "-A")
    git(server, "commit", "-q", "-m", message)
    return git(server, "rev-parse", "HEAD")


start = commit(SOUND, "start")
git(server, "checkout", "-q", "-b", "topic")
topic = commit(GUILTY, "take the tests on")
git(server, "checkout", "-q", "main")
(server / "README.md").write_text("read me\n")
git(server, "add", "-A")
git(server, "commit", "-q", "-m", "a base that moved on")
main = git(server, "rev-parse", "HEAD")
git(server, "checkout", "-q", "--detach", "main")
git(server, "merge", "-q", "--no-ff", "-m", "merge", "topic")
merge = git(server, "rev-parse", "HEAD")
git(server, "update-ref", "refs/pull/1/merge", merge)
git(server, "checkout", "-q", "main")
git(server, "tag", "v1", "topic")


def clone(ref, depth=0):
    """What actions/checkout leaves behind."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", f"file://{server}")
    wanted = [f"+{ref}:refs/remotes/origin/checked-out"]
    if depth:
        wanted = [f"--depth={depth}", *wanted]
    else:
        wanted.append("+refs/heads/*:refs/remotes/origin/*")
    git(folder, "fetch", "-q", "--no-tags", "origin", *wanted)
    git(folder, "checkout", "-q", "--detach", "refs/remotes/origin/checked-out")
    return folder


# The payload's base is older than the base of the merge, as it often is.
pull = {"number": 1, "pull_request": {"base": {"sha": start, "ref": "main"}, "head": {"sha": topic, "ref": "topic"}}}
repository = {"repository": {"default_branch": "main"}}
pr = "refs/pull/1/merge"
check("a pull request, fetch-depth 2", run_action(clone(pr, 2), "pull_request", pull, pr), 1, 1, "::error file=charter.toml",
      f"{main}..{merge}")
check("its summary has the findings and who gains what", run_action(clone(pr, 2), "pull_request", pull, pr), 1, 1, "@\u200bana")
check("a pull request, fetch-depth 1, says what to set", run_action(clone(pr, 1), "pull_request", pull, pr), 2, None, "fetch-depth: 2")
check("a pull request, the head itself, full history", run_action(clone("refs/heads/topic"), "pull_request", pull, pr), 1, 1, None,
      f"{start}..{topic}")
check("a softer fail-on", run_action(clone(pr, 2), "pull_request", pull, pr, format="short", rules_from="head"), 1, 1)
push = {**repository, "before": start, "after": topic, "forced": False}
check("a push", run_action(clone("refs/heads/topic"), "push", push, "refs/heads/topic"), 1, 1, None, f"{start}..{topic}")
check("a push, too shallow", run_action(clone("refs/heads/topic", 1), "push", push, "refs/heads/topic"), 2, None, "fetch-depth")
check("a new branch", run_action(clone("refs/heads/topic"), "push", {**push, "before": ZERO}, "refs/heads/topic"), 1, 1, None,
      f"{start}..{topic}")
check("a forced push whose old tip is gone",
      run_action(clone("refs/heads/topic"), "push", {**push, "before": "1" * 40, "forced": True}, "refs/heads/topic"), 1, 1, None,
      f"{start}..{topic}")
check("a branch that was deleted", run_action(clone("refs/heads/main"), "push", {**push, "after": ZERO}), 0, None, "nothing to judge")
check("a tag", run_action(clone("refs/tags/v1"), "push", {**push, "before": ZERO}, "refs/tags/v1"), 1, 1, None, "HEAD")
group = {"merge_group": {"base_sha": main, "head_sha": merge}}
check("a merge group", run_action(clone(pr), "merge_group", group, pr), 1, 1, None, f"{main}..{merge}")
check("a schedule judges everything", run_action(clone("refs/heads/topic"), "schedule", {}), 1, 1, None, "HEAD")
check("a sound branch", run_action(clone("refs/heads/main"), "schedule", {}), 0, 0)
check("a range of one's own", run_action(clone(pr), "push", push, range=f"{start}..{merge}"), 1, 1)
check("a range that is none", run_action(clone(pr), "push", push, range="--all"), 2, None, "no range")
sarif = clone(pr, 2)
check("a SARIF file", run_action(sarif, "pull_request", pull, pr, sarif_file="out.sarif"), 1, 1)
assert json.loads((sarif / "out.sarif").read_text())["version"] == "2.1.0"
check("a version that is none", run_action(clone(pr, 2), "pull_request", pull, pr, version="1; rm -rf /"), 2, None, "no version")
print(f"{failures} failed")
sys.exit(failures > 0)
