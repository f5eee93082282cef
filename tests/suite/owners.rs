//! Who owns a path: the examples of both hosts' pages, and an oracle that knows nothing of how it is done, on random patterns
//! and paths. The oracles try every split, so they are slow and short.

use std::sync::Arc;

use drawline::base::date::Date;
use drawline::lint::Judgement;
use drawline::org::Org;
use drawline::owners::Law;
use drawline::owners::glob::{Glob, LONGEST};
use drawline::policy::{Choice, Policy};
use drawline::snapshot::Snapshot;

use crate::growth::{Start, growth};

fn matches(law: Law, pattern: &str, path: &str) -> bool {
    Glob::read(law, pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault:?}")).matches(path)
}

fn policy() -> Arc<Policy> {
    Arc::new(Policy::load(Choice::default()).expect("the embedded rules are sound"))
}

/// Runs `look` on the organisation of these files.
fn of_files<T>(files: &[(&str, &str)], look: impl FnOnce(&Org) -> T) -> T {
    let policy = policy();
    let snapshot = Snapshot::of_texts(&policy.config, files.iter().copied());
    let day = Date::new(2026, 6, 1).expect("a day");
    look(Judgement::of(&policy, &snapshot, day).org())
}

/// The lines that count for a path, each as its pattern.
fn counting(files: &[(&str, &str)], path: &str) -> Vec<String> {
    of_files(files, |org| {
        let owning = org.owners_of(path).into_iter();
        owning.filter(|owning| !owning.excludes).map(|owning| owning.entry.path.value.to_string()).collect()
    })
}

/// Owners of a path, sorted.
fn owners(files: &[(&str, &str)], path: &str) -> Vec<String> {
    of_files(files, |org| {
        let owning = org.owners_of(path);
        let counting = owning.iter().filter(|owning| !owning.excludes);
        let mut owners: Vec<String> = counting.flat_map(|o| &o.entry.owners).map(|o| o.value.to_string()).collect();
        owners.sort();
        owners
    })
}

#[test]
fn what_github_says_of_its_patterns() {
    for (pattern, meant, not_meant) in [
        ("*", &["a", "a/b.c", ".x/y"][..], &[][..]),
        ("*.js", &["a.js", "x/y/a.js", "lib.js/readme"], &["a.jsx", "a.JS", "js"]),
        ("/build/logs/", &["build/logs/a", "build/logs/x/y"], &["build/logs", "x/build/logs/a", "build/logsx/a"]),
        ("docs/*", &["docs/getting-started.md"], &["docs/build-app/troubleshooting.md", "x/docs/a", "docs"]),
        ("apps/", &["apps/a", "x/apps/a/b"], &["apps", "xapps/a"]),
        ("/docs/", &["docs/a", "docs/x/a"], &["x/docs/a"]),
        ("/docs", &["docs", "docs/a/b"], &["x/docs", "docs.md"]),
        ("**/logs", &["logs", "build/logs", "deeply/nested/logs/a"], &["logs.txt", "xlogs"]),
        ("/apps/github", &["apps/github", "apps/github/a"], &["apps/githubs", "apps"]),
        ("a/**/b", &["a/b", "a/x/b", "a/x/y/b/c"], &["a/bb", "x/a/b"]),
        ("/docs/**", &["docs/a", "docs/x/y"], &["docs"]),
        ("/*", &["a", ".x"], &["a/b"]),
        ("/src/*.rs", &["src/a.rs"], &["src/x/a.rs", "src/a.rst"]),
        ("f?o", &["foo", "fäo", "x/fxo/y"], &["fo", "f/o"]),
        ("a\\ b/", &["a b/c"], &["a/c", "a\\ b/c"]),
        ("\\*x", &["*x"], &["ax"]),
        ("Docs/", &["Docs/a"], &["docs/a"]),
        ("a+b.(c)", &["a+b.(c)"], &["aab.c"]),
        ("{a,b}", &["{a,b}"], &["a", "b"]),
    ] {
        for path in meant {
            assert!(matches(Law::GitHub, pattern, path), "{pattern} means {path}");
        }
        for path in not_meant {
            assert!(!matches(Law::GitHub, pattern, path), "{pattern} does not mean {path}");
        }
    }
    for refused in ["!a", "a[bc]", "\\#a", "a/***/b", "/", &"x".repeat(LONGEST + 1)] {
        assert!(Glob::read(Law::GitHub, refused).is_err(), "{refused}");
    }
}

#[test]
fn what_gitlab_says_of_its_patterns() {
    for (pattern, meant, not_meant) in [
        ("*", &["a", "a/b.c", ".x/y"][..], &[][..]),
        ("/README.md", &["README.md"], &["docs/README.md"]),
        ("README.md", &["README.md", "internal/README.md"], &["README.md/x"]),
        ("internal/README.md", &["internal/README.md", "docs/api/internal/README.md"], &["README.md"]),
        ("/docs/", &["docs/a", "docs/x/y"], &["docs", "x/docs/a"]),
        ("lib/", &["lib/a", "ee/lib/x/a"], &["lib"]),
        ("docs", &["docs", "x/docs"], &["docs/a"]),
        ("/docs/*.md", &["docs/a.md"], &["docs/x/a.md"]),
        ("/docs/*", &["docs/a", "docs/.x"], &["docs/x/a"]),
        ("foo/*", &["foo/a", "baz/foo/a"], &["fufoo/a"]),
        ("/docs/*spec*", &["docs/qa_specs.rb", "docs/spec"], &["docs/x/spec"]),
        ("/docs/*/README.md", &["docs/api/README.md"], &["docs/README.md"]),
        ("/docs/**/index.md", &["docs/index.md", "docs/a/b/index.md"], &["docs/xindex.md"]),
        ("/docs/**", &["docs/a"], &["docs/a/b"]),
        ("/docs/**.md", &["docs/a.md"], &["docs/x/a.md"]),
        ("/*", &["a"], &["a/b"]),
        ("\\#file_with_pound.rb", &["#file_with_pound.rb"], &["\\#file_with_pound.rb"]),
        ("path\\ with\\ spaces/", &["path with spaces/a", "x/path with spaces/y/a"], &["path/a"]),
        ("[a-c]x", &["ax", "y/cx"], &["dx", "[a-c]x"]),
        ("[!a-c]x", &["dx"], &["ax"]),
        ("x[", &[], &["x["]),
        ("a\\[b", &["a[b"], &["ab"]),
        ("{a,b}", &["{a,b}"], &["a"]),
    ] {
        for path in meant {
            assert!(matches(Law::GitLab, pattern, path), "{pattern} means {path}");
        }
        for path in not_meant {
            assert!(!matches(Law::GitLab, pattern, path), "{pattern} does not mean {path}");
        }
    }
}

#[test]
fn what_gitlab_says_of_its_sections() {
    let readme = "* @admin\n\n[README Owners]\nREADME.md @user1 @user2\ninternal/README.md @user4\n\n\
                  [README other owners]\nREADME.md @user3\n";
    let files = [(".gitlab/CODEOWNERS", readme)];
    assert_eq!(owners(&files, "README.md"), ["@admin", "@user1", "@user2", "@user3"]);
    assert_eq!(owners(&files, "internal/README.md"), ["@admin", "@user3", "@user4"]);

    let defaults = "[Documentation] @docs-team\ndocs/\nREADME.md\n\n[Database] @database-team @agarcia\nmodel/db/\n\
                    config/db/database-setup.md @docs-team\n\n[DOCUMENTATION]\nREADME.md @li\n";
    let files = [("CODEOWNERS", defaults)];
    assert_eq!(owners(&files, "docs/x"), ["@docs-team"]);
    assert_eq!(owners(&files, "model/db/x"), ["@agarcia", "@database-team"]);
    assert_eq!(owners(&files, "config/db/database-setup.md"), ["@docs-team"]);
    assert_eq!(owners(&files, "README.md"), ["@li"], "sections of one name are one");

    let exclusions = "* @default-owner\n!*.rb\n/special/*.rb @ruby-owner\n\n[Ruby]\n*.rb @ruby-team\n!/config/**/*.rb\n\
                      /config/routes.rb @ops\n\n[Config]\n/config/**/* @ops-team\n";
    let files = [("docs/CODEOWNERS", exclusions)];
    assert_eq!(owners(&files, "special/a.rb"), ["@ruby-team"]);
    assert_eq!(owners(&files, "config/routes.rb"), ["@ops-team"]);
    assert_eq!(owners(&files, "a.txt"), ["@default-owner"]);
    let again = [(".gitlab/CODEOWNERS", "* @a\n!*.rb\n*.rb @b\n")];
    assert_eq!(owners(&again, "x.rb"), ["@b"], "the same pattern again takes the exemption's place");
}

#[test]
fn a_line_without_owners_takes_ownership_away() {
    let files = [("CODEOWNERS", "/apps/ @octocat\n/apps/github\n/x/ @ana\n/x/y kim\n")];
    assert_eq!(owners(&files, "apps/a"), ["@octocat"]);
    assert_eq!(owners(&files, "apps/github/a"), [""; 0]);
    assert_eq!(counting(&files, "apps/github/a"), ["/apps/github"]);
    assert_eq!(owners(&files, "x/y"), ["@ana"], "a line that GitHub passes over takes nothing away");
}

#[test]
fn each_host_reads_the_first_of_its_places() {
    let (hub, root, docs, lab) = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS");
    let (pipeline, workflow) = (".gitlab-ci.yml", ".github/workflows/ci.yml");
    let sections = "[S]\n* @root\n";
    for (there, wanted) in [
        (&[(hub, ""), (root, ""), (docs, "")][..], &[hub][..]),
        (&[(root, ""), (docs, "")], &[root]),
        (&[(docs, "")], &[docs]),
        (&[(root, ""), (docs, ""), (lab, "")], &[root]),
        (&[(docs, ""), (lab, "")], &[docs]),
        (&[(lab, "")], &[lab]),
        (&[(hub, ""), (lab, "")], &[hub, lab]),
        (&[(hub, ""), (root, sections)], &[hub, root]),
        (&[(hub, ""), (root, ""), (pipeline, "x")], &[hub, root]),
        (&[(hub, ""), (root, ""), (pipeline, "x"), (workflow, "x")], &[hub]),
        (&[(root, ""), (lab, ""), (workflow, "x")], &[root]),
    ] {
        let texts: Vec<(&str, String)> = there
            .iter()
            .map(|(path, text)| {
                (*path, if text.is_empty() { format!("* @{}\n", path.len()) } else { (*text).to_owned() })
            })
            .collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let counting =
            of_files(&files, |org| org.owners_of("a").iter().map(|owning| owning.file.to_string()).collect::<Vec<_>>());
        let mut wanted: Vec<&str> = wanted.to_vec();
        wanted.sort_unstable();
        assert_eq!(counting, wanted, "{there:?}");
    }
}

#[test]
fn the_law_of_a_file_at_the_root_follows_what_lies_beside_it() {
    let text = "docs @ana\n!docs/x\n";
    let law = |beside: &[(&str, &str)]| {
        let files: Vec<(&str, &str)> = [("CODEOWNERS", text)].into_iter().chain(beside.iter().copied()).collect();
        counting(&files, "docs/a")
    };
    assert_eq!(law(&[]), ["docs"], "GitHub: a folder and all in it");
    assert_eq!(law(&[(".gitlab-ci.yml", "")]), [""; 0], "GitLab: a file of that name");
    assert_eq!(law(&[(".gitlab-ci.yml", ""), (".github/workflows/ci.yml", "")]), ["docs"]);
}

#[test]
fn a_later_folder_overrules_an_earlier_file_in_our_own_files_too() {
    let own = "[[own]]\npath = \"*.md\"\nowner = \"@writers\"\n[[own]]\npath = \"/src/\"\nowner = \"@code\"\n\
               [[own]]\npath = \"/src/\"\nowner = \"@oncall\"\nactivity = \"on-call\"\n";
    assert_eq!(
        owners(&[("ownership.toml", own)], "src/a.md"),
        ["@code", "@oncall"],
        "each kind of work has its last word"
    );
}

#[test]
fn the_nearest_catalog_owns_and_entities_of_one_file_add_up() {
    let entity = |kind: &str, owner: &str| format!("kind: {kind}\nspec:\n  owner: {owner}\n");
    let inner = format!("{}---\n{}", entity("Component", "user:ana"), entity("API", "user:kim"));
    let outer = entity("System", "user:li");
    let files = [("catalog-info.yaml", outer.as_str()), ("pay/catalog-info.yaml", inner.as_str())];
    assert_eq!(owners(&files, "pay/x/a.py"), ["@ana", "@kim"]);
    assert_eq!(owners(&files, "paying/a.py"), ["@li"]);
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn path(&mut self) -> String {
        let parts = 1 + self.roll(4);
        (0..parts).map(|_| self.pick(&["a", "b", "ab", "a.b", "b.a", "é", ".a", "aab"])).collect::<Vec<_>>().join("/")
    }

    fn pattern(&mut self, law: Law) -> String {
        const PLAIN: &[&str] =
            &["a", "b", "ab", "*", "*", "**", "a*", "*b", "*.b", "?", "a?b", "*a*b*", ".*", "\\a", "é"];
        const CLASSES: &[&str] = &["[ab]", "[!a]", "[a-b]*"];
        let mut text = String::from(self.pick(&["", "/"]));
        for at in 0..=self.roll(3) {
            if at > 0 {
                text.push('/');
            }
            let classes = law != Law::GitHub && self.roll(6) == 0;
            text.push_str(self.pick(if classes { CLASSES } else { PLAIN }));
        }
        text + self.pick(&["", "", "/"])
    }
}

/// One part of a path against one of a pattern, every split tried.
fn part_matches(pattern: &[char], name: &[char], law: Law) -> bool {
    match pattern {
        [] => name.is_empty(),
        ['*', rest @ ..] => (0..=name.len()).any(|cut| part_matches(rest, &name[cut..], law)),
        ['?', rest @ ..] => !name.is_empty() && part_matches(rest, &name[1..], law),
        ['\\', sign, rest @ ..] => name.first() == Some(sign) && part_matches(rest, &name[1..], law),
        ['[', inner @ ..] if law == Law::GitLab => {
            let end = inner.iter().position(|sign| *sign == ']').expect("a closed class");
            let (class, rest) = (&inner[..end], &inner[end + 1..]);
            let (negated, class) = if class[0] == '!' { (true, &class[1..]) } else { (false, class) };
            let Some(first) = name.first() else { return false };
            let is_in = match class {
                [from, '-', to] => (from..=to).contains(&first),
                signs => signs.contains(first),
            };
            is_in != negated && part_matches(rest, &name[1..], law)
        }
        [sign, rest @ ..] => name.first() == Some(sign) && part_matches(rest, &name[1..], law),
    }
}

/// All parts of a path against all of a pattern, every split tried.
fn parts_match(pattern: &[&str], path: &[&str], law: Law) -> bool {
    match pattern {
        [] => path.is_empty(),
        ["**", rest @ ..] => (0..=path.len()).any(|cut| parts_match(rest, &path[cut..], law)),
        [part, rest @ ..] => {
            let signs = |text: &str| text.chars().collect::<Vec<_>>();
            !path.is_empty() && part_matches(&signs(part), &signs(path[0]), law) && parts_match(rest, &path[1..], law)
        }
    }
}

/// GitHub's law as its page tells it: a pattern names a file, or a folder above it.
fn github_oracle(pattern: &str, path: &str) -> bool {
    let bare = pattern.trim_end_matches('/');
    let rooted = bare.trim_start_matches('/') != bare || bare.contains('/');
    let text = bare.trim_start_matches('/');
    let mut parts: Vec<&str> = text.split('/').collect();
    let one_level = rooted && parts.last() == Some(&"*") && !pattern.ends_with('/');
    let everything_below = parts.last() == Some(&"**");
    if !rooted {
        parts.insert(0, "**");
    }
    let path: Vec<&str> = path.split('/').collect();
    if everything_below {
        // `dir/**` is all in the folder, at any depth.
        parts.push("*");
        return parts_match(&parts, &path, Law::GitHub);
    }
    let names_file = !pattern.ends_with('/') && parts_match(&parts, &path, Law::GitHub);
    let names_folder = (1..path.len()).any(|length| parts_match(&parts, &path[..length], Law::GitHub));
    names_file || (names_folder && !one_level && pattern != "*")
}

/// GitLab's law: patterns are written out, and then match a whole path.
fn gitlab_oracle(pattern: &str, path: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let text = if pattern.starts_with('/') { pattern.to_owned() } else { format!("/**/{pattern}") };
    let text = if text.ends_with('/') { format!("{text}**/*") } else { text };
    let mut parts: Vec<&str> = text[1..].split('/').collect();
    if parts.last() == Some(&"**") {
        let last = parts.len() - 1;
        parts[last] = "*";
    }
    parts_match(&parts, &path.split('/').collect::<Vec<_>>(), Law::GitLab)
}

fn gitignore_oracle(pattern: &str, path: &str) -> bool {
    let mut builder = ignore::gitignore::GitignoreBuilder::new("");
    builder.add_line(None, pattern).expect("a pattern");
    let built = builder.build().expect("a pattern");
    let folders = path.match_indices('/').map(|(at, _)| (&path[..at], true));
    folders.chain([(path, false)]).any(|(path, is_folder)| built.matched(path, is_folder).is_ignore())
}

#[test]
fn random_patterns_match_as_the_laws_say() {
    let mut dice = Dice(11);
    let (mut matched, mut tried) = (0, 0);
    for law in [Law::GitHub, Law::GitLab, Law::Gitignore] {
        let oracle = match law {
            Law::GitHub => github_oracle,
            Law::GitLab => gitlab_oracle,
            Law::Gitignore => gitignore_oracle,
        };
        for _ in 0..6000 {
            let pattern = dice.pattern(law);
            let Ok(glob) = Glob::read(law, &pattern) else { continue };
            for _ in 0..5 {
                let path = dice.path();
                if law == Law::Gitignore && pattern.contains('?') && !path.is_ascii() {
                    // `?` is a letter to us, and a byte to `ignore`.
                    continue;
                }
                let wanted = oracle(&pattern, &path);
                assert_eq!(glob.matches(&path), wanted, "{law:?}: {pattern} and {path}");
                matched += usize::from(wanted);
                tried += 1;
            }
        }
    }
    assert!(tried > 60_000 && matched > tried / 10, "{matched} of {tried} matched");
}

#[test]
fn of_random_files_the_last_line_counts() {
    let mut dice = Dice(23);
    for (place, law) in [(".github/CODEOWNERS", Law::GitHub), (".gitlab/CODEOWNERS", Law::GitLab)] {
        for _ in 0..60 {
            let patterns: Vec<String> = (0..40).map(|_| dice.pattern(law)).collect();
            // In GitLab a line that starts with a class is the heading of a section.
            let patterns: Vec<&String> = patterns.iter().filter(|p| *p != "/" && !p.starts_with('[')).collect();
            let text: String = patterns.iter().enumerate().map(|(at, p)| format!("{p} @o{at}\n")).collect();
            let paths: Vec<String> = (0..30).map(|_| dice.path()).collect();
            let oracle = if law == Law::GitHub { github_oracle } else { gitlab_oracle };
            of_files(&[(place, &text)], |org| {
                for path in &paths {
                    let last = patterns.iter().rposition(|pattern| oracle(pattern, path)).map(|at| format!("@o{at}"));
                    let found = org.owners_of(path);
                    let found: Vec<String> = found.iter().map(|o| o.entry.owners[0].value.to_string()).collect();
                    assert_eq!(found, last.into_iter().collect::<Vec<_>>(), "{path} in\n{text}");
                }
            });
        }
    }
}

#[test]
fn many_paths_against_many_lines_do_not_cost_their_product() {
    let line = |at: usize| match at % 5 {
        0 => format!("/services/s{at}/ @o{at}\n"),
        1 => format!("/services/s{}/src/*.rs @o{at}\n", at - 1),
        2 => format!("name{at}.toml @o{at}\n"),
        3 => format!("*.ext{at} @o{at}\n"),
        _ => format!("docs{at}/ @o{at}\n"),
    };
    let sought = |lines: usize, paths: usize| {
        let paths: Vec<String> =
            (0..paths).map(|at| format!("services/s{}/src/mod{at}/file.ext{}", at % lines, at % 977)).collect();
        move |org: &Org| paths.iter().filter(|path| !org.owners_of(path).is_empty()).count()
    };
    let text = |lines: usize| (0..lines).map(line).collect::<String>();
    let (few, many) = (sought(1250, 5_000), sought(5_000, 20_000));
    let ratio = of_files(&[(".github/CODEOWNERS", &text(1250))], |short| {
        of_files(&[(".github/CODEOWNERS", &text(5_000))], |long| {
            assert!(many(long) > 4_000, "{}", many(long));
            growth(Start::NONE, 9.0, || few(short), || many(long))
        })
    });
    assert!(ratio < 9.0, "four times the lines and paths cost {ratio:.1} times the time");
}

#[test]
fn hostile_patterns_are_matched_in_bounded_time() {
    let matched = |size: usize| {
        let path = format!("{}/{}b", "a/".repeat(20 * size), "a".repeat(750 * size));
        let hostile = [
            format!("{}c", "*a".repeat(375 * size)),
            format!("{}c", "a*?".repeat(250 * size)),
            format!("{}c", "**/a/".repeat(175 * size)),
            format!("**/{}c", "*/".repeat(15 * size)),
            format!("{}c", "?".repeat(875 * size)),
        ];
        move || {
            for law in [Law::GitHub, Law::GitLab, Law::Gitignore] {
                for pattern in &hostile {
                    assert!(!matches(law, pattern, &path), "{law:?}");
                }
            }
        }
    };
    // A pattern may be tried at each letter: the square is sixteen times as much.
    let ratio = growth(Start::NONE, 40.0, matched(1), matched(4));
    assert!(ratio < 40.0, "patterns and a path of four times the length cost {ratio:.1} times the time");
}

/// `docs#old` is the name of a folder, and what stands behind the sign is no comment.
#[test]
fn a_waiver_begins_where_a_comment_does() {
    use drawline::read::waiver::{of_lines, of_toml};
    let waiver = "drawline: ignore[unknown-handle] until=2026-12-31 she joins in June";
    for (line, count) in [
        (format!("/docs @eve # {waiver}"), 1),
        (format!("/docs @eve\t#{waiver}"), 1),
        (format!("# {waiver}"), 1),
        (format!("/docs#{waiver}"), 0),
        (format!("/docs# {waiver}"), 0),
        (format!("/docs @eve#{waiver}"), 0),
    ] {
        assert_eq!(of_lines(&line).len(), count, "{line}");
    }
    assert_eq!(of_toml(&format!("a = \"x # {waiver}\"\n")).len(), 0, "inside of a text");
    assert_eq!(of_toml(&format!("a = \"x\"# {waiver}\n")).len(), 1);
}
