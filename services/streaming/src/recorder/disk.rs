//! How full a disk is.

use std::path::Path;

/// How full the disk below `path` is, percent, as `df` says: of what programs may use. The path
/// need not exist yet. `None` where the system does not tell.
pub(crate) fn level(path: &Path) -> Option<u8> {
    let there = path.ancestors().find(|path| path.exists())?;
    let disk = rustix::fs::statvfs(there).ok()?;
    let used = disk.f_blocks.saturating_sub(disk.f_bfree);
    let usable = used + disk.f_bavail;
    (usable > 0).then(|| (used * 100).div_ceil(usable).min(100) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_has_a_level_also_for_a_folder_to_come() {
        let folder = tempfile::tempdir().unwrap();
        let level_now = level(folder.path()).unwrap();
        assert!(level_now <= 100);
        assert!(level(&folder.path().join("a/b/c")).unwrap().abs_diff(level_now) <= 1);
    }
}
