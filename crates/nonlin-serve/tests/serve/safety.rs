//! Who is refused, and what is too much.

use super::client::{serve, serve_with};
use nonlin_serve::{Limits, Options, ServeError, Server};
use serde_json::json;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

#[test]
fn names_that_are_not_ours_are_refused() {
    let server = serve();
    let port = server.socket.port();
    for (host, status) in [
        (format!("localhost:{port}"), 200),
        (format!("[::1]:{port}"), 200),
        (format!("rebound.example:{port}"), 403),
        (format!("127.0.0.1.nip.io:{port}"), 403),
        ("192.168.1.2".to_owned(), 403),
    ] {
        for path in ["/", "/api/v1/functions"] {
            assert_eq!(server.send("GET", path, &[("Host", &host)], "").status, status, "{host} {path}");
        }
    }
    let without = server.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(without.status, 400);
    let twice = server.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
    assert_eq!(twice.status, 400);
}

#[test]
fn pages_of_other_sites_may_not_ask() {
    let server = serve();
    let own = format!("http://{}", server.socket);
    let body = json!({"text": "relu"}).to_string();
    let json = ("Content-Type", "application/json");
    let ask = |extra: (&str, &str)| server.send("POST", "/api/v1/parse", &[json, extra], &body).status;
    assert_eq!(ask(("Origin", &own)), 200);
    assert_eq!(ask(("Sec-Fetch-Site", "same-origin")), 200);
    for other in ["http://example.com", "null", "http://localhost:1", "https://localhost"] {
        assert_eq!(ask(("Origin", other)), 403, "{other}");
    }
    assert_eq!(ask(("Sec-Fetch-Site", "cross-site")), 403);
    assert_eq!(ask(("Sec-Fetch-Site", "same-site")), 403);
    // A form of another page can send text, and is not understood.
    let form = server.send("POST", "/api/v1/parse", &[("Content-Type", "text/plain")], &body);
    assert_eq!(form.status, 415);
    // An address that is followed from elsewhere opens the page, and nothing of the API.
    assert_eq!(server.send("GET", "/", &[("Sec-Fetch-Site", "cross-site")], "").status, 200);
    assert_eq!(server.send("GET", "/api/v1/functions", &[("Sec-Fetch-Site", "cross-site")], "").status, 403);
}

#[test]
fn every_answer_keeps_the_page_to_itself() {
    let server = serve();
    for path in ["/", "/api/v1/functions", "/nothing", "/js/main.js"] {
        let reply = server.get(path);
        let policy = reply.header("content-security-policy").unwrap();
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
}

#[test]
fn another_address_needs_the_token() {
    let server = serve_with(Limits::default(), "0.0.0.0".parse().unwrap());
    let token = server.token.clone().unwrap();
    assert_eq!(token.len(), 32);
    for path in ["/", "/js/main.js", "/api/v1/functions"] {
        assert_eq!(server.get(path).status, 401, "{path}");
    }
    let bearer = format!("Bearer {token}");
    assert_eq!(server.send("GET", "/api/v1/data", &[("Authorization", &bearer)], "").status, 200);
    let wrong = format!("Bearer {}", token.replace(&token[..1], if token.starts_with('a') { "b" } else { "a" }));
    assert_eq!(server.send("GET", "/api/v1/data", &[("Authorization", &wrong)], "").status, 401);
    assert_eq!(server.send("GET", "/api/v1/data", &[("Authorization", "Bearer ")], "").status, 401);
    // Once in the address it becomes a cookie.
    let welcome = server.get(&format!("/?token={token}"));
    assert_eq!((welcome.status, welcome.header("location")), (303, Some("/")));
    let cookie = welcome.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let cookie = format!("other=1; {}", cookie.split(';').next().unwrap());
    assert_eq!(server.send("GET", "/", &[("Cookie", &cookie)], "").status, 200);
    // And leads nowhere else.
    let elsewhere = server.get(&format!("//example.com/?token={token}"));
    assert_eq!(elsewhere.header("location"), Some("/example.com/"));
    // Names still matter.
    assert_eq!(server.send("GET", "/", &[("Cookie", &cookie), ("Host", "rebound.example")], "").status, 403);
}

#[test]
fn a_port_in_use_is_told_with_a_way_out() {
    let server = serve();
    let options = Options { port: server.socket.port(), ..Options::default() };
    let error = Server::bind(&options).err().unwrap();
    assert!(matches!(error, ServeError::PortInUse { .. }));
    assert!(error.to_string().contains(&options.port.to_string()) && error.to_string().contains("--port 0"), "{error}");
    let error = Server::bind(&Options { host: "192.0.2.1".parse().unwrap(), ..Options::default() }).err().unwrap();
    assert!(error.to_string().starts_with("cannot listen on 192.0.2.1:7878"), "{error}");
}

#[test]
fn too_much_is_refused_and_the_server_goes_on() {
    let server = serve();
    let numbers = vec![0.5; 100_001];
    assert_eq!(server.post("/api/v1/eval", &json!({"f": "relu", "x": numbers})).status, 413);
    let large = format!("{{\"text\": \"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(server.send("POST", "/api/v1/parse", &[("Content-Type", "application/json")], &large).status, 413);
    assert_eq!(server.post("/api/v1/parse", &json!({"text": "x+".repeat(3000)})).status, 413);
    assert_eq!(server.get("/api/v1/data/circle?count=1000000").status, 413);
    let table = format!("a,b,c\n{}", "1,2,3\n".repeat(1 << 20));
    assert_eq!(server.send("POST", "/api/v1/data/table", &[("Content-Type", "text/csv")], &table).status, 413);
    // A size that is only announced.
    let announced = format!(
        "POST /api/v1/parse HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n",
        server.socket
    );
    assert_eq!(server.raw(announced.as_bytes()).status, 413);
    for (path, body) in [
        ("/api/v1/eval", "{"),
        ("/api/v1/eval", "{\"f\": 1, \"x\": []}"),
        ("/api/v1/eval", "{\"f\": \"relu\", \"x\": [], \"more\": 1}"),
        ("/api/v1/neuron", "[]"),
        ("/api/v1/trainings", "{\"data\": {}, \"hidden\": [], \"learning_rate\": 1}"),
    ] {
        let reply = server.send("POST", path, &[("Content-Type", "application/json")], body);
        assert!((400..=422).contains(&reply.status) && !reply.message().is_empty(), "{path} {body}: {}", reply.body);
    }
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/js//../../etc/passwd",
        "//etc/passwd",
        "/js/%00main.js",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn formulas_that_fill_the_memory_are_refused_in_the_end() {
    let server = serve_with(Limits { formula_parts: 1000, ..Limits::default() }, "127.0.0.1".parse().unwrap());
    let eval = |i: usize| server.post("/api/v1/eval", &json!({"f": format!("x + {i}.5"), "x": [1.0]})).status;
    assert_eq!([eval(1), eval(2)], [200, 200]);
    let refused = (3..100).find(|&i| eval(i) == 503);
    assert!(refused.is_some_and(|at| at > 5), "{refused:?}");
    // Those that it knows, and names, go on.
    assert_eq!([eval(1), server.get("/api/v1/function?f=gelu").status], [200, 200]);
}

#[test]
fn slow_heads_and_slow_bodies_are_given_up() {
    let limits = Limits { head: Duration::from_millis(300), request: Duration::from_millis(600), ..Limits::default() };
    let server = serve_with(limits, "127.0.0.1".parse().unwrap());
    let begun = Instant::now();
    let mut slow = server.connect();
    slow.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    let mut all = Vec::new();
    let _ = slow.read_to_end(&mut all);
    assert!(begun.elapsed() < Duration::from_secs(20));
    let begun = Instant::now();
    let mut slow = server.connect();
    write!(
        slow,
        "POST /api/v1/parse HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{{",
        server.socket
    )
    .unwrap();
    let mut all = String::new();
    let _ = slow.read_to_string(&mut all);
    assert!(all.starts_with("HTTP/1.1 503") && begun.elapsed() < Duration::from_secs(20), "{all}");
}
