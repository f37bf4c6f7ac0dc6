use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

/// The first bytes of every connection. Another number stands for another protocol.
const MAGIC: [u8; 8] = *b"kmeans-1";

/// Time between two attempts to connect to a process that does not listen yet.
const PAUSE: Duration = Duration::from_millis(20);

/// The connections of one process with all others; `None` at its own place.
#[derive(Debug)]
pub(super) struct Connections {
    /// For heartbeats and the end.
    pub(super) control: Vec<Option<TcpStream>>,
    /// For the messages of the fit.
    pub(super) data: Vec<Option<TcpStream>>,
}

/// Connects process `me` with all others, twice each. It listens at its own address alone.
pub(super) fn connect(hosts: &[SocketAddr], me: usize, patience: Duration) -> Result<Connections> {
    let end = Instant::now() + patience;
    let none = || hosts.iter().map(|_| None).collect();
    let mut found = Connections { control: none(), data: none() };
    if hosts.len() == 1 {
        return Ok(found);
    }
    let listener = TcpListener::bind(hosts[me])
        .with_context(|| format!("process {me} cannot listen at {}", hosts[me]))?;
    for (other, host) in hosts.iter().enumerate().take(me) {
        for kind in 0..2_u8 {
            let stream = call(*host, end).with_context(|| {
                format!("process {me} did not reach process {other} at {host} in {patience:?}")
            })?;
            greet(&stream, (me, hosts.len()), kind)?;
            found.put(other, kind, stream)?;
        }
    }
    listener.set_nonblocking(true)?;
    while let Some(missing) = found.missing(me) {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                accept(&mut found, stream, (me, hosts.len()))?;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(PAUSE),
            Err(error) => return Err(error).context("cannot accept a connection"),
        }
        ensure!(
            Instant::now() < end,
            "process {missing} at {} did not call process {me} in {patience:?}",
            hosts[missing]
        );
    }
    Ok(found)
}

impl Connections {
    /// Returns the first process that has not connected yet.
    fn missing(&self, me: usize) -> Option<usize> {
        let pairs = self.control.iter().zip(&self.data).enumerate();
        let missing = pairs.filter(|(_, (control, data))| control.is_none() || data.is_none());
        missing.map(|(other, _)| other).find(|&other| other != me)
    }

    fn put(&mut self, other: usize, kind: u8, stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let streams = if kind == 0 { &mut self.control } else { &mut self.data };
        ensure!(
            streams[other].is_none(),
            "two processes say that they are process {other}; each line of the hosts file is for one"
        );
        streams[other] = Some(stream);
        Ok(())
    }
}

fn call(host: SocketAddr, end: Instant) -> Result<TcpStream> {
    loop {
        let left = end.saturating_duration_since(Instant::now()).max(PAUSE);
        match TcpStream::connect_timeout(&host, left) {
            Ok(stream) => return Ok(stream),
            Err(error) if Instant::now() >= end => return Err(error.into()),
            Err(_) => thread::sleep(PAUSE),
        }
    }
}

/// Sends the protocol, the number of this process and of all, and the kind of the connection.
fn greet(mut stream: &TcpStream, (me, n_processes): (usize, usize), kind: u8) -> Result<()> {
    let mut greeting = MAGIC.to_vec();
    greeting.extend((me as u64).to_le_bytes());
    greeting.extend((n_processes as u64).to_le_bytes());
    greeting.push(kind);
    Ok(stream.write_all(&greeting)?)
}

/// Reads a greeting. A caller that speaks another protocol is no process of ours and is ignored.
fn accept(
    found: &mut Connections,
    mut stream: TcpStream,
    (me, n_processes): (usize, usize),
) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut greeting = [0; 25];
    if stream.read_exact(&mut greeting).is_err() || greeting[..8] != MAGIC {
        return Ok(());
    }
    stream.set_read_timeout(None)?;
    let number = |at: usize| {
        let bytes = greeting[at..at + 8].first_chunk().copied().unwrap_or_default();
        usize::try_from(u64::from_le_bytes(bytes)).unwrap_or(usize::MAX)
    };
    let (other, n_theirs, kind) = (number(8), number(16), greeting[24]);
    if n_theirs != n_processes {
        bail!(
            "process {other} knows {n_theirs} processes and process {me} knows {n_processes}; give all \
             the same hosts file"
        );
    }
    ensure!(
        other > me && other < n_processes && kind < 2,
        "two processes say that they are process {other}; each line of the hosts file is for one"
    );
    found.put(other, kind, stream)
}
