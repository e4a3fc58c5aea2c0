//! Studies: put together, watched, stopped, read, deleted.

use super::client::{Served, serve, serve_store, serve_with};
use nonlin_serve::{Limits, Options, Server};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const STUDIES: &str = "/api/v1/studies";

/// A study that takes a few seconds.
fn short() -> Value {
    json!({"table": {"data": {"sample": "penguins"}}, "activations": ["relu", "step"], "repeats": 2, "hidden": [8], "seconds": 60})
}

/// One that takes as long as it may.
fn long(seconds: u64) -> Value {
    json!({"table": {"data": {"sample": "titanic"}}, "activations": ["relu", "gelu", "x * tanh(x)"], "repeats": 100, "hidden": [256, 256], "seconds": seconds})
}

fn start(server: &Served, wanted: &Value) -> String {
    let made = server.post(STUDIES, wanted);
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.json()["study"]["state"], "running");
    format!("{STUDIES}/{}", made.json()["study"]["id"])
}

fn ended(server: &Served, path: &str) -> Value {
    let begun = Instant::now();
    loop {
        let seen = server.get(path).json();
        if seen["study"]["state"] != "running" {
            return seen;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{seen}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_study_is_watched_and_its_verdict_and_report_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("studies.db");
    let server = serve_store(&store);
    assert_eq!(server.get(STUDIES).json(), json!([]));
    assert!(!store.exists(), "looking makes no file");
    let path = start(&server, &short());
    let mut events = server.listen(&format!("{path}/events"));
    let mut seen = Vec::new();
    loop {
        let course = events.next();
        let last = course["state"] != "running";
        seen.push(course);
        if last {
            break;
        }
    }
    let last = seen.last().unwrap();
    assert_eq!((last["state"].as_str(), last["metric"].as_str()), (Some("finished"), Some("accuracy")), "{last}");
    assert_eq!(last["finished"], last["planned"]);
    let standing = &last["activations"][0];
    assert_eq!((standing["activation"].as_str(), standing["repeats"].as_u64()), (Some("relu"), Some(2)));
    let (mean, interval) = (standing["mean"].as_f64().unwrap(), &standing["interval"]);
    assert!(interval[0].as_f64().unwrap() <= mean && mean <= interval[1].as_f64().unwrap(), "{standing}");

    let found = ended(&server, &path);
    assert_eq!((&found["course"], &found["problem"]), (&Value::Null, &Value::Null));
    let sentence = found["outcome"]["verdict"]["sentence"].as_str().unwrap();
    assert!(sentence.starts_with("Use `relu`"), "{sentence}");
    assert_eq!(
        found["study"]["command"],
        "nonlin lab data/penguins.csv --target species --activations relu,step --seeds 2 --hidden 8 --budget 60s"
    );
    // The report can show itself and do nothing else.
    let report = server.get(&format!("{path}/report"));
    assert!(report.status == 200 && report.body.contains("which activation?"), "{}", report.status);
    let policy = report.header("content-security-policy").unwrap();
    assert!(policy.starts_with("sandbox;") && policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("script-src"), "{policy}");
    assert!(!report.body.contains("<script"), "a report needs no script");
    // It is kept when the server has ended, and deleted for good.
    drop(events);
    drop(server);
    let server = serve_store(&store);
    let listed = server.get(STUDIES).json();
    assert_eq!((listed[0]["sentence"].as_str(), listed[0]["report"].as_bool()), (Some(sentence), Some(true)));
    assert_eq!(server.get(&path).json()["outcome"]["verdict"], found["outcome"]["verdict"]);
    assert_eq!(server.get(&format!("{path}/events")).status, 404);
    assert_eq!(server.send("DELETE", &path, &[], "").status, 204);
    assert_eq!([server.send("DELETE", &path, &[], "").status, server.get(&path).status], [404, 404]);
    assert_eq!(server.get(STUDIES).json(), json!([]));
}

#[test]
fn one_runs_at_a_time_goes_on_unwatched_and_is_stopped_by_anybody() {
    let server = serve();
    let path = start(&server, &long(600));
    drop(server.listen(&format!("{path}/events")));
    let second = server.post(STUDIES, &short());
    assert_eq!((second.status, second.message().contains("study 1 is running")), (409, true), "{}", second.body);
    assert_eq!(server.send("DELETE", &path, &[], "").status, 409);
    // Others are answered meanwhile.
    let begun = Instant::now();
    assert_eq!(server.get("/api/v1/function?f=relu").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(10));
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(server.get(&path).json()["study"]["state"], "running");
    let stopped = server.post(&format!("{path}/stop"), &json!({}));
    assert_eq!(stopped.status, 202, "{}", stopped.body);
    let seen = ended(&server, &path);
    assert!(seen["outcome"]["interrupted"] == true || seen["problem"]["message"].is_string(), "{seen}");
    assert_eq!(server.post(&format!("{path}/stop"), &json!({})).status, 409);
    // What was finished is kept: the same study goes on, and another one may.
    assert_eq!(server.send("DELETE", &path, &[], "").status, 204);
    ended(&server, &start(&server, &short()));
}

#[test]
fn a_budget_is_kept_to() {
    let server = serve();
    let begun = Instant::now();
    let seen = ended(&server, &start(&server, &long(1)));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    // Too short for a result, or just long enough for one.
    let told = seen["problem"]["message"].as_str().unwrap_or_default();
    assert!(seen["outcome"]["ending"] == "budget" || told.contains("budget of 1 s was spent"), "{seen}");
}

#[test]
fn a_table_is_understood_before_anything_is_trained() {
    let server = serve();
    let understand = |table: &Value| server.post("/api/v1/tables", table);
    let samples = server.get("/api/v1/tables").json();
    for sample in samples.as_array().unwrap() {
        let understood = understand(&json!({"data": {"sample": sample["name"]}})).json();
        assert_eq!(understood["targets"][0], sample["target"]);
    }
    let rows: Vec<String> = (0..40).map(|i| format!("{i}.5,{},row{i}\n", ["red", "blue"][i % 2])).collect();
    let text = format!("size,colour,id\n{}", rows.concat());
    let own = json!({"data": {"csv": {"name": "../../etc/own.csv", "text": text}}});
    let read = understand(&own).json();
    // The last column that can be predicted; a name is a name, and no path.
    assert_eq!((read["targets"][0].as_str(), read["name"].as_str()), (Some("colour"), Some("own.csv")), "{read}");
    assert_eq!(read["columns"][2]["kind"], "identifier");
    for (wrong, status, word) in [
        (json!({"data": {"sample": "irises"}}), 422, "penguins"),
        (json!({"data": {"csv": {"name": "a.csv", "text": ""}}}), 422, "empty"),
        (json!({"data": {"csv": {"name": "a.csv", "text": "a,b\n1\n"}}}), 422, "line 2"),
        (json!({"data": {"csv": {"name": "a.csv", "text": "a,a\n1,2\n"}}}), 422, "a.csv"),
        (json!({"data": {"sample": "wine"}, "targets": ["cultivr"]}), 422, "cultivar"),
        (json!({"data": {"sample": "wine"}, "task": "guessing"}), 422, "guessing"),
        (json!({"data": {"file": "/etc/passwd"}}), 422, "file"),
        (json!([]), 422, ""),
    ] {
        let reply = understand(&wrong);
        assert!(reply.status == status && reply.message().contains(word), "{wrong}: {} {}", reply.status, reply.body);
    }
}

#[test]
fn more_than_is_allowed_is_refused_in_words() {
    let limits = Limits { study: 1 << 16, table_columns: 20, ..Limits::default() };
    let server = serve_with(limits, "127.0.0.1".parse().unwrap());
    let with = |change: &dyn Fn(&mut Value)| {
        let mut wanted = short();
        change(&mut wanted);
        server.post(STUDIES, &wanted)
    };
    let names: Vec<String> = (0..30).map(|i| format!("c{i},")).collect();
    let wide = names.concat() + "y\n" + &(0..20).map(|i| "1,".repeat(30) + ["a\n", "b\n"][i % 2]).collect::<String>();
    let large = format!("a,b\n{}", "1,2\n".repeat(1 << 16));
    let refusals = [
        (with(&|wanted| wanted["seconds"] = json!(1_000_000)), 422, "3600"),
        (with(&|wanted| wanted["repeats"] = json!(1)), 422, "repeats"),
        (with(&|wanted| wanted["hidden"] = json!([100_000])), 422, "1024"),
        (with(&|wanted| wanted["hidden"] = json!([0])), 422, "at least 1 unit"),
        (with(&|wanted| wanted["activations"] = json!(["gelo"])), 422, "gelu"),
        (with(&|wanted| wanted["activations"] = json!(["softmax"])), 422, "softmax"),
        (with(&|wanted| wanted["activations"] = json!(["relu", "relu"])), 422, "twice"),
        (with(&|wanted| wanted["activations"] = json!(["x * tnh(x)"])), 422, "tanh"),
        (with(&|wanted| wanted["table"]["data"] = json!({"csv": {"name": "w", "text": wide}})), 413, "31 columns"),
        (with(&|wanted| wanted["table"]["data"] = json!({"csv": {"name": "l", "text": large}})), 413, "larger"),
        (with(&|wanted| wanted["seconds"] = json!("long")), 422, "seconds"),
    ];
    for (reply, status, word) in refusals {
        assert!(reply.status == status && reply.message().contains(word), "{word}: {} {}", reply.status, reply.body);
    }
    assert_eq!(server.get(&format!("{STUDIES}/x")).status, 400);
    assert_eq!(server.get(&format!("{STUDIES}/7")).status, 404);
    assert_eq!(server.get(&format!("{STUDIES}/7/report")).status, 404);
    assert_eq!(server.get(STUDIES).json(), json!([]));
}

#[test]
fn a_store_of_something_else_is_told_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("letter.txt");
    std::fs::write(&store, "Dear reader, this is no SQLite file at all, however long one looks at it.").unwrap();
    let error = Server::bind(&Options { port: 0, store: Some(store), ..Options::default() }).err().unwrap();
    assert!(error.to_string().contains("letter.txt") && error.to_string().contains("--store"), "{error}");
}
