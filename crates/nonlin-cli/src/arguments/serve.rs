//! The page: `serve`.

use clap::Args;
use std::net::IpAddr;
use std::path::PathBuf;

#[derive(Args)]
#[command(
    after_help = "Examples:\n  nonlin serve --open\n  nonlin serve --port 0                         on a port that is free\n  nonlin serve --host 192.168.1.2               for others too, who need the token that is printed\n  nonlin serve --store studies.db               with the studies of another file"
)]
pub(crate) struct Serve {
    /// The port; 0 for one that is free
    #[arg(long, default_value_t = nonlin_serve::DEFAULT_PORT)]
    pub(crate) port: u16,
    /// The address of this machine to listen on. Any but a loopback address can be reached by others, and needs the token that is printed then
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: IpAddr,
    /// The file that studies are kept in, made with the first; that of `nonlin lab` and `nonlin studies`, unless told otherwise
    #[arg(long, value_name = "FILE", default_value = "nonlin.db")]
    pub(crate) store: PathBuf,
    /// Keep studies in memory, until the server ends
    #[arg(long, conflicts_with = "store")]
    pub(crate) no_store: bool,
    /// Open the page in a browser, if this is a terminal
    #[arg(long)]
    pub(crate) open: bool,
}
