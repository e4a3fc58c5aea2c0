//! A server of our own, and requests as bytes: what a hostile client sends too.

use nonlin_serve::{Limits, Options, Server};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// A server that ends with the test.
pub(crate) struct Served {
    pub(crate) socket: SocketAddr,
    pub(crate) token: Option<String>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.body))
    }

    /// The same, or nothing.
    pub(crate) fn json_or_empty(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The message of an error.
    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap_or_else(|| panic!("no error: {}", self.body)).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// With the usual limits.
pub(crate) fn serve() -> Served {
    serve_with(Limits::default(), IpAddr::V4(Ipv4Addr::LOCALHOST))
}

pub(crate) fn serve_with(limits: Limits, host: IpAddr) -> Served {
    served(&Options { host, port: 0, limits, ..Options::default() })
}

/// With the studies of this file.
pub(crate) fn serve_store(store: &Path) -> Served {
    served(&Options { port: 0, store: Some(store.to_owned()), ..Options::default() })
}

fn served(options: &Options) -> Served {
    let server = Server::bind(options).unwrap();
    let socket = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), server.socket().port());
    let token = server.token().map(|token| token.text().to_owned());
    let stop = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&stop);
    let thread = std::thread::spawn(move || server.run(|| seen.load(Ordering::Relaxed)).unwrap());
    Served { socket, token, stop, thread: Some(thread) }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Served {
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.socket).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// These bytes, and all that comes back.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Reply {
        let mut stream = self.connect();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        reply(&String::from_utf8_lossy(&all))
    }

    /// Bytes as the body of a post.
    pub(crate) fn upload(&self, path: &str, body: &[u8]) -> Reply {
        let head = format!(
            "POST {path} HTTP/1.1\r\nConnection: close\r\nHost: {}\r\nContent-Type: application/octet-stream\r\nContent-Length: {}\r\n\r\n",
            self.socket,
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = if named { String::new() } else { format!("Host: {}\r\n", self.socket) };
        let others: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (others, length) = (others.concat(), body.len());
        let text = format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\n{host}{others}Content-Length: {length}\r\n\r\n{body}"
        );
        self.raw(text.as_bytes())
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Reply {
        self.send("PATCH", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    /// Server-sent events.
    pub(crate) fn listen(&self, path: &str) -> Events {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.socket).unwrap();
        Events(BufReader::new(stream))
    }
}

/// Events as they come; the connection ends with it.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    pub(crate) fn next(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream has ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data.trim_end()).unwrap();
            }
        }
    }
}

fn reply(text: &str) -> Reply {
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}
