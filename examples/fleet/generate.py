"""Makes bare repositories of one organisation to try the fleet with: charters in TOML and prose, owners, people who are in several
of them. One repository is broken and one hangs, as happens in any large number of them.

usage: generate.py FOLDER [--repositories 200] [--seed 1]     (writes FOLDER/bare/, FOLDER/central/ and FOLDER/repositories.tsv)
"""
import argparse
import os
import pathlib
import random
import subprocess

ROLES = ["software-engineer", "tester", "engineering-manager", "site-reliability-engineer", "technical-writer", "product-designer"]
WORK = ["test sign-off", "roadmap", "release approval", "on-call rotation", "code review", "incident command", "user research",
        "stakeholder updates", "release notes", "support escalation", "capacity planning", "threat modelling"]


def charter(random, team, manager, engineers):
    lines = [f'[team]\nname = "{team}"\nengineers = {len(engineers) + 2}\nreviewed = 2026-0{random.randint(1, 5)}-01\n']
    # The person is the same in every repository, and called otherwise in some.
    handle = manager if random.random() < 0.8 else f"{manager}-work"
    lines.append(f'[[member]]\nhandle = "{handle}"\nrole = "product-manager"\nallocation = {random.choice([0.2, 0.3, 0.5])}\n')
    lines += [f'[[member]]\nhandle = "{handle}"\nrole = "{random.choice(ROLES)}"\n' for handle in engineers]
    for work in random.sample(WORK, random.randint(2, 8)):
        holder = random.choice([handle, *engineers])
        lines.append(f'[[duty]]\nactivity = "{work}"\naccountable = "{holder}"\nresponsible = ["{random.choice(engineers)}"]\n')
    if random.random() < 0.3:
        lines.append('[[duty]]\nactivity = "data retention"\n')
    return "\n".join(lines)


def page(team, manager):
    return f"# {team}\n\n## Product manager\n\n- Owns the roadmap\n- Triages support tickets\n\n{manager} signs off on testing.\n"


def stream(commits):
    """What `git fast-import` reads: commits of files, one after the other."""
    for number, files in enumerate(commits):
        seconds = 1767225600 + number * 2592000
        yield f"commit refs/heads/main\ncommitter Ada <ada@example.org> {seconds} +0000\ndata 1\nx\n"
        for path, text in files.items():
            data = text.encode()
            yield f"M 100644 inline {path}\ndata {len(data)}\n{text}\n"
        yield "\n"


def bare(folder, commits):
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", folder], **quiet)
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input="".join(stream(commits)).encode(), **quiet)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--repositories", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    chance = random.Random(given.seed)
    given.folder.mkdir(parents=True)
    managers = [f"@pm{number}" for number in range(max(2, given.repositories // 3))]
    names = [f"acme/service-{number:04}" for number in range(given.repositories)]
    for number, name in enumerate(names):
        files = {"README.md": f"# {name}\n"}
        # Repositories are of mixed sizes: most have one team, some have many.
        for team in range(1 if chance.random() < 0.8 else chance.randint(2, 12)):
            title = f"Team {number} {team}"
            folder, manager = f"teams/t{number}-{team}", chance.choice(managers)
            engineers = [f"@e{number}-{team}-{one}" for one in range(chance.randint(1, 5))]
            files[f"{folder}/charter.toml"] = charter(chance, title, manager, engineers)
            files[f"{folder}/ownership.toml"] = f'[[own]]\npath = "services/{number}/{team}/**"\nowner = "{engineers[0]}"\n'
            if chance.random() < 0.3:
                files[f"{folder}/CHARTER.md"] = page(title, manager)
        bare(given.folder / "bare" / f"{name}.git", [files])
    broken, hanging = (given.folder / "bare" / f"{name}.git" for name in names[1:3])
    for pack in broken.rglob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(b"this was a pack")
    for loose in broken.glob("objects/??/*"):
        loose.unlink()
    # Whoever reads HEAD waits for somebody to write it.
    (hanging / "HEAD").unlink()
    os.mkfifo(hanging / "HEAD")
    central = given.folder / "central"
    central.mkdir()
    person = '[[person]]\nhandle = "{0}"\naliases = ["{0}-work"]\nrole = "product-manager"\n'
    (central / "people.toml").write_text("\n".join(person.format(handle) for handle in managers))
    (central / "drawline.toml").write_text("[rules]\ntoo-many-teams = { max = 3 }\nunknown-handle = \"off\"\n")
    rows = (f"{name}\t{(given.folder / 'bare' / f'{name}.git').resolve()}\n" for name in names)
    (given.folder / "repositories.tsv").write_text("".join(rows))


if __name__ == "__main__":
    main()
