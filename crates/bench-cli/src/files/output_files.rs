use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use tempfile::TempDir;

use crate::cli::usage::UsageError;
use crate::files::permissions;

/// Files in different places that all change or all stay as they were.
///
/// Each is written into a folder of its own beside its target, under the target's name. When all of
/// them are complete they take their places; an error before that leaves no trace. (Should the system
/// refuse to rename one of them then, those before it have been replaced already.)
#[derive(Debug, Default)]
pub(crate) struct OutputFiles {
    staged: Vec<Staged>,
}

#[derive(Debug)]
struct Staged {
    /// Deleted with all that is in it.
    folder: TempDir,
    /// What is replaced, with links followed.
    target: PathBuf,
}

impl OutputFiles {
    /// Fails early where it would fail late, or would do harm: no folder, a folder in the way, one
    /// target twice, or a target that is one of the files that are read.
    pub(crate) fn check<'a>(
        inputs: impl IntoIterator<Item = &'a Path>,
        targets: impl IntoIterator<Item = &'a Path>,
    ) -> Result<()> {
        // What is not there is told by whoever reads it.
        let inputs: Vec<PathBuf> =
            inputs.into_iter().filter_map(|it| it.canonicalize().ok()).collect();
        let mut seen: Vec<PathBuf> = Vec::new();
        for target in targets {
            let folder = folder_of(target);
            ensure!(
                fs::metadata(folder).is_ok_and(|metadata| metadata.is_dir()),
                "cannot write {}: there is no folder {}",
                target.display(),
                folder.display()
            );
            ensure!(!target.is_dir(), "cannot write {}: it is a folder", target.display());
            let resolved = resolve(target)?;
            let refuse = |what: &str| UsageError(format!("{what} {}", target.display()));
            ensure!(!seen.contains(&resolved), refuse("two files are to go to"));
            ensure!(!inputs.contains(&resolved), refuse("the output would overwrite the input"));
            seen.push(resolved);
        }
        Ok(())
    }

    /// Has `write` write a file beside its target. What is no file, such as a pipe, is written to at
    /// once.
    pub(crate) fn stage(
        &mut self,
        target: &Path,
        write: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<()> {
        match fs::metadata(target) {
            Ok(metadata) if metadata.is_dir() => {
                bail!("cannot write {}: it is a folder", target.display())
            }
            Ok(metadata) if !metadata.is_file() => return write(target),
            _ => {}
        }
        let cannot = || format!("cannot write {}", target.display());
        let target = resolve(target)?;
        let folder = tempfile::Builder::new().prefix(".writing-").tempdir_in(folder_of(&target));
        let staged = Staged { folder: folder.with_context(cannot)?, target };
        write(&staged.path()?).map_err(|error| named(error, &staged.target))?;
        permissions::keep(&staged.target, &staged.path()?).with_context(cannot)?;
        self.staged.push(staged);
        Ok(())
    }

    /// Puts all files in their places.
    pub(crate) fn commit(self) -> Result<()> {
        for staged in self.staged {
            fs::rename(staged.path()?, &staged.target)
                .with_context(|| format!("cannot write {}", staged.target.display()))?;
            // A folder that stays behind empty is no reason to fail now.
            let _ = staged.folder.close();
        }
        Ok(())
    }
}

impl Staged {
    fn path(&self) -> Result<PathBuf> {
        let name = self.target.file_name().context("a file to write has no name")?;
        Ok(self.folder.path().join(name))
    }
}

/// The error of a writer, which knows only the name that the file has for the time being.
fn named(error: anyhow::Error, target: &Path) -> anyhow::Error {
    match error.downcast_ref::<digits_data::Error>() {
        Some(digits_data::Error::Write { message, .. }) => {
            anyhow!("cannot write {}: {message}", target.display())
        }
        _ => error,
    }
}

/// What a link points to, also if that is not there yet; a file is itself.
fn resolve(target: &Path) -> Result<PathBuf> {
    /// As many links as Linux follows.
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
    Ok(folder.join(end.file_name().context("a file to write has no name")?))
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
        files.stage(&first, |path| Ok(fs::write(path, "new")?)).unwrap();
        files.stage(&second, |path| Ok(fs::write(path, "other")?)).unwrap();
        assert_eq!(fs::read_to_string(&first).unwrap(), "old", "nothing moves before the end");
        files.commit().unwrap();
        assert_eq!(names(folder.path()), ["a.txt", "b.txt"]);
        assert_eq!(fs::read_to_string(&first).unwrap(), "new");
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
}
