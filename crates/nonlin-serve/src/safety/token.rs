//! The token of a server that others can reach.

use std::fmt;
use std::io;

/// 128 random bits. It is not printed by accident: only [`text`](Self::text) tells it.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// A new one. Fails if the system has no random numbers.
    pub(crate) fn random() -> io::Result<Self> {
        Ok(Self(random_text()?))
    }

    /// The token itself.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether this is it; how long the answer takes says nothing of how much of it was right.
    pub(crate) fn is(&self, given: &str) -> bool {
        let (own, given) = (self.0.as_bytes(), given.as_bytes());
        let differences = own.iter().zip(given).fold(0, |differences, (a, b)| differences | (a ^ b));
        own.len() == given.len() && differences == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// 128 random bits as 32 letters and digits: nobody guesses it.
pub(crate) fn random_text() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
