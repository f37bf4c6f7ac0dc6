use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// The longest time between two heartbeats.
const BEAT: Duration = Duration::from_secs(1);

/// What a process says to another beside the fit, each as one byte.
const ALIVE: u8 = b'.';
const DONE: u8 = b'd';
/// A sentence follows: its length in four bytes, and its text.
const FAILED: u8 = b'f';

/// The longest sentence that a process accepts.
const LONGEST: usize = 1 << 16;

/// Ends this process, with one sentence, as soon as another one ends, fails or stops.
///
/// Every process sends a heartbeat to all others, from a thread of its own. So long computations are no
/// silence.
#[derive(Debug)]
pub(super) struct Watchdog {
    peers: Arc<Peers>,
    /// Gets a message from each other process that is done.
    done: Receiver<()>,
}

#[derive(Debug)]
struct Peers {
    hosts: Vec<SocketAddr>,
    /// The connections to write to; `None` at the own place.
    streams: Vec<Option<Mutex<TcpStream>>>,
    patience: Duration,
    /// Held by the thread that ends the process, so that only one sentence is printed.
    end: Mutex<()>,
}

impl Watchdog {
    /// Watches all connections. `patience` is the longest silence of a process that is alive.
    pub(super) fn start(
        hosts: &[SocketAddr],
        control: Vec<Option<TcpStream>>,
        patience: Duration,
    ) -> Result<Self> {
        let mut readers = Vec::new();
        for (other, stream) in control.iter().enumerate() {
            let Some(stream) = stream else { continue };
            stream.set_read_timeout(Some(patience))?;
            // A stopped process reads nothing, so its connection may be full.
            stream.set_write_timeout(Some(patience))?;
            readers.push((other, stream.try_clone()?));
        }
        let streams = control.into_iter().map(|it| it.map(Mutex::new)).collect();
        let end = Mutex::new(());
        let peers = Arc::new(Peers { hosts: hosts.to_vec(), streams, patience, end });
        let (tell, done) = channel();
        for (other, stream) in readers {
            let (peers, tell) = (Arc::clone(&peers), tell.clone());
            spawn("watch", move || peers.watch(other, stream, &tell))?;
        }
        let beating = Arc::clone(&peers);
        spawn("heartbeat", move || beating.beat())?;
        Ok(Self { peers, done })
    }

    /// Tells all others why they must end. After that this process ends by itself, and misses nobody.
    pub(super) fn fail(&self, sentence: &str) {
        std::mem::forget(self.peers.end.lock());
        self.peers.tell(sentence);
    }

    /// Waits until all other processes are done too. After that, none of them is missed.
    pub(super) fn finish(self) {
        self.peers.send(&[DONE]);
        let n_others = self.peers.hosts.len() - 1;
        self.done.iter().take(n_others).for_each(drop);
    }
}

impl Peers {
    /// Reads what another process says, until it is done.
    fn watch(&self, other: usize, mut stream: TcpStream, tell: &Sender<()>) {
        loop {
            let mut byte = [0];
            match stream.read_exact(&mut byte) {
                Ok(()) => match byte[0] {
                    ALIVE => {}
                    DONE => {
                        // The receiver is gone if this process has ended by itself.
                        let _ = tell.send(());
                        return;
                    }
                    _ => self.exit(&sentence(stream).unwrap_or_else(|_| self.ended(other))),
                },
                Err(error) if is_silence(&error) => self.exit(&format!(
                    "{} has not answered for {} s (--patience): it or its machine is stopped, or the \
                     network is down",
                    self.name(other),
                    self.patience.as_secs_f64()
                )),
                Err(_) => self.exit(&self.ended(other)),
            }
        }
    }

    fn beat(&self) {
        loop {
            self.send(&[ALIVE]);
            thread::sleep(BEAT.min(self.patience / 5));
        }
    }

    fn send(&self, bytes: &[u8]) {
        for stream in self.streams.iter().flatten() {
            // A connection that fails is noticed where it is read.
            let _ = stream.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes);
        }
    }

    fn tell(&self, sentence: &str) {
        let sentence = &sentence.as_bytes()[..sentence.len().min(LONGEST)];
        let length = u32::try_from(sentence.len()).unwrap_or_default();
        self.send(&[&[FAILED][..], &length.to_le_bytes(), sentence].concat());
    }

    fn ended(&self, other: usize) -> String {
        let name = self.name(other);
        format!("{name} ended before the fit was done: it was killed, or its machine went down")
    }

    fn name(&self, process: usize) -> String {
        format!("process {process} at {}", self.hosts[process])
    }

    /// Ends this process with a sentence, after passing it on to all others.
    fn exit(&self, sentence: &str) -> ! {
        let _end = self.end.lock();
        // Written first: a stopped process may delay what is sent.
        // There is nothing left to do if even this cannot be written.
        let _ = io::stderr().write_all(format!("error: {sentence}\n").as_bytes());
        self.tell(sentence);
        std::process::exit(1)
    }
}

fn sentence(mut stream: TcpStream) -> io::Result<String> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(LONGEST);
    let mut text = vec![0; length.min(LONGEST)];
    stream.read_exact(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<()> {
    let builder = thread::Builder::new().name(name.to_owned());
    builder.spawn(run).context("cannot start a thread")?;
    Ok(())
}
