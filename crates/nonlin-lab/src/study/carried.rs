//! A trial as text, on its way from the machine that made it.

use super::plan::StudyError;
use super::trial::Trial;
use nonlin_doctor::Trace;
use serde::{Deserialize, Serialize};

/// Numbers by their bits: a loss may be NaN or infinite, which JSON does not know, and a study may not depend on where a trial was made.
#[derive(Serialize, Deserialize)]
struct Carried {
    validation: Option<[u64; 2]>,
    test: Option<u64>,
    epochs: usize,
    best_epoch: usize,
    seconds: f64,
    train_loss: Vec<u32>,
    validation_loss: Vec<u32>,
    trace: String,
}

impl Trial {
    /// As text, with every bit.
    pub fn to_text(&self) -> Result<String, StudyError> {
        let mut trace = Vec::new();
        self.trace.write(&mut trace).map_err(|problem| StudyError::Carried(problem.to_string()))?;
        let carried = Carried {
            validation: self.validation.map(|(score, loss)| [score, loss].map(f64::to_bits)),
            test: self.sealed().map(f64::to_bits),
            epochs: self.epochs,
            best_epoch: self.best_epoch,
            seconds: self.seconds,
            train_loss: self.train_loss.iter().map(|loss| loss.to_bits()).collect(),
            validation_loss: self.validation_loss.iter().map(|loss| loss.to_bits()).collect(),
            trace: String::from_utf8_lossy(&trace).into_owned(),
        };
        serde_json::to_string(&carried).map_err(|problem| StudyError::Carried(problem.to_string()))
    }

    /// From that text. Fails if it is something else.
    pub fn from_text(text: &str) -> Result<Self, StudyError> {
        let carried: Carried =
            serde_json::from_str(text).map_err(|problem| StudyError::Carried(problem.to_string()))?;
        let trace =
            Trace::read(carried.trace.as_bytes()).map_err(|problem| StudyError::Carried(problem.to_string()))?;
        let losses = |bits: Vec<u32>| bits.into_iter().map(f32::from_bits).collect();
        let validation = carried.validation.map(|bits| bits.map(f64::from_bits)).map(|[score, loss]| (score, loss));
        let mut trial = Self::of_scores(validation, carried.test.map(f64::from_bits));
        (trial.epochs, trial.best_epoch, trial.seconds) = (carried.epochs, carried.best_epoch, carried.seconds);
        (trial.train_loss, trial.validation_loss, trial.trace) =
            (losses(carried.train_loss), losses(carried.validation_loss), trace);
        Ok(trial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_arrives() {
        let mut trial = Trial::told(Some((0.1 + 0.2, f64::INFINITY)), Some(-0.0), 7, 1.5);
        trial.train_loss = vec![f32::NAN, f32::INFINITY, 0.1];
        let again = Trial::from_text(&trial.to_text().unwrap()).unwrap();
        assert_eq!(again.validation, trial.validation);
        assert_eq!(again.sealed().map(f64::to_bits), Some((-0.0_f64).to_bits()));
        assert_eq!(
            again.train_loss.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
            trial.train_loss.iter().map(|x| x.to_bits()).collect::<Vec<_>>()
        );
        assert!(Trial::from_text("{}").is_err());
    }
}
