use std::fs::{File, Metadata};
use std::io;

/// Gives a new file the owner, the group and the permission bits of the file it will replace.
///
/// Only root may change the owner. Other users may change the group to one of their own. If the
/// system forbids the change, only the permission bits are kept. The writers of this crate do so
/// already. This function is for programs that write other files.
///
/// # Errors
///
/// The error of the system.
///
/// ```
/// use std::fs::{self, File};
///
/// use digits_data::files::keep_permissions;
///
/// let folder = tempfile::tempdir()?;
/// let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
/// fs::write(&old, "private")?;
/// fs::write(&new, "still private")?;
/// keep_permissions(&fs::metadata(&old)?, &File::open(&new)?)?;
/// fs::rename(&new, &old)?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn keep_permissions(replaced: &Metadata, file: &File) -> io::Result<()> {
    #[cfg(unix)]
    keep_owner(replaced, file)?;
    // On other systems permissions can only forbid replacing the file.
    if cfg!(unix) { file.set_permissions(replaced.permissions()) } else { Ok(()) }
}

/// The owner comes before the permissions, so that at no time others can open the file.
#[cfg(unix)]
fn keep_owner(replaced: &Metadata, file: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let now = file.metadata()?;
    let owner = (replaced.uid() != now.uid()).then_some(replaced.uid());
    let group = (replaced.gid() != now.gid()).then_some(replaced.gid());
    if (owner.is_some() || group.is_some()) && fchown(file, owner, group).is_err() {
        // Writing the file matters more than its owner.
        let _ = fchown(file, None, group);
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

    use super::*;

    #[test]
    fn a_file_gets_the_owner_and_the_permissions_of_what_it_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
        let whose = |path: &std::path::Path| {
            let found = fs::metadata(path).unwrap();
            (found.uid(), found.gid(), found.mode() & 0o777)
        };
        for mode in [0o600, 0o640, 0o444] {
            for path in [&old, &new] {
                fs::write(path, "x").unwrap();
            }
            // Only root can make this case; other users test the permissions alone.
            let _ = chown(&old, Some(4321), Some(1234));
            fs::set_permissions(&old, Permissions::from_mode(mode)).unwrap();
            keep_permissions(&fs::metadata(&old).unwrap(), &File::open(&new).unwrap()).unwrap();
            assert_eq!(whose(&new), whose(&old));
            for path in [&old, &new] {
                fs::remove_file(path).unwrap();
            }
        }
    }
}
