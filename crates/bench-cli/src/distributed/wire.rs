use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use timely::communication::allocator::zero_copy::stream::Stream;

/// A connection for timely, which counts the bytes that it sends.
///
/// timely ends the program with a panic if a connection fails. Here the thread that reads or writes
/// waits instead, for the [`watchdog`](super::watchdog) ends the process with a sentence.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    n_sent: Arc<AtomicU64>,
    patience: Duration,
}

impl Wire {
    /// Takes a connection, which adds what it sends to `n_sent`.
    pub(super) fn new(stream: TcpStream, n_sent: Arc<AtomicU64>, patience: Duration) -> Self {
        Self { stream, n_sent, patience }
    }

    /// Waits for the end of this process. If the watchdog still hears from all others, only this one
    /// connection has failed.
    fn wait_for_the_end(&self) -> ! {
        std::thread::sleep(self.patience + Duration::from_secs(10));
        let other =
            self.stream.peer_addr().map_or_else(|_| String::new(), |it| format!(" with {it}"));
        // There is nothing left to do if even this cannot be written.
        let _ =
            io::stderr().write_all(format!("error: the connection{other} has failed\n").as_bytes());
        std::process::exit(1)
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.stream.read(buffer) {
            Ok(0) | Err(_) => self.wait_for_the_end(),
            read => read,
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Ok(n_written) = self.stream.write(bytes) else { self.wait_for_the_end() };
        self.n_sent.fetch_add(n_written as u64, Ordering::Relaxed);
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Wire {
    fn try_clone(&self) -> io::Result<Self> {
        let (stream, n_sent) = (self.stream.try_clone()?, Arc::clone(&self.n_sent));
        Ok(Self { stream, n_sent, patience: self.patience })
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.stream.set_nonblocking(nonblocking)
    }

    fn shutdown(&self, _how: Shutdown) -> io::Result<()> {
        Ok(())
    }
}
