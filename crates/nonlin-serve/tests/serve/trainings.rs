//! Networks at work.

use super::client::{Served, serve, serve_with};
use nonlin_serve::Limits;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn wanted(hidden: &Value) -> Value {
    json!({"data": {"classic": {"name": "circle", "count": 200, "noise": 0.0, "seed": 1}}, "hidden": hidden, "learning_rate": 0.01})
}

fn two_layers() -> Value {
    json!([{"units": 8, "activation": "tanh"}, {"units": 8, "activation": "x * sigmoid(2 * x)"}])
}

fn create(server: &Served) -> String {
    let made = server.post("/api/v1/trainings", &wanted(&two_layers()));
    assert_eq!(made.status, 201, "{}", made.body);
    let path = format!("/api/v1/trainings/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(made.json()["frame"]["step"], 0);
    path
}

/// Waits until `holds`; fails after long enough for the busiest machine.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_network_learns_while_it_is_watched() {
    let server = serve();
    let path = create(&server);
    let mut events = server.listen(&format!("{path}/events"));
    let first = events.next();
    assert_eq!((first["step"].as_u64(), first["running"].as_bool()), (Some(0), Some(false)));
    assert_eq!(server.patch(&path, &json!({"running": true})).status, 200);
    let begun = Instant::now();
    let last = loop {
        let frame = events.next();
        if frame["train_loss"].as_f64().unwrap() < 0.2 {
            break frame;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{}", frame["train_loss"]);
    };
    assert!(last["train_loss"].as_f64() < first["train_loss"].as_f64());
    assert_eq!(last["layers"].as_array().unwrap().len(), 3);
    assert_eq!(last["layers"][1]["activation"], "x * sigmoid(2 * x)");
    assert_eq!(last["layers"][0]["flat_units"].as_array().unwrap().len(), 8);
    assert!(last["layers"][0]["gradient"].as_f64().unwrap() > 0.0);
    assert_eq!(last["surface"]["values"].as_array().unwrap().len(), 2500);
    assert!(last["accuracy"].as_f64().unwrap() > 0.8);
    // Paused it stays where it is.
    let paused = server.patch(&path, &json!({"running": false})).json()["frame"]["step"].clone();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get(&path).json()["frame"]["step"], paused);
    assert_eq!(
        server.post(&format!("{path}/step"), &json!({"steps": 3})).json()["frame"]["step"].as_u64(),
        paused.as_u64().map(|at| at + 3)
    );
    let anew = server.post(&format!("{path}/reset"), &json!({})).json()["frame"].clone();
    assert_eq!((anew["step"].as_u64(), anew["train_loss"].as_f64()), (Some(0), first["train_loss"].as_f64()));
}

#[test]
fn the_doctor_speaks_while_it_trains() {
    let server = serve();
    let deep: Vec<Value> = (0..20).map(|_| json!({"units": 8, "activation": "sigmoid"})).collect();
    let made = server.post("/api/v1/trainings", &wanted(&json!(deep))).json();
    let path = format!("/api/v1/trainings/{}", made["id"].as_str().unwrap());
    let mut rules = Vec::new();
    until("vanishing gradient", || {
        let frame = server.post(&format!("{path}/step"), &json!({"steps": 40})).json();
        rules = frame["frame"]["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].clone()).collect();
        rules.contains(&json!("vanishing_gradient"))
    });
    // Gradients shrink on their way back through sigmoids.
    let layers = server.get(&path).json()["frame"]["layers"].clone();
    assert!(layers[0]["gradient"].as_f64().unwrap() < 1e-3 * layers[19]["gradient"].as_f64().unwrap(), "{rules:?}");
}

#[test]
fn a_client_that_vanishes_frees_its_training() {
    let limits =
        Limits { pause_after: Duration::from_millis(200), free_after: Duration::from_millis(600), ..Limits::default() };
    let server = serve_with(limits, "127.0.0.1".parse().unwrap());
    let path = create(&server);
    let mut events = server.listen(&format!("{path}/events"));
    server.patch(&path, &json!({"running": true}));
    events.next();
    // As long as it is watched it goes on.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(2) {
        events.next();
    }
    assert_eq!(server.get(&path).status, 200);
    drop(events);
    let begun = Instant::now();
    std::thread::sleep(Duration::from_millis(600));
    until("it is freed", || {
        // Asking is a sign of life: seldom enough to let it go.
        std::thread::sleep(Duration::from_secs(3));
        server.get(&path).status == 404
    });
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn one_that_nobody_watches_makes_room_and_one_that_is_watched_does_not() {
    let server = serve_with(Limits { trainings: 2, ..Limits::default() }, "127.0.0.1".parse().unwrap());
    let (first, second) = (create(&server), create(&server));
    let mut watching = server.listen(&format!("{second}/events"));
    watching.next();
    let third = create(&server);
    assert_eq!([first, third.clone()].map(|path| server.get(&path).status), [404, 200]);
    let mut also = server.listen(&format!("{third}/events"));
    also.next();
    let refused = server.post("/api/v1/trainings", &wanted(&two_layers()));
    assert!(refused.status == 503 && refused.message().contains("all of the 2 trainings"), "{}", refused.body);
}

#[test]
fn ten_clients_at_once_all_get_on_and_are_answered() {
    let server = serve();
    let paths: Vec<String> = (0..10).map(|_| create(&server)).collect();
    let mut streams: Vec<_> = paths.iter().map(|path| server.listen(&format!("{path}/events"))).collect();
    for path in &paths {
        server.patch(path, &json!({"running": true}));
    }
    for stream in &mut streams {
        let mut step = 0;
        until("every training gets on", || {
            step = stream.next()["step"].as_u64().unwrap();
            step > 50
        });
    }
    // Meanwhile a request is answered between their slices.
    let begun = Instant::now();
    assert_eq!(server.post("/api/v1/eval", &json!({"f": "gelu", "x": [1.0]})).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn what_cannot_be_trained_says_why() {
    let server = serve();
    let ask = |body: Value| {
        let reply = server.post("/api/v1/trainings", &body);
        assert_eq!(reply.status, 422, "{}", reply.body);
        reply.message()
    };
    let layers = |hidden: Value| ask(wanted(&hidden));
    assert!(
        layers(json!([{"units": 8, "activation": "tanh"}, {"units": 8, "activation": "tnah"}]))
            .starts_with("hidden layer 2: unknown activation `tnah`")
    );
    assert!(layers(json!([{"units": 100_000, "activation": "tanh"}])).contains("1 to 64"));
    let deep: Vec<Value> = (0..41).map(|_| json!({"units": 1, "activation": "relu"})).collect();
    assert!(layers(json!(deep)).contains("41 hidden layers"));
    let own = |points: Value| ask(json!({"data": {"points": points}, "hidden": [], "learning_rate": 0.1}));
    assert!(
        own(json!({"inputs": [[0.0, 0.0]], "classes": [0], "class_names": ["a"], "names": ["x", "y"]}))
            .contains("too few")
    );
    let same = json!({"inputs": [[0, 0], [1, 1], [2, 2], [3, 3]], "classes": [0, 0, 0, 0], "class_names": ["a"], "names": ["x", "y"]});
    assert!(own(same).contains("one class"));
    let beyond = json!({"inputs": [[0, 0], [1, 1], [2, 2], [1e300, 3]], "numbers": [0, 1, 2, 3], "names": ["x", "y"]});
    assert!(own(beyond).contains("point 3"));
    let rate = json!({"data": {"classic": {"name": "xor"}}, "hidden": [], "learning_rate": -1.0});
    assert!(ask(rate).starts_with("learning_rate"));
}

#[test]
fn numbers_that_grow_beyond_all_numbers_end_it_and_are_told() {
    let server = serve();
    let body = json!({"data": {"classic": {"name": "hills"}}, "hidden": [{"units": 8, "activation": "x * x * x"}, {"units": 8, "activation": "x * x * x"}], "optimiser": "sgd", "learning_rate": 1000.0});
    let made = server.post("/api/v1/trainings", &body).json();
    let path = format!("/api/v1/trainings/{}", made["id"].as_str().unwrap());
    let frame = server.post(&format!("{path}/step"), &json!({"steps": 200})).json()["frame"].clone();
    assert!(frame["ended"]["diverged"].is_object(), "{}", frame["ended"]);
    assert!(frame["findings"].as_array().unwrap().iter().any(|finding| finding["severity"] == "serious"));
}
