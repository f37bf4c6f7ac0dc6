//! The memory that this process may still take, as far as Linux tells.

use std::fs;

use digits_data::Scalar;
use digits_data::files::holds_f32;

use crate::cli::InputArgs;

/// Copies of the samples that a fit in memory holds: as they were read, and packed.
const COPIES: u64 = 2;

/// True if a fit in memory has room for the samples of a file, or if its size or that of the memory is
/// unknown. Samples are taken to be as large as the file.
pub(crate) fn fits_in_memory<F: Scalar>(input: &InputArgs) -> bool {
    let Ok(metadata) = fs::metadata(&input.file) else { return true };
    let is_widened =
        size_of::<F>() > size_of::<f32>() && holds_f32(&input.file, &input.table.options());
    let copies = if is_widened { 2 * COPIES } else { COPIES };
    let needed = metadata.len().saturating_mul(copies);
    !metadata.is_file() || available_memory().is_none_or(|available| needed <= available)
}

/// Returns the bytes of memory that are left: by the system, by the limit of the process (`ulimit -v`) and
/// by that of its control group. `None` where none of them can be read.
fn available_memory() -> Option<u64> {
    [of_system(), of_process(), of_group()].into_iter().flatten().min()
}

fn of_system() -> Option<u64> {
    let kilobytes = field(&fs::read_to_string("/proc/meminfo").ok()?, "MemAvailable:")?;
    Some(kilobytes * 1024)
}

fn of_process() -> Option<u64> {
    let limit = field(&fs::read_to_string("/proc/self/limits").ok()?, "Max address space")?;
    let used = field(&fs::read_to_string("/proc/self/status").ok()?, "VmSize:")?;
    Some(limit.saturating_sub(used * 1024))
}

/// Version 2 of control groups, as containers see it.
fn of_group() -> Option<u64> {
    let number = |name| fs::read_to_string(name).ok()?.trim().parse::<u64>().ok();
    let limit = number("/sys/fs/cgroup/memory.max")?;
    Some(limit.saturating_sub(number("/sys/fs/cgroup/memory.current")?))
}

/// Returns the first number after a name; `None` if there is another word, such as `unlimited`.
fn field(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_numbers_after_their_names() {
        let text = "MemTotal:       24 kB\nMemAvailable:   12 kB\nMax address space   unlimited\n";
        assert_eq!(field(text, "MemAvailable:"), Some(12));
        assert_eq!(field(text, "Max address space"), None);
        assert_eq!(field(text, "SwapFree:"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells() {
        assert!(available_memory().is_some_and(|bytes| bytes > 0));
    }
}
