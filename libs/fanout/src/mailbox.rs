//! How other threads speak to a serving thread.

use crate::sys::Waker;
use crate::worker::Listener;
use parking_lot::Mutex;
use std::io;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

/// What a serving thread can be told.
#[derive(Debug)]
pub(crate) enum Command {
    /// Serve one more listener.
    Add(Box<Listener>),
    /// Look at this listener now.
    Serve(u64),
    /// End all listeners, spread over this time.
    Drain(Duration),
    /// Give up all listeners, unserved from now on.
    Export(SyncSender<Vec<Listener>>),
    /// End the thread; what it still serves is cut.
    Stop,
}

/// The inbox of one serving thread.
#[derive(Debug)]
pub(crate) struct Mailbox {
    commands: Mutex<Vec<Command>>,
    waker: Waker,
}

impl Mailbox {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self {
            commands: Mutex::new(Vec::new()),
            waker: Waker::new()?,
        })
    }

    pub(crate) fn send(&self, command: Command) {
        let mut commands = self.commands.lock();
        commands.push(command);
        // The thread takes everything at once, so only the first of a batch needs to wake it.
        if commands.len() == 1 {
            self.waker.wake();
        }
    }

    pub(crate) fn serve(&self, token: u64) {
        self.send(Command::Serve(token));
    }

    pub(crate) fn take(&self) -> Vec<Command> {
        self.waker.clear();
        std::mem::take(&mut *self.commands.lock())
    }

    pub(crate) const fn waker(&self) -> &Waker {
        &self.waker
    }
}
