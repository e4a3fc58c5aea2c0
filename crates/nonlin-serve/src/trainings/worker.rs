//! One training on its thread.

use super::frame::Frame;
use crate::limits::Limits;
use crate::problem::Problem;
use nonlin_lab::live::{LiveError, LivePlan, LiveTraining, Points};
use std::sync::mpsc::{self, RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Semaphore, oneshot};

/// A turn at computing.
const SLICE: Duration = Duration::from_millis(10);
/// The least time between two frames.
const BETWEEN_FRAMES: Duration = Duration::from_millis(66);
/// Looking may take a fifth of the time; the rest is for training.
const LOOKING: u32 = 4;
/// How often a training that rests looks whether anybody is there.
const REST: Duration = Duration::from_millis(50);
/// As long may steps take that are asked for at once: others wait meanwhile.
const STEPPING: Duration = Duration::from_millis(250);
/// Over what time steps are counted.
const COUNTED: Duration = Duration::from_secs(1);

/// Since when nobody has watched; `None` while somebody does.
pub(super) struct Watched(Mutex<Option<Instant>>);

impl Watched {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Some(Instant::now())))
    }

    pub(super) fn alone_since(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, watched: bool) {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *since = if watched { None } else { since.or_else(|| Some(Instant::now())) };
    }

    /// Somebody has asked for something.
    fn touch(&self) {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *since = since.map(|_| Instant::now());
    }
}

pub(crate) type Answer = oneshot::Sender<Result<Arc<Frame>, Problem>>;

/// What a training is told to do. Each is answered by what it looks like then.
pub(crate) enum Order {
    /// Nothing.
    Look(Answer),
    /// Go on or rest, faster or slower: what is given. A pace of 0 is as fast as it can.
    Change { running: Option<bool>, learning_rate: Option<f64>, pace: Option<f64>, answer: Answer },
    /// So many steps, or as many as a quarter of a second allows.
    Step(u64, Answer),
    /// From the start, with this seed.
    Reset(Option<u64>, Answer),
    /// Frames for somebody who watches, as text.
    Watch(oneshot::Sender<Watcher>),
}

/// Where frames arrive.
pub(crate) type Watcher = tokio::sync::mpsc::Receiver<Arc<str>>;

/// What a training begins with.
pub(super) struct Start {
    pub(super) training: LiveTraining,
    pub(super) points: Points,
    pub(super) plan: LivePlan,
    pub(super) limits: Limits,
    pub(super) orders: mpsc::Receiver<Order>,
    pub(super) watched: Arc<Watched>,
    pub(super) turns: Arc<Semaphore>,
    pub(super) runtime: tokio::runtime::Handle,
}

pub(super) struct Worker {
    start: Start,
    watchers: Vec<tokio::sync::mpsc::Sender<Arc<str>>>,
    frame: Arc<Frame>,
    running: bool,
    /// Steps per second at most; 0 for as many as there can be.
    pace: f64,
    next_frame: Instant,
    /// Whether there is something to be told that was not told yet.
    changed: bool,
    /// Steps that the pace allows by now.
    allowed: f64,
    allowed_at: Instant,
    /// Steps at moments of the last second.
    counted: Vec<(Instant, u64)>,
}

impl Worker {
    pub(super) fn new(mut start: Start) -> Result<Self, Problem> {
        let snapshot = start.training.snapshot()?;
        let learning_rate = start.plan.learning_rate;
        let now = Instant::now();
        Ok(Self {
            frame: Arc::new(Frame { running: false, learning_rate, pace: 0.0, steps_per_second: 0.0, snapshot }),
            start,
            watchers: Vec::new(),
            running: false,
            pace: 0.0,
            next_frame: now,
            changed: true,
            allowed: 0.0,
            allowed_at: now,
            counted: Vec::new(),
        })
    }

    pub(super) fn frame(&self) -> Arc<Frame> {
        Arc::clone(&self.frame)
    }

    /// Until nobody gives orders any more, or nobody watches for too long.
    pub(super) fn work(mut self) {
        loop {
            let order = if self.is_at_work() {
                self.start.orders.try_recv().map_err(|error| error == TryRecvError::Disconnected)
            } else {
                self.start.orders.recv_timeout(REST).map_err(|error| error == RecvTimeoutError::Disconnected)
            };
            match order {
                Ok(order) => self.obey(order),
                Err(true) => return,
                Err(false) => {}
            }
            self.watchers.retain(|watcher| !watcher.is_closed());
            self.start.watched.set(!self.watchers.is_empty());
            if self.alone() > self.start.limits.free_after {
                return;
            }
            if self.one_turn().is_err() {
                return;
            }
        }
    }

    /// A slice of steps, if there are any to be made, and a frame, if one is due: both in one turn.
    fn one_turn(&mut self) -> Result<(), LiveError> {
        let at_work = self.is_at_work();
        let steps = if at_work { self.steps_allowed() } else { 0 };
        let due = (self.changed || at_work) && !self.watchers.is_empty() && Instant::now() >= self.next_frame;
        if steps == 0 && !due {
            if at_work {
                std::thread::sleep(SLICE);
            }
            return Ok(());
        }
        let _turn = self.turn();
        if steps > 0 {
            self.one_slice(steps)?;
        }
        if due {
            self.publish()?;
        }
        Ok(())
    }

    fn alone(&self) -> Duration {
        self.start.watched.alone_since().map_or(Duration::ZERO, |since| since.elapsed())
    }

    fn is_at_work(&self) -> bool {
        self.running && self.start.training.ended().is_none() && self.alone() < self.start.limits.pause_after
    }

    fn obey(&mut self, order: Order) {
        self.start.watched.touch();
        self.changed = true;
        let (done, answer) = match order {
            Order::Watch(answer) => {
                // One frame at a time: who is slow misses some.
                let (sender, receiver) = tokio::sync::mpsc::channel(1);
                if answer.send(receiver).is_ok() {
                    self.watchers.push(sender);
                    self.next_frame = Instant::now();
                }
                return;
            }
            Order::Look(answer) => (Ok(()), answer),
            Order::Change { running, learning_rate, pace, answer } => {
                (self.change(running, learning_rate, pace), answer)
            }
            Order::Step(steps, answer) => {
                self.running = false;
                let _turn = self.turn();
                let done = self.start.training.advance(steps, STEPPING).map(|_| ());
                (done.map_err(Problem::from), answer)
            }
            Order::Reset(seed, answer) => (self.reset(seed), answer),
        };
        let turn = self.turn();
        let done = done.and_then(|()| self.look().map_err(Problem::from)).map(|()| self.frame());
        drop(turn);
        self.next_frame = Instant::now();
        // Whoever asked may be gone.
        let _ = answer.send(done);
    }

    fn change(&mut self, running: Option<bool>, learning_rate: Option<f64>, pace: Option<f64>) -> Result<(), Problem> {
        if let Some(rate) = learning_rate {
            self.start.training.set_learning_rate(rate)?;
            self.start.plan.learning_rate = rate;
        }
        self.pace = pace.unwrap_or(self.pace);
        self.running = running.unwrap_or(self.running);
        (self.allowed, self.allowed_at) = (0.0, Instant::now());
        self.counted.clear();
        Ok(())
    }

    fn reset(&mut self, seed: Option<u64>) -> Result<(), Problem> {
        let Start { points, plan, .. } = &mut self.start;
        plan.seed = seed.unwrap_or(plan.seed);
        self.start.training = LiveTraining::new(points, plan)?;
        self.running = false;
        self.counted.clear();
        Ok(())
    }

    /// Waits for a turn at computing; none once the server ends.
    fn turn(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        self.start.runtime.block_on(Arc::clone(&self.start.turns).acquire_owned()).ok()
    }

    fn one_slice(&mut self, most: u64) -> Result<(), LiveError> {
        let made = self.start.training.advance(most, SLICE)?;
        if self.pace > 0.0 {
            self.allowed -= made as f64;
        }
        let now = Instant::now();
        self.counted.push((now, self.start.training.steps()));
        let old = self.counted.iter().take_while(|(at, _)| now.duration_since(*at) > COUNTED).count();
        self.counted.drain(..old);
        Ok(())
    }

    /// How many steps the pace allows now.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not below 0, and saturating")]
    fn steps_allowed(&mut self) -> u64 {
        let pace = self.pace;
        if pace == 0.0 {
            return u64::MAX;
        }
        let now = Instant::now();
        let earned = pace * now.duration_since(self.allowed_at).as_secs_f64();
        // What was not used within a fifth of a second is lost.
        (self.allowed, self.allowed_at) = ((self.allowed + earned).min((pace / 5.0).max(1.0)), now);
        self.allowed.floor() as u64
    }

    fn steps_per_second(&self) -> f64 {
        match (self.counted.first(), self.counted.last()) {
            (Some((from, first)), Some((to, last))) if to > from && self.is_at_work() => {
                (last - first) as f64 / to.duration_since(*from).as_secs_f64()
            }
            _ => 0.0,
        }
    }

    /// Takes a new frame.
    fn look(&mut self) -> Result<(), LiveError> {
        let snapshot = self.start.training.snapshot()?;
        self.frame = Arc::new(Frame {
            running: self.running && snapshot.ended.is_none(),
            learning_rate: self.start.plan.learning_rate,
            pace: self.pace,
            steps_per_second: self.steps_per_second(),
            snapshot,
        });
        Ok(())
    }

    /// Sends a new frame to all who watch.
    fn publish(&mut self) -> Result<(), LiveError> {
        let begun = Instant::now();
        self.look()?;
        let text: Arc<str> = serde_json::to_string(&*self.frame).unwrap_or_default().into();
        let mut all = true;
        self.watchers.retain(|watcher| match watcher.try_send(Arc::clone(&text)) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                all = false;
                true
            }
            Err(TrySendError::Closed(_)) => false,
        });
        self.changed = !all;
        let took = begun.elapsed();
        self.next_frame = Instant::now() + BETWEEN_FRAMES.max(took * LOOKING);
        Ok(())
    }
}
