//! `fit` over several processes, on one machine or many.
//!
//! Every process runs the same program. Process 0 folds the parts of all, decides and writes the
//! model; each process reads its own rows and writes their labels.
//!
//! | step | files |
//! |---|---|
//! | start | [`settings`] says what can be asked for, [`launch`] starts the processes of one machine, which end with it ([`launched`]), [`hosts`] reads their addresses, [`connect`] connects them, [`handshake`] compares what they are about to do |
//! | talk | [`exchange`] sends messages over a dataflow of timely, whose sockets are [`wire`]s; [`watchdog`] notices a process that ends or stops |
//! | read | [`listing`] says which rows there are, [`share`] reads those of this process |
//! | fit | [`fit`] runs the restarts, [`seeding`] finds first centres (k-means++ among [`sampled_rows`]), [`rounds`] iterates, [`progress`] prints each round and [`checkpoint`] stores it |
//! | write | [`outputs`] |

mod checkpoint;
mod command;
mod connect;
mod exchange;
mod fit;
mod handshake;
mod hosts;
mod launch;
mod launched;
mod listing;
mod outputs;
mod progress;
mod rounds;
mod sampled_rows;
mod seeding;
mod settings;
mod share;
mod watchdog;
mod wire;

pub(crate) use command::command;
