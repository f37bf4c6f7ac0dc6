use std::path::Path;
use std::{fs, io};

/// Gives a file that is to replace another who may read and write the other. Where there is none,
/// the file is one like any other.
pub(crate) fn keep(target: &Path, file: &Path) -> io::Result<()> {
    match fs::metadata(target) {
        // Elsewhere permissions say no more than that a file is not to be replaced.
        Ok(metadata) if cfg!(unix) => fs::set_permissions(file, metadata.permissions()),
        _ => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_gets_the_permissions_of_what_it_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let [target, file] = ["target", "file"].map(|name| folder.path().join(name));
        fs::write(&file, "new").unwrap();
        let mode = || fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        let usual = mode();
        keep(&target, &file).unwrap();
        assert_eq!(mode(), usual, "nothing is replaced");
        fs::write(&target, "old").unwrap();
        fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
        keep(&target, &file).unwrap();
        assert_eq!(mode(), 0o600);
    }
}
