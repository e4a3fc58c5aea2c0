//! The `OpenAPI` document beside what is really answered.

use super::client::serve;

#[test]
fn the_document_has_every_route_and_no_other() {
    let server = serve();
    let document = server.get("/api/v1/openapi.json").json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = document["paths"].as_object().unwrap();
    let mut seen = 0;
    for (path, methods) in paths {
        let concrete = path.replace("{id}", "none").replace("{name}", "circle");
        for method in ["get", "post", "patch", "delete", "put"] {
            let reply = server.send(&method.to_uppercase(), &concrete, &[("Content-Type", "application/json")], "{}");
            if methods.get(method).is_some() {
                seen += 1;
                let said = reply.json_or_empty();
                assert_ne!(reply.status, 405, "{method} {path}");
                // A route that is there says what is missing; one that is not says that there is nothing.
                assert_ne!(said["error"]["message"], "there is nothing at this address", "{method} {path}");
            } else {
                assert_eq!(reply.status, 405, "{method} {path} is answered and not in the document");
            }
        }
    }
    assert!(seen >= 18, "{seen} routes");
}

#[test]
fn every_reference_of_the_document_leads_somewhere() {
    let document = nonlin_serve::api::document().to_json().unwrap();
    let value: serde_json::Value = serde_json::from_str(&document).unwrap();
    for reference in document.split("\"$ref\":").skip(1) {
        let pointer = reference.split('"').nth(1).unwrap().trim_start_matches('#');
        assert!(value.pointer(pointer).is_some(), "{pointer}");
    }
}
