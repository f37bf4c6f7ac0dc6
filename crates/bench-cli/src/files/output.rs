//! Output files that appear whole or not at all.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use digits_data::files::keep_permissions;
use tempfile::TempDir;

use crate::cli::usage::UsageError;

/// Output files that are replaced all together or not at all.
///
/// Each file is first written to a folder `.writing-…` beside its place. [`commit`](Self::commit)
/// moves all of them; an error before that leaves no trace. A file that is replaced passes on its
/// owner and permissions, and a link stays a link. (If the system refuses one of the moves, those
/// before it have been made.)
#[derive(Debug, Default)]
pub struct OutputFiles {
    /// Files that may not be replaced.
    inputs: Vec<PathBuf>,
    /// One `.writing-…` in each folder that gets a file, deleted with its contents.
    staging: BTreeMap<PathBuf, TempDir>,
    /// Target paths, and the complete files that will move there.
    staged: BTreeMap<PathBuf, PathBuf>,
    /// Names of the files staged into folders, in order.
    names: Vec<String>,
}

impl OutputFiles {
    /// Refuses targets before any work is done: a missing folder, a folder in the way, the same target
    /// twice, or a target that is also an input.
    pub(crate) fn check<'a>(
        inputs: impl IntoIterator<Item = &'a Path>,
        targets: impl IntoIterator<Item = &'a Path>,
    ) -> Result<()> {
        // The reader reports an input that does not exist.
        let inputs: Vec<PathBuf> =
            inputs.into_iter().filter_map(|it| it.canonicalize().ok()).collect();
        let mut seen: Vec<PathBuf> = Vec::new();
        for target in targets {
            let folder = folder_of(target);
            ensure!(
                fs::metadata(folder).is_ok_and(|metadata| metadata.is_dir()),
                "cannot write {}: the folder {} does not exist",
                target.display(),
                folder.display()
            );
            ensure!(!target.is_dir(), "cannot write {}: it is a folder", target.display());
            let place = resolve(target)?;
            let refuse = |what: &str| UsageError(format!("{what} {}", target.display()));
            ensure!(!seen.contains(&place), refuse("two outputs have the same file name:"));
            ensure!(!inputs.contains(&place), refuse("an output would overwrite the input"));
            seen.push(place);
        }
        Ok(())
    }

    /// Returns no outputs yet. None of them may replace an input, not even a file of a folder whose
    /// name [`check`](Self::check) does not know.
    pub(crate) fn beside<'a>(inputs: impl IntoIterator<Item = &'a Path>) -> Self {
        let inputs = inputs.into_iter().filter_map(|it| it.canonicalize().ok()).collect();
        Self { inputs, ..Self::default() }
    }

    /// Calls `write` with the path that the file has until [`commit`](Self::commit). A target that is
    /// not a regular file, such as a pipe, is written at once.
    pub(crate) fn stage(
        &mut self,
        target: &Path,
        write: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        let replaced = fs::metadata(target).ok();
        match &replaced {
            Some(found) if found.is_dir() => {
                bail!("cannot write {}: it is a folder", target.display())
            }
            Some(found) if !found.is_file() => {
                return write(target).map_err(|error| named(error, target));
            }
            _ => {}
        }
        let place = resolve(target)?;
        ensure!(
            !self.inputs.contains(&place),
            UsageError(format!("an output would overwrite the input {}", target.display()))
        );
        let write_beside = || -> Result<PathBuf> {
            let path = self.staging_folder(folder_of(&place))?.join(file_name(&place)?);
            write(&path)?;
            let file = File::options().write(true).open(&path)?;
            if let Some(replaced) = &replaced {
                keep_permissions(replaced, &file)?;
            }
            // Without this, the new name could reach the disk before the contents.
            file.sync_all()?;
            Ok(path)
        };
        let path = write_beside().map_err(|error| named(error, target))?;
        self.staged.insert(place, path);
        Ok(())
    }

    /// Stages a file that may not have been asked for.
    pub(crate) fn stage_if(
        &mut self,
        target: Option<&Path>,
        write: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        target.map_or(Ok(()), |target| self.stage(target, write))
    }

    /// Stages a file of a folder, which is made if it does not exist.
    ///
    /// # Errors
    ///
    /// The folder cannot be made, the file cannot be written, or a folder has its name.
    pub fn stage_in(
        &mut self,
        folder: &Path,
        name: &str,
        contents: impl AsRef<[u8]>,
    ) -> Result<()> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        self.names.push(name.to_owned());
        self.stage(&folder.join(name), |path| Ok(fs::write(path, contents)?))
    }

    /// Names of the files staged into folders, in order.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Moves all files to their places.
    ///
    /// # Errors
    ///
    /// A file cannot take its place.
    pub fn commit(self) -> Result<()> {
        for (place, path) in self.staged {
            fs::rename(path, &place)
                .with_context(|| format!("cannot write {}", place.display()))?;
        }
        for folder in self.staging.into_values() {
            // All files are in place, so an empty folder that cannot be deleted is not an error.
            let _ = folder.close();
        }
        Ok(())
    }

    fn staging_folder(&mut self, folder: &Path) -> io::Result<&Path> {
        if !self.staging.contains_key(folder) {
            let staging = tempfile::Builder::new().prefix(".writing-").tempdir_in(folder)?;
            self.staging.insert(folder.to_owned(), staging);
        }
        Ok(self.staging[folder].path())
    }
}

/// Names the target in the error of a writer, which knows at most the temporary path.
fn named(error: anyhow::Error, target: &Path) -> anyhow::Error {
    match error.downcast_ref::<digits_data::Error>() {
        Some(digits_data::Error::Write { message, .. }) => {
            anyhow!("cannot write {}: {message}", target.display())
        }
        None if error.is::<io::Error>() => {
            error.context(format!("cannot write {}", target.display()))
        }
        _ => error,
    }
}

/// The file that a link leads to, even if it does not exist yet; for other targets their own path.
fn resolve(target: &Path) -> Result<PathBuf> {
    /// Linux follows as many links.
    const MOST: usize = 40;
    let cannot = || format!("cannot write {}", target.display());
    if target.exists() {
        return fs::canonicalize(target).with_context(cannot);
    }
    let mut end = target.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&end) else { break };
        end = folder_of(&end).join(next);
    }
    let folder = fs::canonicalize(folder_of(&end)).with_context(cannot)?;
    Ok(folder.join(file_name(&end)?))
}

fn file_name(path: &Path) -> Result<&Path> {
    path.file_name().map(Path::new).context("a file to write has no name")
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_change_or_none_does() {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["a.txt", "b.txt"].map(|name| folder.path().join(name));
        fs::write(&first, "old").unwrap();

        let mut files = OutputFiles::default();
        files.stage(&first, |path| Ok(fs::write(path, "new")?)).unwrap();
        let failed = files.stage(&second, |path| {
            fs::write(path, "half")?;
            bail!("the disk is full")
        });
        assert_eq!(failed.unwrap_err().to_string(), "the disk is full");
        drop(files);
        assert_eq!(names(folder.path()), ["a.txt"]);
        assert_eq!(fs::read_to_string(&first).unwrap(), "old");

        let mut files = OutputFiles::default();
        files.stage(&first, |path| Ok(fs::write(path, "first")?)).unwrap();
        files.stage(&second, |path| Ok(fs::write(path, "other")?)).unwrap();
        files.stage(&first, |path| Ok(fs::write(path, "new")?)).unwrap();
        assert_eq!(fs::read_to_string(&first).unwrap(), "old", "nothing moves before the end");
        files.commit().unwrap();
        assert_eq!(names(folder.path()), ["a.txt", "b.txt"]);
        assert_eq!(fs::read_to_string(&first).unwrap(), "new");
    }

    #[test]
    fn all_files_of_a_folder_appear_at_once_or_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "old").unwrap();
        let mut given_up = OutputFiles::default();
        given_up.stage_in(folder.path(), "a.txt", "new").unwrap();
        drop(given_up);
        assert_eq!(names(folder.path()), ["a.txt"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.txt")).unwrap(), "old");

        let mut files = OutputFiles::default();
        files.stage_in(folder.path(), "a.txt", "new").unwrap();
        files.stage_in(folder.path(), "b.txt", "other").unwrap();
        assert_eq!(files.names(), ["a.txt", "b.txt"]);
        files.commit().unwrap();
        assert_eq!(names(folder.path()), ["a.txt", "b.txt"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.txt")).unwrap(), "new");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let folder = file.path().join("sub");
        let error = OutputFiles::default().stage_in(&folder, "a.txt", "").unwrap_err();
        assert!(format!("{error:#}").contains("cannot make the folder"), "{error:#}");
    }

    #[test]
    fn an_error_of_the_system_names_the_target() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.txt");
        let failed = |error: io::Error| {
            let error = OutputFiles::default().stage(&target, |_| Err(error.into())).unwrap_err();
            format!("{error:#}")
        };
        let expected = format!("cannot write {}: the disk is full", target.display());
        assert_eq!(failed(io::Error::other("the disk is full")), expected);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_cannot_be_written_is_known_beforehand() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.csv");
        assert!(OutputFiles::check([], [file.as_path()]).is_ok());
        let twice = folder.path().join(".").join("a.csv");
        for targets in [
            vec![file.as_path(), twice.as_path()],
            vec![folder.path()],
            vec![&folder.path().join("no").join("a.csv")],
        ] {
            assert!(OutputFiles::check([], targets.clone()).is_err(), "{targets:?}");
        }
    }

    #[test]
    fn what_is_read_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let [read, other] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        fs::write(&read, "1").unwrap();
        let refused = |target: &Path| {
            let checked = OutputFiles::check([read.as_path()], [target]);
            checked.is_err_and(|error| error.is::<UsageError>())
        };
        assert!(refused(&read) && refused(&folder.path().join(".").join("a.csv")));
        assert!(!refused(&other));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(&read, &other).unwrap();
            assert!(refused(&other), "a link to it is it");
            let (link, ahead) = (folder.path().join("link"), folder.path().join("ahead.csv"));
            std::os::unix::fs::symlink("ahead.csv", &link).unwrap();
            let mut files = OutputFiles::default();
            files.stage(&link, |path| Ok(fs::write(path, "new")?)).unwrap();
            files.commit().unwrap();
            assert!(link.is_symlink() && fs::read_to_string(ahead).unwrap() == "new");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_gets_the_permissions_of_what_it_replaces() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let mode = |name: &str| {
            fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777
        };
        let write = || {
            let mut files = OutputFiles::default();
            files.stage_in(folder.path(), "file", "new").unwrap();
            files.commit().unwrap();
        };
        fs::write(folder.path().join("usual"), "").unwrap();
        write();
        assert_eq!(mode("file"), mode("usual"), "nothing is replaced");
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(folder.path().join("file"), private).unwrap();
        write();
        assert_eq!(mode("file"), 0o600);
    }
}
