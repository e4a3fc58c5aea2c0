//! What the doctor says of files that are sent.

use super::client::{Served, serve, serve_with};
use nonlin_serve::Limits;
use std::path::{Path, PathBuf};

const DOCTOR: &str = "/api/v1/doctor";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../nonlin-doctor/tests/models").join(name)
}

fn model(name: &str) -> Vec<u8> {
    std::fs::read(folder(name)).unwrap()
}

fn examined(server: &Served, bytes: &[u8]) -> (String, serde_json::Value) {
    let reply = server.upload(&format!("{DOCTOR}?name=net.onnx"), bytes);
    assert_eq!(reply.status, 201, "{}", reply.body);
    let seen = reply.json();
    (format!("{DOCTOR}/{}", seen["id"].as_str().unwrap()), seen)
}

/// A CSV file of numbers that know nothing of their order.
fn rows(count: usize, columns: usize) -> String {
    let row = |i: usize| {
        let cells =
            (0..columns).map(|j| format!("{:.3}", ((i * 7919 + j * 104_729 + 13) % 1009) as f64 / 292.0 - 1.73));
        cells.collect::<Vec<_>>().join(",") + "\n"
    };
    (0..count).map(row).collect()
}

#[test]
fn every_faulty_model_is_found_out_and_has_a_report() {
    let server = serve();
    for file in std::fs::read_dir(folder("faulty")).unwrap() {
        let file = file.unwrap().path();
        let rule = file.file_stem().unwrap().to_str().unwrap().rsplit('.').next().unwrap().replace('_', " ");
        let (path, seen) = examined(&server, &std::fs::read(&file).unwrap());
        let findings = seen["found"]["findings"].as_array().unwrap();
        assert!(findings.iter().any(|finding| finding["rule"] == *rule), "{rule}: {findings:?}");
        assert!(!seen["found"]["layers"].as_array().unwrap().is_empty(), "{rule}");
        assert_eq!(server.get(&path).json(), seen);
        let report = server.get(&format!("{path}/report"));
        assert!(report.status == 200 && report.body.contains("net.onnx"), "{rule}");
        assert!(report.header("content-security-policy").unwrap().starts_with("sandbox;"));
    }
}

#[test]
fn healthy_models_are_run_within_the_limits() {
    let server = serve();
    let mut run = 0;
    for file in std::fs::read_dir(folder("healthy")).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let columns = match name.split('_').next().unwrap() {
            "resnet" | "mobilenet" => 3 * 8 * 8,
            "lstm" | "gru" => 15,
            "sklearn" => 4,
            "encoder" | "decoder" => continue,
            "keras" if name == "keras_cnn" => 8 * 8 * 3,
            _ => 6,
        };
        let (path, seen) = examined(&server, &std::fs::read(&file).unwrap());
        assert_ne!(seen["found"]["health"], "serious", "{name}");
        let reply = server.upload(&format!("{path}/data?name=rows.csv"), rows(64, columns).as_bytes());
        let seen = reply.json();
        assert_eq!(reply.status, 200, "{name}: {}", reply.body);
        assert_eq!(seen["data"], "rows.csv");
        assert!(
            seen["found"]["layers"].to_string().contains("\"mean\":\"-") || seen["found"]["layers"][0]["mean"] != "",
            "{name}"
        );
        run += 1;
    }
    assert!(run > 10, "{run} models");
}

#[test]
fn rows_that_do_not_fit_are_told_and_nothing_is_lost() {
    let server = serve();
    let (path, before) = examined(&server, &model("healthy/mlp_script.onnx"));
    for (body, word) in [
        (&b""[..], "no rows"),
        (b"1,2\n", "6"),
        (b"1,2,3,4,5,six\n", "six"),
        (b"\x93NUMPY\x01\x00garbage", "data.csv"),
        (b"PK\x03\x04garbage", "NPZ"),
        (b"1,2\n1,2,3\n", "line 2"),
    ] {
        let reply = server.upload(&format!("{path}/data"), body);
        assert!(reply.status == 422 && reply.message().contains(word), "{word}: {} {}", reply.status, reply.body);
    }
    assert_eq!(server.get(&path).json(), before);
    assert_eq!(server.upload(&format!("{DOCTOR}/none/data"), b"1\n").status, 404);
    assert_eq!(server.send("DELETE", &path, &[], "").status, 204);
    assert_eq!([server.get(&path).status, server.get(&format!("{path}/report")).status], [404, 404]);
}

#[test]
fn hostile_files_are_refused_in_words() {
    let server = serve();
    let whole = model("healthy/mlp_script.onnx");
    let mut broken: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\x00".to_vec(),
        vec![0xff; 4096],
        b"PK\x03\x04 a zip".to_vec(),
        b"{\"about\": 1}".to_vec(),
        b"{".repeat(100_000),
        whole[..whole.len() / 2].to_vec(),
        model("broken/outside.onnx"),
        model("broken/cyclic.onnx"),
    ];
    broken.extend((0..40).map(|i| {
        let mut bytes = whole.clone();
        let place = i * 37 % bytes.len();
        bytes[place] ^= 0x55;
        bytes
    }));
    for bytes in &broken {
        let reply = server.upload(DOCTOR, bytes);
        // A changed byte may leave a model.
        assert!(matches!(reply.status, 201 | 422), "{}: {}", reply.status, reply.body);
        if reply.status == 422 {
            assert!(reply.message().len() > 10 && !reply.message().contains('\n'), "{}", reply.body);
        }
    }
    let outside = server.upload(DOCTOR, &model("broken/outside.onnx"));
    assert_eq!(outside.status, 422, "no file of this machine is read: {}", outside.body);
}

#[test]
fn only_the_last_few_are_kept_and_large_files_are_refused() {
    let limits = Limits { model: 1 << 20, rows: 1 << 16, examinations: 2, ..Limits::default() };
    let server = serve_with(limits, "127.0.0.1".parse().unwrap());
    let small = model("faulty/step.zero_slope.onnx");
    let (first, _) = examined(&server, &small);
    let (second, _) = examined(&server, &small);
    let (third, _) = examined(&server, &small);
    assert_eq!([&first, &second, &third].map(|path| server.get(path).status), [404, 200, 200]);
    assert_eq!(server.upload(DOCTOR, &vec![0; (1 << 20) + 1]).status, 413);
    assert_eq!(server.upload(&format!("{third}/data"), rows(20_000, 4).as_bytes()).status, 413);
}

#[test]
fn a_recorded_training_is_read_too_and_takes_no_rows() {
    let server = serve();
    let lines = "{\"nonlin_trace\":1,\"about\":{\"source\":\"test\"}}\n{\"layer\":{\"name\":\"first\",\"activation\":\"step\",\"units\":4}}\n{\"layer\":{\"name\":\"last\",\"activation\":\"linear\",\"output\":true}}\n";
    let (path, seen) = examined(&server, lines.as_bytes());
    assert_eq!(
        (seen["found"]["findings"][0]["rule"].as_str(), seen["runs"].as_bool()),
        (Some("zero slope"), Some(false))
    );
    let reply = server.upload(&format!("{path}/data"), b"1,2\n");
    assert!(reply.status == 422 && reply.message().contains("seen its data already"), "{}", reply.body);
}
