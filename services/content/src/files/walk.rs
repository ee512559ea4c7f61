//! Which files of a folder are looked at.

use super::name;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Most folders inside each other.
const MAX_DEPTH: usize = 32;

/// What was found in a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Files that may hold sound, in the order of their paths.
    pub files: Vec<PathBuf>,
    /// Whether there were more than the bound.
    pub is_cut: bool,
}

/// Lists the sound files of a folder, at most `most`. **Links are not followed**, neither to
/// files nor to folders; hidden ones and files without a sound's extension are passed over, and
/// so is what may not be read. Blocks.
pub(crate) fn sound_files(folder: &Path, most: usize) -> Found {
    let entries = WalkDir::new(folder)
        .follow_links(false)
        .follow_root_links(true)
        .max_depth(MAX_DEPTH)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    let mut found = Found::default();
    for entry in entries.filter_map(Result::ok) {
        let is_file = entry.file_type().is_file();
        if !is_file || !name::is_sound(&entry.file_name().to_string_lossy()) {
            continue;
        }
        if found.files.len() == most {
            found.is_cut = true;
            break;
        }
        found.files.push(entry.into_path());
    }
    found
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_and_hidden_files_are_passed_over() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.mp3"), b"x").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/c")).unwrap();
        for file in ["b/c/2.MP3", "1.flac", ".hidden.mp3", "cover.jpg"] {
            fs::write(root.join(file), b"x").unwrap();
        }
        symlink(outside.path(), root.join("d")).unwrap();
        symlink(outside.path().join("secret.mp3"), root.join("e.mp3")).unwrap();
        symlink(root, root.join("loop")).unwrap();
        let found = sound_files(root, 10);
        assert_eq!(found.files, [root.join("1.flac"), root.join("b/c/2.MP3")]);
        assert!(!found.is_cut);
        assert!(sound_files(root, 1).is_cut);
    }
}
