//! Listening, and ending in order.

use crate::api;
use crate::limits::Limits;
use crate::safety::{Door, Token};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use nonlin_lab::store::{Store, StoreError};
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, watch};

/// Where the page is unless told otherwise.
pub const DEFAULT_PORT: u16 = 7878;

/// Where to listen, and for how much.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The address of this machine to listen on. Any but a loopback address needs a token to be asked.
    pub host: IpAddr,
    /// The port; 0 for one that is free.
    pub port: u16,
    /// The file that studies are kept in, made with the first; `None` keeps them until the server ends.
    pub store: Option<PathBuf>,
    /// What is allowed.
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Self { host: IpAddr::V4(Ipv4Addr::LOCALHOST), port: DEFAULT_PORT, store: None, limits: Limits::default() }
    }
}

/// A server that cannot be started, or does not go on.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Somebody else listens there.
    #[error("port {port} of {host} is in use; end what listens there, or give `--port 0` for one that is free")]
    PortInUse {
        /// The address.
        host: IpAddr,
        /// The port.
        port: u16,
    },
    /// It cannot be listened there.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The file of the studies is none of ours, or cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Threads or random numbers cannot be had.
    #[error("cannot start: {0}")]
    Start(io::Error),
}

/// A server that listens and does not answer yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    token: Option<Token>,
    limits: Limits,
    store: Option<PathBuf>,
    runtime: Runtime,
}

impl Server {
    /// Listens where `options` say.
    ///
    /// Fails if the port is in use, the address is none of this machine's, the store is none, or threads cannot be had.
    pub fn bind(options: &Options) -> Result<Self, ServeError> {
        if let Some(store) = options.store.as_ref().filter(|store| store.exists()) {
            // Told now, and not to the first who looks at the page.
            drop(Store::open(store)?);
        }
        let (host, port) = (options.host, options.port);
        let wanted = SocketAddr::new(host, port);
        let listener = TcpListener::bind(wanted).map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ServeError::PortInUse { host, port },
            _ => ServeError::Listen { address: wanted, source },
        })?;
        let address = listener.local_addr().map_err(ServeError::Start)?;
        listener.set_nonblocking(true).map_err(ServeError::Start)?;
        let token = if host.is_loopback() { None } else { Some(Token::random().map_err(ServeError::Start)?) };
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(options.limits.at_work + options.limits.doctors + 2)
            .thread_name("nonlin-serve")
            .enable_io()
            .enable_time()
            .build()
            .map_err(ServeError::Start)?;
        Ok(Self { listener, address, token, limits: options.limits, store: options.store.clone(), runtime })
    }

    /// Where it listens.
    pub fn socket(&self) -> SocketAddr {
        self.address
    }

    /// The token that has to be shown, where one has to be.
    pub fn token(&self) -> Option<&Token> {
        self.token.as_ref()
    }

    /// The address for a browser, the token in it where one is needed.
    pub fn address(&self) -> String {
        let mut socket = self.address;
        if socket.ip().is_unspecified() {
            socket.set_ip(if socket.is_ipv4() {
                Ipv4Addr::LOCALHOST.into()
            } else {
                std::net::Ipv6Addr::LOCALHOST.into()
            });
        }
        match &self.token {
            None => format!("http://{socket}/"),
            Some(token) => format!("http://{socket}/?token={}", token.text()),
        }
    }

    /// Answers until `ended` says so, which is asked ten times a second. Then connections get a moment to finish.
    pub fn run(self, ended: impl Fn() -> bool) -> Result<(), ServeError> {
        let Self { listener, address, token, limits, store, runtime } = self;
        let (ending, told) = watch::channel(false);
        let router = {
            let _inside = runtime.enter();
            api::router(&limits, store).layer(axum::middleware::from_fn_with_state(
                Arc::new(Door::new(address.ip(), token, limits)),
                crate::safety::guard,
            ))
        };
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).map_err(ServeError::Start)?;
            let accepting = tokio::spawn(accept(listener, router, limits, told));
            while !ended() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            let _ = ending.send(true);
            accepting.abort();
            Ok::<(), ServeError>(())
        })?;
        runtime.shutdown_timeout(Duration::from_millis(500));
        Ok(())
    }
}

async fn accept(listener: tokio::net::TcpListener, router: Router, limits: Limits, told: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(limits.connections));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, for instance: it passes.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (router, mut told) = (router.clone(), told.clone());
        tokio::spawn(async move {
            let _place = place;
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .max_headers(64)
                .max_buf_size(64 << 10)
                .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
            // What went wrong with a connection is its client's business.
            tokio::select! {
                _ = connection => {}
                _ = told.wait_for(|&ending| ending) => {}
            }
        });
    }
}
