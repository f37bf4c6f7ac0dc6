use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use tempfile::NamedTempFile;

use crate::files::permissions;

/// A folder that gets all of its files or none.
///
/// Files are written beside their targets under other names. Only when all of them are complete do
/// they take their places; an error before that leaves what was there as it was.
#[derive(Debug)]
pub struct OutputDir {
    path: PathBuf,
    staged: Vec<(String, NamedTempFile)>,
    names: Vec<String>,
}

impl OutputDir {
    /// Makes the folder if it is not there.
    ///
    /// # Errors
    ///
    /// The folder cannot be made.
    pub fn new(path: &Path) -> Result<Self> {
        fs::create_dir_all(path)
            .with_context(|| format!("cannot make the folder {}", path.display()))?;
        Ok(Self { path: path.to_owned(), staged: Vec::new(), names: Vec::new() })
    }

    /// Writes a file under another name.
    ///
    /// # Errors
    ///
    /// The file cannot be written, or a folder has its name.
    pub fn stage(&mut self, name: &str, contents: impl AsRef<[u8]>) -> Result<()> {
        let target = self.path.join(name);
        ensure!(!target.is_dir(), "cannot write {}: it is a folder", target.display());
        let write = || -> std::io::Result<NamedTempFile> {
            let mut file = temporary_file(&self.path)?;
            // Before there is anything in it to be read.
            permissions::keep(&target, file.path())?;
            file.write_all(contents.as_ref())?;
            file.flush()?;
            Ok(file)
        };
        let file = write().with_context(|| format!("cannot write {}", target.display()))?;
        self.staged.push((name.to_owned(), file));
        Ok(())
    }

    /// Puts all files in their places.
    ///
    /// # Errors
    ///
    /// A file cannot take its place.
    pub fn commit(&mut self) -> Result<()> {
        for (name, file) in self.staged.drain(..) {
            let target = self.path.join(&name);
            file.persist(&target).with_context(|| format!("cannot write {}", target.display()))?;
            self.names.push(name);
        }
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The files in their places.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }
}

/// A temporary file is private, but it is to become a file like any other.
fn temporary_file(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.prefix(".writing-").tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_appear_at_once_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let names = || -> Vec<String> {
            let entries = fs::read_dir(folder.path()).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        fs::write(folder.path().join("a.txt"), "old").unwrap();
        let mut given_up = OutputDir::new(folder.path()).unwrap();
        given_up.stage("a.txt", "new").unwrap();
        drop(given_up);
        assert_eq!(names(), ["a.txt"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.txt")).unwrap(), "old");

        let mut out = OutputDir::new(folder.path()).unwrap();
        out.stage("a.txt", "new").unwrap();
        out.stage("b.txt", "other").unwrap();
        out.commit().unwrap();
        assert_eq!(out.names(), ["a.txt", "b.txt"]);
        assert_eq!(fs::read_to_string(folder.path().join("a.txt")).unwrap(), "new");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = NamedTempFile::new().unwrap();
        let error = OutputDir::new(&file.path().join("sub")).unwrap_err();
        assert!(format!("{error:#}").contains("cannot make the folder"), "{error:#}");
    }
}
