#!/usr/bin/env python3
"""organisation.py - write a large synthetic "organisation" git repository.

The repository holds, for N teams,

    teams/<area>/<team>/charter.toml     2-4 KB: team, members with roles, 8-16 duties
    teams/<area>/<team>/ownership.toml   0.4-1 KB: paths -> owner + activity
    teams/<area>/<team>/CHARTER.md       about 2 KB: prose, role sections, a RACI table

plus M unrelated source files (src/<area>/<module>/...), all in one base
commit, followed by C commits that each edit 1-3 of those files.  A small,
seeded share of the teams carries defects a workload linter should report
(see DEFECTS), so that the output of a lint is neither empty nor huge.

Everything is a pure function of the options: the same options give the same
HEAD commit id on every machine and Python >= 3.8 (own random generator, fixed
dates and identities, no use of `random`, locale, clock or hash order).  Only
the standard library and the `git` program are needed; objects are written
through `git fast-import`, so 10,000 teams + 100,000 sources + 5,000 commits
take about a minute.

Usage
    organisation.py OUT [--teams 1000] [--sources 10000] [--commits 5000]
                   [--seed 1] [--areas 0] [--org-share 0.6]
                   [--defect-rate 0.01] [--bare] [--no-gc]

    organisation.py org1k  --teams 1000  --sources 10000
    organisation.py org10k --teams 10000 --sources 100000

Options
    --areas A       number of area folders; 0 = about sqrt(teams).  1 puts all
                    teams in one folder (a very wide tree: the unfriendly case).
    --org-share P   share of the edits that hit a team file (the rest hit
                    sources); 1.0 makes every commit touch team files only.
    --bare          write no work tree.
    --no-gc         skip `git gc` (which repacks and writes a commit-graph).

It refuses to write into an existing OUT, prints one line of totals and the
HEAD id, and tags the commit after the base import as `base`.
"""

import argparse
import os
import subprocess
import sys

# --------------------------------------------------------------------------
# A tiny deterministic random generator (splitmix64), keyed by any string.

_MASK = (1 << 64) - 1


class Rng:
    """splitmix64 seeded by FNV-1a of the key; stable across Python versions."""

    __slots__ = ("s",)

    def __init__(self, key):
        h = 0xCBF29CE484222325
        for b in key.encode("utf-8"):
            h = ((h ^ b) * 0x100000001B3) & _MASK
        self.s = h

    def u64(self):
        self.s = (self.s + 0x9E3779B97F4A7C15) & _MASK
        z = self.s
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, n):
        return self.u64() % n

    def between(self, lo, hi):
        """An integer in lo..hi, both ends included."""
        return lo + self.u64() % (hi - lo + 1)

    def chance(self, p):
        return (self.u64() >> 11) / float(1 << 53) < p

    def pick(self, seq):
        return seq[self.u64() % len(seq)]

    def pick_some(self, seq, k):
        """k distinct items of seq, in drawn order."""
        pool, out = list(seq), []
        for _ in range(min(k, len(pool))):
            out.append(pool.pop(self.u64() % len(pool)))
        return out


# --------------------------------------------------------------------------
# Vocabulary

AREAS = """payments billing search identity catalog storage network compute
mobile web data insights growth trust safety compliance support delivery
logistics pricing media ads maps messaging devices tooling release quality
security platform""".split()

# role -> activities that are its own (ids of the taxonomy); one member of each role is drawn per team
OWN = {
    "product-manager": "prioritization product-vision product-strategy roadmap-ownership customer-research problem-identification outcome-metrics",
    "engineering-manager": "delivery-commitment performance-management bug-triage team-issue-escalation",
    "qa-lead": "test-sign-off pre-release-testing",
    "software-engineer": "production-coding on-call-rotation",
    "delivery-manager": "project-management dependency-coordination status-reporting sprint-facilitation",
    "product-designer": "ux-design",
    "technical-writer": "user-documentation release-notes",
    "support-lead": "support-escalation",
    "site-reliability-engineer": "release-execution incident-command",
}
ROLES = list(OWN)
PATH_ACTIVITIES = ["on-call-rotation", "production-coding", "release-execution", "bug-triage"]

FIRST = """alex avery blake casey dana devon eden ellis emery finley harper
jamie jesse jordan jules kai kendall lane logan marlow morgan noor parker
quinn reese remy riley robin rowan sage sam sasha shay skyler sol taylor
toni val wren yael""".split()

LAST = """abara adler amin bauer berg castro chen costa diaz duarte engel
farah fischer garcia haas ito jansen kaya kim kovac lam larsen lopez mori
nakata novak okafor olsen park patel rossi sato silva singh sousa tanaka
torres vogel weber yilmaz""".split()

NOUNS = """service pipeline dashboard backlog runbook contract schema queue
gateway ledger index report budget alert policy library client release
rollout experiment checklist inventory handbook interface archive""".split()

VERBS = """keep review publish rotate audit plan deliver measure triage
document migrate retire monitor approve coordinate escalate estimate maintain
validate refresh""".split()

ADJ = """shared weekly internal public critical regional legacy automated
quarterly temporary signed planned open joint early reliable annual
cross-team customer-facing long-running""".split()

GLUE = """the team will and then must before after with each quarter so that
other groups can rely on it while the owner remains reachable during agreed
hours and every change is written down in this file by the person who made
it""".split()

EXT = ["rs", "py", "go", "ts", "java", "c", "yaml", "json"]

# --------------------------------------------------------------------------
# Names


class Org:
    """Names and counts shared by every file of one generated repository."""

    def __init__(self, a):
        self.seed = str(a.seed)
        self.teams = a.teams
        self.sources = a.sources
        self.defect_rate = a.defect_rate
        self.areas = a.areas or max(1, int(round(a.teams ** 0.5)))
        self.people = max(12, a.teams * 9)

    def area(self, i):
        k = i % self.areas
        base = AREAS[k % len(AREAS)]
        return base if k < len(AREAS) else "%s-%02d" % (base, k // len(AREAS))

    def team(self, i):
        return "%s-%05d" % (self.area(i), i)

    def login(self, p):
        p %= self.people
        f, r = FIRST[p % len(FIRST)], p // len(FIRST)
        return "%s-%s-%d" % (f, LAST[r % len(LAST)], p)

    def team_path(self, i, name):
        return "teams/%s/%s/%s" % (self.area(i), self.team(i), name)

    def source_path(self, j):
        """About 40 sources in a module, about 10 modules for each area step."""
        module = j // 40
        area = self.area(module)
        return "src/%s/mod_%05d/file_%06d.%s" % (area, module, j, EXT[j % len(EXT)])


def sentence(r, n):
    words = []
    for k in range(n):
        m = k % 5
        if m == 0:
            words.append(r.pick(VERBS))
        elif m == 1:
            words.append(r.pick(ADJ))
        elif m == 2:
            words.append(r.pick(NOUNS))
        else:
            words.append(r.pick(GLUE))
    return " ".join(words)


# --------------------------------------------------------------------------
# File contents: each is a function of (org, number, version).  A version adds
# or alters a line or two, so successive versions delta-compress as real ones.

# Defects, spread evenly over the defective teams.
DEFECTS = (
    "pm-signs-tests",      # the product manager is accountable for test-sign-off
    "over-allocated",      # a member with an allocation above 1.0
    "no-accountable",      # a duty without anyone accountable
    "unknown-handle",      # an accountable who is in no team
    "unknown-activity",    # a misspelt activity
    "prose-sign-off",      # CHARTER.md says that the product manager signs off on testing
)


def defect_of(org, i):
    r = Rng("%s/defect/%d" % (org.seed, i))
    if r.chance(org.defect_rate):
        return r.pick(DEFECTS)
    return None


def members_of(org, i):
    """[(handle, role)] of team i: 6 to 9 people, one per role."""
    r = Rng("%s/members/%d" % (org.seed, i))
    n = r.between(6, 9)
    first = (i * 9) % org.people
    return [("@" + org.login(first + k), ROLES[k]) for k in range(n)]


def charter_toml(org, i, version):
    r = Rng("%s/charter/%d" % (org.seed, i))
    bad = defect_of(org, i)
    members = members_of(org, i)
    by_role = {role: handle for handle, role in members}
    out = [
        "# Charter of team %s (revision %d)" % (org.team(i), version),
        "[team]",
        'name = "%s"' % org.team(i),
        'mission = "%s"' % sentence(r, 10).capitalize(),
        'parent = "%s"' % org.team(i // 10),
        "engineers = %d" % r.between(3, 8),
        "reviewed = 2026-%02d-%02d" % (r.between(7, 10), r.between(1, 28)),
        "",
    ]
    for k, (handle, role) in enumerate(members):
        alloc = "1.3" if bad == "over-allocated" and k == 0 else r.pick(["0.6", "0.8", "0.8", "1.0"])
        out += ["[[member]]", 'handle = "%s"' % handle, 'role = "%s"' % role, "allocation = %s" % alloc, ""]
    duties = [(a, role) for role in by_role for a in OWN[role].split()]
    hot = version % len(duties)
    for k, (activity, role) in enumerate(duties):
        acc = by_role[role]
        if activity == "test-sign-off" and bad == "pm-signs-tests":
            acc = by_role["product-manager"]
        if bad == "unknown-handle" and k == 3:
            acc = "@nobody-%d" % i
        name = "prioritisaton" if bad == "unknown-activity" and k == 0 else activity
        hours = r.between(1, 4) + (version if k == hot else 0) % 3
        out += ["[[duty]]", 'activity = "%s"' % name]
        if not (bad == "no-accountable" and k == 2):
            out.append('accountable = "%s"' % acc)
        out += [
            'responsible = ["%s"]' % by_role[role],
            'consulted = ["%s"]' % r.pick(members)[0],
            'informed = ["%s"]' % r.pick(members)[0],
            "hours = %d" % hours,
            "",
        ]
    return "\n".join(out)


def ownership_toml(org, i, version):
    r = Rng("%s/ownership/%d" % (org.seed, i))
    members = members_of(org, i)
    out = ["# Paths owned by %s" % org.team(i), ""]
    modules = max(1, org.sources // 40)
    n = r.between(4, 9)
    for k in range(n + version % 4):
        m = (i + k * org.teams) % modules
        path = os.path.dirname(org.source_path(m * 40))
        tail = r.pick(["**", "*.rs", "**/*.py", "file_*"])
        out += ["[[own]]", 'path = "%s/%s"' % (path, tail), 'owner = "%s"' % members[3 + k % 3][0],
                'activity = "%s"' % r.pick(PATH_ACTIVITIES), ""]
    return "\n".join(out)


def charter_md(org, i, version):
    r = Rng("%s/md/%d" % (org.seed, i))
    bad = defect_of(org, i)
    members = members_of(org, i)
    out = ["# %s" % org.team(i), "", "Area: **%s**. See [charter](charter.toml)." % org.area(i), ""]
    for title in ("Purpose", "Ways of working"):
        out += ["## " + title, ""]
        for _ in range(r.between(1, 2)):
            para = ". ".join(sentence(r, r.between(8, 14)).capitalize() for _ in range(3)) + "."
            out += [para, ""]
    for handle, role in members[:4]:
        out += ["## %s" % role.replace("-", " ").capitalize(), ""]
        out += ["- Owns %s" % a.replace("-", " ") for a in OWN[role].split()] + [""]
    out += ["## Who does what", "", "| Activity | " + " | ".join(role.replace("-", " ") for _, role in members) + " |",
            "|---" * (len(members) + 1) + "|"]
    for k, (_, role) in enumerate(members):
        for a in OWN[role].split()[:2]:
            out.append("| %s | " % a.replace("-", " ") + " | ".join("R/A" if x == k else r.pick(["C", "I", ""]) for x in range(len(members))) + " |")
    out.append("")
    if bad == "prose-sign-off":
        out += ["The product manager signs off on testing before every release.", ""]
    for v in range(max(0, version - 8), version):
        out.append("- change %d: %s" % (v + 1, sentence(Rng("%s/mdv/%d/%d" % (org.seed, i, v)), 6)))
    out.append("")
    return "\n".join(out)


def source_text(org, j, version):
    r = Rng("%s/src/%d" % (org.seed, j))
    c = {"py": "#", "yaml": "#"}.get(EXT[j % len(EXT)], "//")
    out = ["%s file %d" % (c, j)]
    for k in range(r.between(6, 24)):
        out.append("%s_%d = %s(%d) %s %s" % (r.pick(NOUNS), k, r.pick(VERBS), r.below(1000), c,
                                             r.pick(ADJ)))
    for v in range(max(0, version - 4), version):
        out.append("%s edit %d" % (c, v + 1))
    out.append("")
    return "\n".join(out)


KINDS = (("charter.toml", charter_toml), ("ownership.toml", ownership_toml),
         ("CHARTER.md", charter_md))

# --------------------------------------------------------------------------
# The fast-import stream

EPOCH = 1700000000  # the base commit; each later commit is ten minutes on


def person(org, r):
    login = org.login(r.below(org.people))
    return "%s <%s@example.org>" % (login.replace("-", " ").title(), login)


def put_data(w, text):
    b = text.encode("utf-8")
    w(b"data %d\n" % len(b))
    w(b)
    w(b"\n")


def put_commit(w, org, r, mark, when, message, parent=None):
    who = person(org, r)
    w(b"commit refs/heads/main\nmark :%d\n" % mark)
    w(("author %s %d +0000\n" % (who, when)).encode())
    w(("committer %s %d +0000\n" % (who, when)).encode())
    put_data(w, message)
    if parent:
        w(b"from :%d\n" % parent)


def put_file(w, path, text):
    w(("M 100644 inline %s\n" % path).encode())
    put_data(w, text)


def write_stream(w, org, commits, org_share):
    r = Rng("%s/history" % org.seed)
    put_commit(w, org, r, 1, EPOCH, "Import the organisation\n")
    put_file(w, "README.md", "# Organisation\n\n%d teams, %d sources.\n" % (org.teams, org.sources))
    put_file(w, ".gitignore", "/target/\n*.tmp\n")
    for i in range(org.teams):
        for name, make in KINDS:
            put_file(w, org.team_path(i, name), make(org, i, 0))
    for j in range(org.sources):
        put_file(w, org.source_path(j), source_text(org, j, 0))
    w(b"\nreset refs/tags/base\nfrom :1\n\n")

    version = {}
    for c in range(commits):
        edits = {}
        want = r.between(1, 3)
        while len(edits) < want:
            if org.sources == 0 or r.chance(org_share):
                i, k = r.below(org.teams), r.below(10)
                k = 0 if k < 5 else 1 if k < 8 else 2  # charters change most
                path, make, n = org.team_path(i, KINDS[k][0]), KINDS[k][1], i
            else:
                n = r.below(org.sources)
                path, make = org.source_path(n), source_text
            edits[path] = (make, n)
        parent = 1 + c
        put_commit(w, org, r, 2 + c, EPOCH + 600 * (c + 1),
                   "%s\n" % sentence(r, 5).capitalize(), parent)
        for path in sorted(edits):
            make, n = edits[path]
            version[path] = version.get(path, 0) + 1
            put_file(w, path, make(org, n, version[path]))
    w(b"done\n")


# --------------------------------------------------------------------------


def git(repo, *args):
    # Neither the caller's nor the system's configuration may change the result.
    env = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    return subprocess.run(("git", "-C", repo) + args, check=True, env=env,
                          stdout=subprocess.PIPE).stdout.decode().strip()


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0],
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--teams", type=int, default=1000)
    p.add_argument("--sources", type=int, default=10000)
    p.add_argument("--commits", type=int, default=5000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--areas", type=int, default=0, help="0 = about sqrt(teams)")
    p.add_argument("--org-share", type=float, default=0.6)
    p.add_argument("--defect-rate", type=float, default=0.01)
    p.add_argument("--bare", action="store_true")
    p.add_argument("--no-gc", action="store_true")
    a = p.parse_args(argv)
    if a.teams < 1 or a.sources < 0 or a.commits < 0 or a.areas < 0:
        p.error("counts must not be negative, and there must be a team")
    if os.path.lexists(a.out):
        p.error("%s exists already" % a.out)

    org = Org(a)
    os.makedirs(a.out)
    git(a.out, "init", "-q", "-b", "main", *(["--bare"] if a.bare else []))
    imp = subprocess.Popen(["git", "-C", a.out, "fast-import", "--quiet", "--done", "--force"],
                           stdin=subprocess.PIPE)
    buffered = open(imp.stdin.fileno(), "wb", buffering=1 << 20, closefd=False)
    write_stream(buffered.write, org, a.commits, a.org_share)
    buffered.flush()
    imp.stdin.close()
    if imp.wait() != 0:
        sys.exit("git fast-import failed")
    if not a.no_gc:
        git(a.out, "gc", "--quiet")
    if not a.bare:
        git(a.out, "reset", "-q", "--hard", "main")
    print("teams=%d sources=%d commits=%d areas=%d HEAD=%s" %
          (org.teams, org.sources, a.commits + 1, org.areas, git(a.out, "rev-parse", "main")))


if __name__ == "__main__":
    main()
