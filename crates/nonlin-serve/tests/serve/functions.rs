//! Functions, formulas, values, curves, code, nodes, data.

use super::client::serve;
use serde_json::json;

#[test]
fn the_list_is_the_registry() {
    let reply = serve().get("/api/v1/functions");
    assert_eq!(reply.status, 200);
    let names: Vec<String> = reply.json()["functions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|function| function["name"].as_str().unwrap().to_owned())
        .collect();
    let all: Vec<&str> = nonlin::functions::all().map(|function| function.card().name).collect();
    assert_eq!(names, all);
}

#[test]
fn what_is_proven_of_all_comes_with_small_pictures() {
    let facts = serve().get("/api/v1/functions/facts").json();
    let of = |name: &str| {
        let all = facts["functions"].as_array().unwrap();
        all.iter().find(|known| known["name"] == name).unwrap().clone()
    };
    assert_eq!(of("tanh")["traits"]["bounded"], true);
    assert_eq!(of("gelu")["traits"]["monotone"], "no");
    // The step is two lines.
    assert_eq!(of("step")["strokes"].as_array().unwrap().len(), 2);
}

#[test]
fn one_function_in_full_by_any_of_its_names_or_as_a_formula() {
    let server = serve();
    let swish = server.get("/api/v1/function?f=Swish1").json();
    assert_eq!((swish["name"].as_str(), swish["own"].as_bool()), (Some("silu"), Some(false)));
    assert!(swish["written"]["mathml"].as_str().unwrap().starts_with("<math"));
    let own = server.get("/api/v1/function?f=x%20*%20sigmoid(x)").json();
    assert_eq!((own["known"].as_str(), own["own"].as_bool()), (Some("silu"), Some(true)));
    let leaky = server.get("/api/v1/function?f=leaky_relu&set=a=0.2").json();
    assert!(leaky["facts"].to_string().contains("slope 0.2 before"), "{}", leaky["facts"]);
    let wrong = server.get("/api/v1/function?f=gelo");
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.message(), nonlin::find("gelo").err().unwrap().to_string());
}

#[test]
fn a_formula_is_read_and_its_faults_have_a_place() {
    let server = serve();
    let read = server.post("/api/v1/parse", &json!({"text": "x * tanh(softplus(x))"}));
    assert_eq!(read.status, 200, "{}", read.body);
    assert!(read.json()["slope"]["mathml"].as_str().unwrap().contains("tanh"));
    let wrong = server.post("/api/v1/parse", &json!({"text": "𝒙 + x * tnh(x)"}));
    assert_eq!(wrong.status, 422);
    let wrong = server.post("/api/v1/parse", &json!({"text": "x * tnh(x)"}));
    assert_eq!(wrong.message(), "unknown function `tnh` at column 5, did you mean `tanh`?");
    let place = &wrong.json()["error"]["place"];
    assert_eq!((place["from"].as_u64(), place["to"].as_u64(), place["column"].as_u64()), (Some(4), Some(7), Some(5)));
}

#[test]
fn values_are_those_of_the_library() {
    let server = serve();
    let reply = server.post("/api/v1/eval", &json!({"f": "leaky_relu", "set": {"a": 0.2}, "x": [-3.0, 2.0, 1e308]}));
    assert_eq!(reply.json()["value"], json!([-0.6000000000000001, 2.0, 1e308]));
    let reply = server.post("/api/v1/eval", &json!({"f": "exp(x)", "x": [1000.0]}));
    assert_eq!(reply.json()["value"], json!(["inf"]));
    let row = server.post("/api/v1/eval", &json!({"f": "softmax", "x": [1.0]}));
    assert!(row.message().contains("whole row"), "{}", row.body);
}

#[test]
fn a_curve_ends_where_the_function_jumps() {
    let drawn = serve().get("/api/v1/curve?f=step&from=-2&to=2").json();
    assert_eq!(drawn["curves"][0]["strokes"].as_array().unwrap().len(), 2);
    assert_eq!(drawn["joints"][0]["kind"], "jump");
    let wrong = serve().get("/api/v1/curve?f=relu&from=2&to=-2");
    assert_eq!((wrong.status, wrong.message().contains("must be below")), (422, true));
}

#[test]
fn code_for_every_target() {
    let server = serve();
    let targets = server.get("/api/v1/export/targets").json();
    for target in targets.as_array().unwrap() {
        let name = target["name"].as_str().unwrap();
        let reply = server.get(&format!("/api/v1/export?f=gelu&to={name}"));
        assert!(reply.status == 200 && reply.body.len() > 50, "{name}: {} {}", reply.status, reply.body);
    }
    assert!(server.get("/api/v1/export?f=gelu&to=tortch").message().contains("did you mean `torch`"));
}

#[test]
fn a_node_with_every_number() {
    let wanted = json!({"f": "relu", "weights": [0.5, -1.0], "bias": 0.25, "inputs": [2.0, 1.0], "target": 1.0, "learning_rate": 0.1});
    let seen = serve().post("/api/v1/neuron", &wanted).json();
    assert_eq!(seen["forward"]["output"], 0.25);
    assert_eq!(seen["by_weights"], json!([-3.0, -1.5]));
    let wrong = json!({"f": "relu", "weights": [0.5], "bias": 0.0, "inputs": [], "target": 1.0, "learning_rate": 0.1});
    assert!(serve().post("/api/v1/neuron", &wrong).message().starts_with("1 weights, and 0 inputs"));
}

#[test]
fn data_sets_are_drawn_anew_and_the_same_by_their_seed() {
    let server = serve();
    let all = server.get("/api/v1/data").json();
    for classic in all.as_array().unwrap() {
        let path = format!("/api/v1/data/{}?count=50&seed=3", classic["name"].as_str().unwrap());
        let points = server.get(&path).json();
        assert_eq!(points["inputs"].as_array().unwrap().len(), 50, "{path}");
        assert_eq!(points, server.get(&path).json());
    }
    assert!(server.get("/api/v1/data/sprial").message().contains("spiral"));
}

#[test]
fn a_table_is_read_and_nothing_else() {
    let server = serve();
    let csv = [("Content-Type", "text/csv")];
    let penguins = include_str!("../../../../data/penguins.csv");
    let table = server.send("POST", "/api/v1/data/table", &csv, penguins).json();
    let columns = table["columns"].as_array().unwrap();
    let of = |name: &str| columns.iter().find(|column| column["name"] == name).unwrap();
    assert!(of("species")["classes"].is_array() && of("species")["numbers"].is_null());
    assert!(of("bill_length_mm")["numbers"].is_array());
    for (wrong, word) in [("", "empty"), ("a,b\n1\n", "line 2"), ("\u{1f}\u{0}\u{1}", "text")] {
        let reply = server.send("POST", "/api/v1/data/table", &csv, wrong);
        assert!(reply.status == 422 && reply.message().contains(word), "{wrong:?}: {}", reply.body);
    }
}
