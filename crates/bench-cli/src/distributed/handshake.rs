use std::fmt;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail, ensure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::listing::{Layout, Listing};
use super::settings::Settings;
use super::wire::Wire;

/// Bytes of a message, at most: names of parts, mostly.
const LONGEST: u64 = 1 << 28;

/// What a process is about to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    pub(super) settings: Settings,
    pub(super) data: Listing,
    pub(super) weights: Option<Listing>,
}

/// A process that differs from process 0.
#[derive(Debug)]
pub(super) struct Refused(String);

/// Compares what all processes are about to do. Process 0 decides, and tells all the layout of the rows.
///
/// # Errors
///
/// [`Refused`] in process 0, for a process that differs from it. The [`watchdog`](super::watchdog) then
/// ends all others with the same sentence.
pub(super) fn handshake(
    hosts: &[SocketAddr],
    wires: &mut [Option<Wire>],
    hello: Hello,
) -> Result<Layout> {
    if let Some(to_first) = &mut wires[0] {
        send(to_first, env!("CARGO_PKG_VERSION"))?;
        send(to_first, &hello)?;
        return receive(to_first);
    }
    let mut all = vec![hello];
    for (wire, host) in wires.iter_mut().zip(hosts) {
        let Some(wire) = wire else { continue };
        let name = format!("process {} at {host}", all.len());
        let (version, ours): (String, _) = (receive(wire)?, env!("CARGO_PKG_VERSION"));
        if version != ours {
            let sentence =
                format!("{name} runs version {version} of the program and process 0 runs {ours}");
            bail!(Refused(sentence));
        }
        all.push(receive(wire)?);
        check_settings(&all, &name).map_err(refused)?;
    }
    let layout = layout(all, |process| format!("process {process} at {}", hosts[process]));
    let layout = layout.map_err(refused)?;
    wires.iter_mut().flatten().try_for_each(|wire| send(wire, &layout))?;
    Ok(layout)
}

fn layout(all: Vec<Hello>, name: impl Fn(usize) -> String) -> Result<Layout> {
    let (data, weights): (Vec<Listing>, Vec<Option<Listing>>) =
        all.into_iter().map(|hello| (hello.data, hello.weights)).unzip();
    let layout = Layout::of(&data, &name)?;
    let weights: Vec<Listing> = weights.into_iter().flatten().collect();
    if !weights.is_empty() {
        let of_weights = Layout::of(&weights, &name).context("the weights differ")?;
        ensure!(of_weights.starts == layout.starts, "the weights are cut otherwise than the data");
    }
    Ok(layout)
}

fn refused(error: anyhow::Error) -> anyhow::Error {
    Refused(format!("{error:#}")).into()
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Compares the settings of the last process with those of process 0.
fn check_settings(all: &[Hello], name: &str) -> Result<()> {
    let theirs = all.iter().next_back().map(|hello| &hello.settings);
    for ((option, our), (_, their)) in all[0].settings.iter().zip(theirs.into_iter().flatten()) {
        ensure!(our == their, "{name} has `{option}` {their} and process 0 has {our}");
    }
    Ok(())
}

fn send<T: Serialize + ?Sized>(wire: &mut Wire, message: &T) -> Result<()> {
    let bytes = bincode::serialize(message)?;
    wire.write_all(&(bytes.len() as u64).to_le_bytes())?;
    Ok(wire.write_all(&bytes)?)
}

fn receive<T: DeserializeOwned>(wire: &mut Wire) -> Result<T> {
    let mut length = [0; 8];
    wire.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    ensure!(length <= LONGEST, "a process has sent a message of {length} bytes");
    let mut bytes = Vec::new();
    wire.take(length).read_to_end(&mut bytes)?;
    bincode::deserialize(&bytes).context("a process has sent a message that cannot be read")
}
