use std::fs::{self, File};
use std::io;
use std::path::Path;

use digits_data::files::keep_permissions;

/// Gives a file that is to replace another the owner, group and permissions of the other. Where there is
/// none, the file is one like any other.
pub(crate) fn keep(target: &Path, file: &Path) -> io::Result<()> {
    match fs::metadata(target) {
        Ok(replaced) => keep_permissions(&replaced, &File::open(file)?),
        Err(_) => Ok(()),
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
