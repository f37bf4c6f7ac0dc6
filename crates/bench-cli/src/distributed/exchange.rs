use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result, anyhow};
use serde::Serialize;
use serde::de::DeserializeOwned;
use timely::communication::allocator::zero_copy::initialize::{
    CommsGuard, initialize_networking_from_sockets,
};
use timely::communication::allocator::{ProcessBuilder, Thread};
use timely::communication::{Allocator, Hooks};
use timely::dataflow::ProbeHandle;
use timely::dataflow::operators::vec::input::Handle;
use timely::dataflow::operators::{Exchange as _, Inspect as _, Probe as _};
use timely::worker::Worker;

use super::wire::Wire;

/// Messages between all processes, over one dataflow of timely with one worker per process.
///
/// All processes call the same methods in the same order. Each call is one epoch of the dataflow, and
/// ends when all processes have their messages.
pub(super) struct Exchange {
    worker: Worker,
    input: Handle<u64, Message>,
    probe: ProbeHandle<u64>,
    inbox: Rc<RefCell<Vec<Message>>>,
    epoch: u64,
    n_sent: Arc<AtomicU64>,
    /// The threads of the connections. They are never joined: they wait for processes that may be gone.
    _threads: std::mem::ManuallyDrop<Option<CommsGuard>>,
}

/// Receiver, sender, epoch and contents.
type Message = (u64, u64, u64, Vec<u8>);

impl Exchange {
    /// Builds the dataflow on connections with all other processes. They count in `n_sent`.
    pub(super) fn new(me: usize, wires: Vec<Option<Wire>>, n_sent: Arc<AtomicU64>) -> Result<Self> {
        let (allocator, threads) = allocator(me, wires)?;
        let mut worker = Worker::new(timely::WorkerConfig::default(), allocator, None);
        let (mut input, inbox) = (Handle::new(), Rc::new(RefCell::new(Vec::new())));
        let arrived = Rc::clone(&inbox);
        let probe = worker.dataflow(|scope| {
            let sent = input.to_stream(scope).container::<Vec<_>>();
            let received = sent.exchange(|message: &Message| message.0);
            let kept = received.inspect(move |message| arrived.borrow_mut().push(message.clone()));
            kept.probe().0
        });
        let threads = std::mem::ManuallyDrop::new(threads);
        Ok(Self { worker, input, probe, inbox, epoch: 0, n_sent, _threads: threads })
    }

    /// The number of this process.
    pub(super) fn me(&self) -> usize {
        self.worker.index()
    }

    pub(super) fn n_processes(&self) -> usize {
        self.worker.peers()
    }

    /// Bytes that this process has sent so far, with all that timely adds.
    pub(super) fn n_sent(&self) -> u64 {
        self.n_sent.load(Ordering::Relaxed)
    }

    /// Sends a message of every process to process 0, which gets all in the order of processes. The
    /// others get none.
    pub(super) fn gather<T: Serialize + DeserializeOwned>(&mut self, mine: &T) -> Result<Vec<T>> {
        let bytes = bincode::serialize(mine).context("cannot encode a message")?;
        let all = self.exchange(vec![(0, bytes)]);
        all.iter().map(|(_, bytes)| decoded(bytes)).collect()
    }

    /// Sends a message of process 0 to all. Only process 0 computes it.
    pub(super) fn broadcast<T: Serialize + DeserializeOwned>(
        &mut self,
        message: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let mut mine = Vec::new();
        if self.me() == 0 {
            let bytes = bincode::serialize(&message()?).context("cannot encode a message")?;
            mine.extend((0..self.n_processes()).map(|to| (to, bytes.clone())));
        }
        let all = self.exchange(mine);
        let (_, bytes) = all.first().context("process 0 has sent nothing")?;
        decoded(bytes)
    }

    /// Sends messages, and returns those of this epoch with their senders.
    fn exchange(&mut self, messages: Vec<(usize, Vec<u8>)>) -> Vec<(u64, Vec<u8>)> {
        let (me, epoch) = (self.me() as u64, self.epoch);
        for (to, bytes) in messages {
            self.input.send((to as u64, me, epoch, bytes));
        }
        self.epoch += 1;
        self.input.advance_to(self.epoch);
        let (probe, end) = (&self.probe, self.epoch);
        self.worker.step_or_park_while(None, || probe.less_than(&end));
        // A faster process may have sent messages of the next epoch already.
        let mut inbox = self.inbox.borrow_mut();
        let (mut now, later): (Vec<_>, Vec<_>) =
            inbox.drain(..).partition(|message| message.2 == epoch);
        *inbox = later;
        now.sort_by_key(|message| message.1);
        now.into_iter().map(|(_, from, _, bytes)| (from, bytes)).collect()
    }
}

fn allocator(me: usize, wires: Vec<Option<Wire>>) -> Result<(Allocator, Option<CommsGuard>)> {
    if wires.len() == 1 {
        return Ok((Allocator::Thread(Thread::default()), None));
    }
    let hooks = Hooks::default();
    let own = ProcessBuilder::new_typed_vector(1, hooks.refill.clone(), None);
    let (builders, threads) = initialize_networking_from_sockets(own, wires, me, 1, hooks)
        .context("cannot start the threads of the connections")?;
    let builder = builders.into_iter().next().ok_or_else(|| anyhow!("timely has no worker"))?;
    Ok((Allocator::Tcp(builder.build()), Some(threads)))
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    bincode::deserialize(bytes).context("a process has sent a message that cannot be read")
}
