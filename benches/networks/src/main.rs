//! Trains networks for benches/networks.py: reads one JSON order per line, and answers each with one JSON line.
//!
//! An order names a folder with `x.f32` and `t.f32` (inputs and targets, row after row, little-endian) and, for sequences, `lengths.u32`;
//! a network; and either for how many seconds to train, or a file of parameters to make one step from.

use nonlin_net::{
    Batch, Loss, Network, NetworkSpec, Observation, Observer, OutputActivation, Step, Trainer, TrainingPlan, train,
};
use serde::Deserialize;
use std::error::Error;
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[derive(Deserialize)]
struct Order {
    data: PathBuf,
    spec: NetworkSpec,
    batch: usize,
    learning_rate: f64,
    /// How long to train.
    seconds: Option<f64>,
    /// So many networks, over so many threads; each makes as many steps as one pass over the data has.
    networks: Option<usize>,
    threads: Option<usize>,
    /// Looks into every so many steps.
    observe_every: Option<u64>,
    /// One epoch of the whole training loop, and how much memory that took.
    memory: Option<bool>,
    /// One step from the parameters in this file; those after it are written beside it, as `after.f32`.
    parameters: Option<PathBuf>,
}

struct Data {
    x: Vec<f32>,
    t: Vec<f32>,
    lengths: Vec<usize>,
    rows: usize,
}

fn numbers(path: &Path) -> Result<Vec<f32>, std::io::Error> {
    // Piece by piece: the bytes of a large file beside its numbers would be counted as the training's memory.
    let mut file = std::io::BufReader::new(std::fs::File::open(path)?);
    let count = usize::try_from(file.get_ref().metadata()?.len()).map_or(0, |bytes| bytes / 4);
    let mut numbers = Vec::with_capacity(count);
    let mut bytes = [0; 4];
    for _ in 0..count {
        file.read_exact(&mut bytes)?;
        numbers.push(f32::from_le_bytes(bytes));
    }
    Ok(numbers)
}

impl Data {
    fn read(folder: &Path, outputs: usize) -> Result<Self, Box<dyn Error>> {
        let (x, t) = (numbers(&folder.join("x.f32"))?, numbers(&folder.join("t.f32"))?);
        let lengths = std::fs::read(folder.join("lengths.u32")).unwrap_or_default();
        let lengths = lengths.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize).collect();
        Ok(Self { rows: t.len() / outputs, x, t, lengths })
    }

    /// Batch `index`, going round. (The rows of the file were shuffled.)
    fn batch(&self, index: usize, size: usize) -> Batch<'_, f32> {
        let batches = (self.rows / size).max(1);
        let (start, rows) = (index % batches * size, size.min(self.rows));
        let (inputs, outputs) = (self.x.len() / self.rows, self.t.len() / self.rows);
        let lengths = if self.lengths.is_empty() { &[][..] } else { &self.lengths[start..start + rows] };
        let x = &self.x[start * inputs..(start + rows) * inputs];
        Batch::new(x, &self.t[start * outputs..(start + rows) * outputs], rows).with_lengths(lengths)
    }
}

fn plan(order: &Order, network: &Network<f32>) -> TrainingPlan {
    let loss = Loss::for_output(network.output_activation(), network.outputs());
    TrainingPlan { learning_rate: order.learning_rate, batch_size: order.batch, ..TrainingPlan::new(loss) }
}

/// Looks at what a doctor would: mean, deviation and zeros of activations, the size of gradients.
struct Watch {
    every: u64,
    seen: f64,
}

impl Observer<f32> for Watch {
    fn wants(&mut self, step: Step) -> bool {
        step.step.is_multiple_of(self.every)
    }

    fn observe(&mut self, observation: &Observation<'_, f32>) {
        for layer in observation.layers() {
            for numbers in [layer.pre_activations, layer.activations, layer.pre_activation_gradient, layer.weight_gradient()] {
                let (mut sum, mut squares, mut zeros) = (0.0_f32, 0.0_f32, 0.0_f32);
                for &x in numbers {
                    sum += x;
                    squares += x * x;
                    zeros += f32::from(u8::from(x == 0.0));
                }
                self.seen += f64::from(sum + squares + zeros);
            }
        }
    }
}

/// The most memory this process has had, in bytes, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

/// One epoch, and its memory beside what must be there: data, parameters, gradient, the optimiser's two moments, what layers pass on.
fn memory(order: &Order, data: &Data) -> Result<serde_json::Value, Box<dyn Error>> {
    let mut network = Network::<f32>::new(&order.spec, 0)?;
    let plan = TrainingPlan { max_epochs: 1, ..plan(order, &network) };
    let all = Batch::new(&data.x, &data.t, data.rows).with_lengths(&data.lengths);
    let (inputs, outputs) = (data.x.len() / data.rows, data.t.len() / data.rows);
    let few = Batch::new(&data.x[..inputs * 1000], &data.t[..outputs * 1000], 1000);
    train(&mut network, all, few, &plan, &mut (), &AtomicBool::new(false))?;
    let activations: usize = network.layers().map(|layer| layer.output().len() * order.batch).sum();
    let needed = 4 * (data.x.len() + data.t.len() + 3 * network.parameters().len() + activations);
    Ok(serde_json::json!({ "peak": peak(), "needed": needed }))
}

/// Makes steps until `done` says so of their number; gives how many rows went through.
fn steps(order: &Order, data: &Data, seed: u64, done: impl Fn(usize) -> bool) -> Result<usize, Box<dyn Error>> {
    let mut network = Network::<f32>::new(&order.spec, seed)?;
    let mut trainer = Trainer::new(&network, &plan(order, &network), order.batch)?;
    let (mut made, mut rows) = (0, 0);
    let mut watch = Watch { every: order.observe_every.unwrap_or(u64::MAX), seen: 0.0 };
    while !done(made) {
        let batch = data.batch(made, order.batch);
        made += 1;
        let here = Step { epoch: 1, batch: made - 1, step: made as u64 };
        trainer.step(&mut network, batch, here, &mut watch)?.map_err(|outcome| format!("{outcome:?}"))?;
        rows += batch.rows;
    }
    Ok(rows)
}

fn answer(order: &Order) -> Result<serde_json::Value, Box<dyn Error>> {
    let outputs = Network::<f32>::new(&order.spec, 0)?.outputs();
    let data = Data::read(&order.data, outputs)?;
    if let Some(path) = &order.parameters {
        let mut network = Network::<f32>::new(&order.spec, 0)?;
        network.parameters_mut().copy_from_slice(&numbers(path)?);
        let mut trainer = Trainer::new(&network, &plan(order, &network), order.batch)?;
        let here = Step { epoch: 1, batch: 0, step: 1 };
        let loss = trainer.step(&mut network, data.batch(0, order.batch), here, &mut ())?;
        let bytes: Vec<u8> = network.parameters().iter().flat_map(|x| x.to_le_bytes()).collect();
        std::fs::write(path.with_file_name("after.f32"), bytes)?;
        return Ok(serde_json::json!({ "loss": loss.map_err(|outcome| format!("{outcome:?}"))? }));
    }
    if order.memory == Some(true) {
        return memory(order, &data);
    }
    let start = Instant::now();
    let rows = if let Some(networks) = order.networks {
        let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let each = data.rows / order.batch;
        std::thread::scope(|scope| {
            for _ in 0..order.threads.unwrap_or(1) {
                scope.spawn(|| {
                    loop {
                        let network = next.fetch_add(1, Ordering::Relaxed);
                        if network >= networks {
                            break;
                        }
                        let made = steps(order, &data, network as u64, |made| made == each).unwrap_or(0);
                        rows.fetch_add(made, Ordering::Relaxed);
                    }
                });
            }
        });
        rows.into_inner()
    } else {
        let length = Duration::from_secs_f64(order.seconds.unwrap_or(1.0));
        steps(order, &data, 0, |_| start.elapsed() >= length)?
    };
    Ok(serde_json::json!({ "samples_per_second": rows as f64 / start.elapsed().as_secs_f64() }))
}

/// The layers of a network with the places of their parameters, so that PyTorch can be given the same.
fn layout(spec: &NetworkSpec) -> Result<serde_json::Value, Box<dyn Error>> {
    let network = Network::<f32>::new(spec, 0)?;
    let groups = network.layers().flat_map(|layer| {
        let (name, kind) = (layer.name().to_owned(), layer.kind());
        let group = move |group: &nonlin_net::Group| {
            serde_json::json!({
                "layer": name, "kind": kind, "group": group.name, "shape": group.shape, "start": group.range.start,
                "end": group.range.end,
            })
        };
        layer.groups().iter().map(group).collect::<Vec<_>>()
    });
    let softmax = network.output_activation() == OutputActivation::Softmax;
    let parameters = network.parameters();
    Ok(serde_json::json!({ "groups": groups.collect::<Vec<_>>(), "parameters": parameters, "softmax": softmax }))
}

fn main() -> Result<(), Box<dyn Error>> {
    for line in std::io::stdin().lock().lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let answer = match line.get("layout") {
            Some(spec) => layout(&serde_json::from_value(spec.clone())?)?,
            None => answer(&serde_json::from_value(line)?)?,
        };
        println!("{answer}");
        std::io::stdout().flush()?;
    }
    Ok(())
}
