//! `Here`: the folder that somebody stands in, so that places are shown to people as they can be typed there. Formats for machines
//! name files from the root.

use std::borrow::Cow;
use std::path::{Component, Path};

/// Where somebody stands, seen from the root that paths start from; the root itself by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// The folders below the root that lead there.
    below: Vec<String>,
    /// How the root is written from there, where it is no folder above.
    root: Option<String>,
}

impl Here {
    /// Where a folder lies beside a root; both without links and `..`.
    #[must_use]
    pub(crate) fn of(folder: &Path, root: &Path) -> Self {
        let text = |part: Component<'_>| part.as_os_str().to_string_lossy().into_owned();
        if let Ok(below) = folder.strip_prefix(root) {
            return Self { below: below.components().map(text).collect(), root: None };
        }
        let shared = folder.components().zip(root.components()).take_while(|(a, b)| a == b).count();
        // What shares nothing but the very top is written in full.
        if shared < 2 {
            return Self { below: Vec::new(), root: Some(root.to_string_lossy().into_owned()) };
        }
        let up = folder.components().skip(shared).map(|_| "..".to_owned());
        let down = root.components().skip(shared).map(text);
        Self { below: Vec::new(), root: Some(up.chain(down).collect::<Vec<_>>().join("/")) }
    }

    /// A path from the root as it is written here. What is embedded in the binary lies nowhere.
    #[must_use]
    pub(crate) fn shown<'p>(&self, path: &'p str) -> Cow<'p, str> {
        if path.starts_with(super::path::EMBEDDED) {
            return path.into();
        }
        if let Some(root) = &self.root {
            return format!("{root}/{path}").into();
        }
        let (mut rest, mut up) = (path, self.below.as_slice());
        while let (Some((first, after)), Some((folder, below))) = (rest.split_once('/'), up.split_first()) {
            if first != folder {
                break;
            }
            (rest, up) = (after, below);
        }
        if up.is_empty() { rest.into() } else { format!("{}{rest}", "../".repeat(up.len())).into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(folder: &str, root: &str, path: &str) -> String {
        Here::of(Path::new(folder), Path::new(root)).shown(path).into_owned()
    }

    #[test]
    fn a_path_is_written_as_it_can_be_typed() {
        for (folder, path, typed) in [
            ("/r", "teams/a/charter.toml", "teams/a/charter.toml"),
            ("/r/teams", "teams/a/charter.toml", "a/charter.toml"),
            ("/r/teams/a", "teams/a/charter.toml", "charter.toml"),
            ("/r/teams/b", "teams/a/charter.toml", "../a/charter.toml"),
            ("/r/docs", "teams/a/charter.toml", "../teams/a/charter.toml"),
            ("/r/docs/deep", "charter.toml", "../../charter.toml"),
            ("/r/teams", "teams", "../teams"),
            ("/r/docs", "drawline:rules/roles.toml", "drawline:rules/roles.toml"),
        ] {
            assert_eq!(shown(folder, "/r", path), typed, "{folder}");
        }
        assert_eq!(shown("/home/a/x", "/home/a/y", "c.toml"), "../y/c.toml");
        assert_eq!(shown("/home/a", "/home/a/y", "c.toml"), "y/c.toml");
        assert_eq!(shown("/home/a", "/srv/y", "c.toml"), "/srv/y/c.toml");
        assert_eq!(Here::default().shown("a/c.toml"), "a/c.toml");
    }
}
