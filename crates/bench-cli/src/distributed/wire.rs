use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use timely::communication::allocator::zero_copy::stream::Stream;

/// A connection for timely, which counts the bytes that it sends.
///
/// timely ends the program with a panic if a connection fails. Here the thread that reads or writes
/// waits instead, for the [`watchdog`](super::watchdog) ends the process with a sentence.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    n_sent: Arc<AtomicU64>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, n_sent: Arc<AtomicU64>) -> Self {
        Self { stream, n_sent }
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.stream.read(buffer) {
            Ok(0) | Err(_) => wait_for_the_end(),
            read => read,
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Ok(n_written) = self.stream.write(bytes) else { wait_for_the_end() };
        self.n_sent.fetch_add(n_written as u64, Ordering::Relaxed);
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for Wire {
    fn try_clone(&self) -> io::Result<Self> {
        Ok(Self { stream: self.stream.try_clone()?, n_sent: Arc::clone(&self.n_sent) })
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.stream.set_nonblocking(nonblocking)
    }

    fn shutdown(&self, _how: Shutdown) -> io::Result<()> {
        Ok(())
    }
}

fn wait_for_the_end() -> ! {
    loop {
        std::thread::park();
    }
}
