use std::fs;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

/// Reads the addresses of all processes: one `address:port` per line, process 0 first. `#` begins a
/// comment.
pub(super) fn read(path: &Path) -> Result<Vec<SocketAddr>> {
    let cannot = || format!("cannot use the hosts file {}", path.display());
    let text = fs::read_to_string(path).with_context(cannot)?;
    parse(&text).with_context(cannot)
}

fn parse(text: &str) -> Result<Vec<SocketAddr>> {
    let mut hosts: Vec<SocketAddr> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let found = line.to_socket_addrs().ok().and_then(|mut found| found.next());
        let host = found.with_context(|| {
            format!("line {number} is {line:?}; expected address:port, such as 10.0.0.1:2101")
        })?;
        ensure!(
            !host.ip().is_unspecified() && host.port() > 0,
            "line {number}: {line} is no one place"
        );
        ensure!(!hosts.contains(&host), "line {number}: {line} is there twice");
        hosts.push(host);
    }
    ensure!(!hosts.is_empty(), "it has no address");
    Ok(hosts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_addresses_or_comments() {
        let hosts = parse("# two\n127.0.0.1:4000\n\n 127.0.0.2:4000  # the other\n").unwrap();
        assert_eq!(hosts, ["127.0.0.1:4000", "127.0.0.2:4000"].map(|it| it.parse().unwrap()));
        for (text, reason) in [
            ("", "no address"),
            ("127.0.0.1\n", "line 1"),
            ("127.0.0.1:1\n127.0.0.1:1", "twice"),
            ("0.0.0.0:4000", "no one place"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
