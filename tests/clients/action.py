"""Runs the steps of action.yml as a runner does, in clones that actions/checkout would make, with the payloads of events.

usage: tests/clients/action.py path/to/drawline      (needs PyYAML, git and bash)
"""
import hashlib, http.server, json, os, pathlib, re, shutil, subprocess, sys, tempfile, threading
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
        return inputs[name] if kind == "inputs" else outputs.get(name.rpartition(".outputs.")[2], "")
    return re.sub(r"\$\{\{(.*?)\}\}", fill, str(text))


def run_action(workspace, event, payload, ref="refs/heads/main", sha=None, more=None, **given):
    """Exit code, outputs, log and summary of the action."""
    inputs = {name: given.get(name.replace("-", "_"), spec.get("default", "")) for name, spec in action["inputs"].items()}
    folder = pathlib.Path(tempfile.mkdtemp(dir=work))
    payload_file, summary = folder / "event.json", folder / "summary"
    payload_file.write_text(json.dumps(payload))
    log, code, outputs, installed = "", 0, {}, {}
    for number, step in enumerate(action["runs"]["steps"]):
        output = folder / f"output-{number}"
        for file in (output, summary, folder / "path"):
            file.touch()
        env = {**base_env, "GITHUB_ACTIONS": "true", "GITHUB_ACTION_PATH": str(project), "GITHUB_EVENT_NAME": event,
               "GITHUB_EVENT_PATH": str(payload_file), "GITHUB_REF": ref, "GITHUB_SHA": sha or git(workspace, "rev-parse", "HEAD"),
               "GITHUB_WORKSPACE": str(workspace), "GITHUB_OUTPUT": str(output),
               "GITHUB_PATH": str(folder / "path"), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(folder),
               "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64",
               **{key: value(text, inputs, installed) for key, text in step.get("env", {}).items()}, **(more or {})}
        assert "${{" not in step["run"], "an expression inside a script"
        where = workspace / value(step.get("working-directory", "."), inputs, {})
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(shell, cwd=where, env=env, capture_output=True, text=True)
        log += done.stdout + done.stderr
        said = dict(line.split("=", 1) for line in output.read_text().splitlines())
        (installed if step["id"] == "install" else outputs).update(said)
        code = code or done.returncode
        if code:
            break
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


def commit(text, message, rules=None):
    (server / "charter.toml").write_text(text)
    if rules:
        (server / "drawline.toml").write_text(rules)
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
# A pull request whose author ends it with a merge: its first parent has the duty and turns the rule off.
git(server, "checkout", "-q", "-b", "own", "main")
commit(GUILTY, "take the tests on", '[rules]\nout-of-scope = "off"\n')
git(server, "checkout", "-q", "-b", "side", "main")
(server / "NOTES.md").write_text("notes\n")
git(server, "add", "-A")
git(server, "commit", "-q", "-m", "a side branch")
git(server, "checkout", "-q", "own")
git(server, "merge", "-q", "--no-ff", "-m", "merge the side", "side")
own_merge = git(server, "rev-parse", "HEAD")
# A finding that is a warning.
git(server, "checkout", "-q", "-b", "mild", "main")
commit(GUILTY.replace("test-sign-off", "content-writing"), "take the words on")
git(server, "checkout", "-q", "main")


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
check("a pull request, the head itself, full history",
      run_action(clone("refs/heads/topic"), "pull_request", pull, pr, sha=merge), 1, 1, None, f"{start}..{topic}")
check("a pull request, the head itself, too shallow",
      run_action(clone("refs/heads/topic", 2), "pull_request", pull, pr, sha=merge), 2, None, "fetch-depth: 0")
check("a pull request, judged by its own rules", run_action(clone(pr, 2), "pull_request", pull, pr, format="short", rules_from="head"), 1, 1)
check("a stricter fail-on", run_action(clone("refs/heads/mild"), "schedule", {}, fail_on="warning"), 1, 0)
check("without it the same passes", run_action(clone("refs/heads/mild"), "schedule", {}), 0, 0)

# What a pull request's author chooses must not choose its judge: a merge of their own as the head, rules that go soft.
own = {"number": 2, "pull_request": {"base": {"sha": main, "ref": "main"}, "head": {"sha": own_merge, "ref": "own"}}}
check("a merge of the author's own making",
      run_action(clone("refs/heads/own"), "pull_request", own, "refs/pull/2/merge", sha=main), 1, 1, None, f"{main}..{own_merge}")
check("the same, as pull_request_target",
      run_action(clone("refs/heads/own"), "pull_request_target", own, "refs/heads/main", sha=main), 1, 1, None, f"{main}..{own_merge}")
check("pull_request_target without the head checked out",
      run_action(clone("refs/heads/main", 1), "pull_request_target", own, "refs/heads/main", sha=main), 2, None, "the head of the pull request")
check("a merge that is not the run's own is believed by nobody",
      run_action(clone(pr), "pull_request", pull, pr, sha=main), 1, 1, None, f"{start}..{topic}")

# Nothing that lies in the folder is run or asked: modules of an interpreter, a toolchain, a program on a relative path.
trap = clone(pr, 2)
(trap / "json.py").write_text("open('ran', 'w')\n")
(trap / "bin").mkdir()
for name in ("cargo", "git", "python3", "cat", "drawline"):
    (trap / "bin" / name).write_text("#!/bin/sh\necho ran > ../ran\n")
    (trap / "bin" / name).chmod(0o755)
(trap / "rust-toolchain.toml").write_text(f'[toolchain]\npath = "{trap}"\n')
check("traps in the folder", run_action(trap, "pull_request", pull, pr), 1, 1)
assert not (trap / "ran").exists() and not (trap.parent / "ran").exists(), "the folder's own code ran"
recorder = work / "recorder"
recorder.mkdir()
(recorder / "cargo").write_text('#!/bin/sh\npwd > "$RUNNER_TEMP/cargo-ran-in"\nexit 7\n')
(recorder / "cargo").chmod(0o755)
check("a drawline that the folder holds is not used: cargo builds one",
      run_action(trap, "pull_request", pull, pr, more={"PATH": f"{recorder}:{trap}/bin:/usr/bin:/bin"}), 7)
ran_in = [file.read_text().strip() for file in work.glob("*/cargo-ran-in")]
assert ran_in == [str(project / ".github/action")], ran_in
assert "channel" in (project / ".github/action/rust-toolchain.toml").read_text()

push = {**repository, "before": start, "after": topic, "forced": False}
on_topic = "refs/heads/topic"
check("a push", run_action(clone(on_topic), "push", push, on_topic), 1, 1, None, f"{start}..{topic}")
check("a push, too shallow", run_action(clone(on_topic, 1), "push", push, on_topic), 2, None, "fetch-depth")
check("a new branch", run_action(clone(on_topic), "push", {**push, "before": ZERO}, on_topic), 1, 1, None, f"{start}..{topic}")
check("a forced push whose old tip is gone",
      run_action(clone(on_topic), "push", {**push, "before": "1" * 40, "forced": True}, on_topic), 1, 1, None, f"{start}..{topic}")
check("a forced push whose old tip is here",
      run_action(clone(on_topic), "push", {**push, "before": main, "forced": True}, on_topic), 1, 1, None, f"{main}..{topic}")
check("a forced push to the default branch whose old tip is gone: everything",
      run_action(clone("refs/heads/main"), "push", {**push, "before": "1" * 40, "after": main, "forced": True}), 0, 0, None, main)
check("a push whose old tip is gone though it was not forced",
      run_action(clone(on_topic), "push", {**push, "before": "1" * 40}, on_topic), 2, None, "the commit before the push")
check("a push of what is not here", run_action(clone(on_topic), "push", {**push, "after": "2" * 40}, on_topic), 2, None, "what was pushed")
check("a push that says nothing", run_action(clone(on_topic), "push", {}, on_topic), 2, None, "no before and after")
check("a push whose old tip is no commit", run_action(clone(on_topic), "push", {**push, "before": "--all"}, on_topic), 2, None, "does not name")
check("a branch that was deleted", run_action(clone("refs/heads/main"), "push", {**push, "after": ZERO}), 0, None, "nothing to judge")
check("a tag", run_action(clone("refs/tags/v1"), "push", {**push, "before": ZERO}, "refs/tags/v1"), 1, 1, None, topic)
group = {"merge_group": {"base_sha": main, "head_sha": merge}}
check("a merge group", run_action(clone(pr), "merge_group", group, pr), 1, 1, None, f"{main}..{merge}")
check("a merge group, too shallow", run_action(clone(pr, 1), "merge_group", group, pr), 2, None, "fetch-depth: 0")
for event in ("schedule", "workflow_dispatch", "repository_dispatch", "release"):
    check(f"{event} judges everything", run_action(clone(on_topic), event, {}), 1, 1, None, topic)
check("a sound branch", run_action(clone("refs/heads/main"), "schedule", {}), 0, 0)
for event in ("pull_request", "pull_request_target", "merge_group", "push", "workflow_run", "issue_comment", ""):
    check(f"{event or 'no event'} without a payload that says what changed stops", run_action(clone(pr), event, {}, pr), 2, None, "::error")
check("a payload that is no object stops", run_action(clone(pr), "pull_request", [1], pr), 2, None, "cannot be read")

check("a range of one's own", run_action(clone(pr), "push", push, range=f"{start}..{merge}"), 1, 1)
check("an event that is not known, with a range of one's own", run_action(clone(pr), "workflow_run", {}, range=f"{start}..{merge}"), 1, 1)
for wrong in ("--all", "..HEAD", "...HEAD", "HEAD", "--x..HEAD"):
    check(f"a range that is none: {wrong}", run_action(clone(pr), "push", push, range=wrong), 2, None, "no range")
check("an input with a line break sets no value", run_action(clone(pr), "push", push, range=f"{start}..{merge}\nerrors=0"), 2, None, "line break")
check("nor does the name of a file", run_action(clone(pr), "push", push, sarif_file="a\nerrors=0"), 2, None, "line break")
sarif = clone(pr, 2)
report = clone(pr)
code, shown, log, summary = run_action(report, "pull_request", pull, pr, report_file="out.html")
check("a report, and who gains what as a file", (code, shown, log, summary), 1, 1)
if "default-src 'none'" not in (report / "out.html").read_text() or shown["report-file"] != "out.html" \
        or pathlib.Path(shown["impact-file"]).read_text() not in summary:
    failures += 1
    print("the report or the impact is not where it should be:", shown, log)
check("a SARIF file", run_action(sarif, "pull_request", pull, pr, sarif_file="out.sarif"), 1, 1)
assert json.loads((sarif / "out.sarif").read_text())["version"] == "2.1.0"
check("a version that is none", run_action(clone(pr, 2), "pull_request", pull, pr, version="1; rm -rf /"), 2, None, "no version")
# A release, from a server that stands for the one of the releases: a `curl` before the real one names another host, and
# passes all else on. What is in the archive is a program that says that it ran.
releases = work / "releases" / "drawline" / "drawline" / "releases" / "download"
stem, ran = "x86_64-unknown-linux-musl", work / "ran-releases"


def release(version, names="{}", cut=None, swapped=False):
    """An archive and its checksum as release.yml makes them; broken as asked for."""
    folder = releases / f"v{version}"
    folder.mkdir(parents=True)
    archive = folder / f"drawline-{version}-{stem}.tar.gz"
    program = folder / "drawline"
    program.write_text(f'#!/bin/sh\necho {version} >> "{ran}"\nexec "{drawline}" "$@"\n')
    program.chmod(0o755)
    subprocess.run(["tar", "-czf", archive, "-C", folder, "drawline"], check=True)
    program.unlink()
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    (folder / f"{archive.name}.sha256").write_text(names.format(f"{digest}  {archive.name}\n"))
    if cut:
        archive.write_bytes(archive.read_bytes()[:-cut])
    if swapped:
        (folder / "other").write_text("#!/bin/sh\nexit 0\n")
        subprocess.run(["tar", "-czf", archive, "-C", folder, "--transform=s/other/drawline/", "other"], check=True)


release("1.0.0")
release("1.0.1", swapped=True)
release("1.0.2", cut=1)
release("1.0.3", names="")
release("1.0.4", names="{:.0}" + "0" * 64 + f"  drawline-1.0.4-{stem}.tar.gz\n")
release("1.0.5", names="404: not found\n")
asked = []


class Releases(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args):
        super().__init__(*args, directory=str(work / "releases"))

    def log_message(self, *_):
        asked.append(self.path)


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Releases) as web:
    threading.Thread(target=web.serve_forever, daemon=True).start()
    shim = work / "shim"
    shim.mkdir()
    (shim / "curl").write_text(
        f'#!/usr/bin/env bash\nexec {shutil.which("curl")} "${{@/#https:\\/\\/github.com/http://127.0.0.1:{web.server_port}}}"\n')
    (shim / "curl").chmod(0o755)
    # No drawline and no cargo on the path: what runs is what was fetched, or nothing.
    paths = {"PATH": f"{shim}:/usr/bin:/bin"}

    def installed(version, **more):
        return run_action(clone(pr, 2), "pull_request", pull, pr, version=version, more={**paths, **more})

    check("a release is fetched, checked and used", installed("1.0.0"), 1, 1, "tar.gz: OK", f"{main}..{merge}")
    assert set(ran.read_text().split()) == {"1.0.0"}
    assert asked and all("/v1.0.0/" in path for path in asked) and len(asked) == 2, asked
    check("a version with its letter is the same release", installed("v1.0.0"), 1, 1, "tar.gz: OK")
    ran.unlink()
    for version, what in (("1.0.1", "another program than was built"), ("1.0.2", "an archive that is cut short"),
                          ("1.0.3", "an empty checksum"), ("1.0.4", "a checksum of something else"),
                          ("1.0.5", "a page in the place of a checksum")):
        result = installed(version)
        check(f"{what} fails the job and is not used", result, 1)
        assert result[1]["errors"] == "" and result[1]["range"] == "" and not ran.exists(), result
        fetched = [file.parent for file in work.glob(f"*/drawline/bin/drawline-{version}-*.tar.gz")]
        assert fetched and not any((folder / "drawline").exists() for folder in fetched), "it was unpacked"
    check("a release that is not there fails the job", installed("9.9.9"), 22, None, "404")
    check("a machine without releases builds one", installed("1.0.0", RUNNER_ARCH="RISCV", PATH=f"{recorder}:{paths['PATH']}"), 7)
    web.shutdown()

print(f"{failures} failed")
sys.exit(failures > 0)
