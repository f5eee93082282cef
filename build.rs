//! Lists the files of `rules/` for `src/embedded.rs`, so that a new rule, role or activity is a new file and no Rust; and gives
//! these sources a name, by which what one build of drawline saved is not believed by another.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let files = collected(&root.join("rules"), "toml")?;
    name_sources(&root, &files)?;
    let mut code = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let inside = file.strip_prefix(&root).map_err(io::Error::other)?;
        let name: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        writeln!(code, "({:?}, include_str!({:?})),", name.join("/"), file.display().to_string())
            .map_err(io::Error::other)?;
    }
    code.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("embedded.rs"), code)
}

/// The files below a folder with an ending, sorted.
fn collected(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, ending, &mut files)?;
    files.sort();
    Ok(files)
}

fn collect(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, ending, files)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    Ok(())
}

/// Sets `DRAWLINE_SOURCES`: the version, and a hash of all that takes part in a judgement.
fn name_sources(root: &Path, rules: &[PathBuf]) -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for file in rules.iter().chain(&collected(&root.join("src"), "rs")?) {
        file.strip_prefix(root).map_err(io::Error::other)?.hash(&mut hasher);
        fs::read(file)?.hash(&mut hasher);
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={file}");
        fs::read(root.join(file)).unwrap_or_default().hash(&mut hasher);
    }
    // What a hash makes of a key, and so where a record lies, is the compiler's business.
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    Command::new(compiler).arg("--version").output()?.stdout.hash(&mut hasher);
    let version = env::var("CARGO_PKG_VERSION").map_err(io::Error::other)?;
    println!("cargo::rustc-env=DRAWLINE_SOURCES={version}-{:016x}", hasher.finish());
    Ok(())
}
