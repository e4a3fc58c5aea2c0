//! `nonlin serve`

use super::interrupt;
use crate::arguments::Serve;
use crate::output::{Failure, Status, print};
use nonlin_serve::{Options, Server};
use std::io::IsTerminal;
use std::sync::atomic::Ordering;

pub(crate) fn run(options: &Serve) -> Result<Status, Failure> {
    let store = (!options.no_store).then(|| options.store.clone());
    let server = Server::bind(&Options { host: options.host, port: options.port, store, ..Options::default() })?;
    interrupt::watch()?;
    let address = server.address();
    print(&format!("{address}\n"))?;
    if let Some(token) = server.token() {
        let who = if options.host.is_unspecified() { "Everybody who reaches this machine" } else { "Others" };
        eprintln!("{who} can ask with the token {}; what they send is not encrypted.", token.text());
    }
    eprintln!("Ctrl-C ends it.");
    if options.open && std::io::stdout().is_terminal() {
        // The address stands there: whoever has no browser can take it elsewhere.
        if let Err(error) = open::that_detached(&address) {
            eprintln!("no browser could be opened: {error}");
        }
    }
    server.run(|| interrupt::STOP.load(Ordering::Relaxed))?;
    Ok(Status::SUCCESS)
}
