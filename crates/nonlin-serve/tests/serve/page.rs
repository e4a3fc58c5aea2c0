//! The page's files.

use super::client::serve;
use nonlin_serve::page::ASSETS;

#[test]
fn every_file_is_served_as_what_it_is() {
    let server = serve();
    for asset in ASSETS {
        let reply = server.get(&format!("/{}", asset.path));
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(asset.media_type)), "{}", asset.path);
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
    assert_eq!(server.get("/").header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(server.get("/js/nothing.js").status, 404);
}

#[test]
fn the_page_asks_no_other_host_for_anything() {
    for asset in ASSETS {
        // The names of formats look like addresses and are none.
        let text =
            asset.text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1998/Math/MathML", "");
        // A part of the same picture.
        let text = text.replace("url(#", "");
        for scheme in ["http://", "https://", "ws://", "wss://", "url(", "@import", "eval(", "innerHTML"] {
            assert!(!text.contains(scheme), "{} has {scheme}", asset.path);
        }
    }
}

#[test]
fn every_file_is_used_and_every_import_is_there() {
    let all: String = ASSETS.iter().map(|asset| asset.text).collect();
    for asset in &ASSETS[1..] {
        let name = asset.path.rsplit('/').next().unwrap();
        assert!(all.contains(name), "nothing asks for {}", asset.path);
    }
    for asset in ASSETS.iter().filter(|asset| asset.media_type.starts_with("text/javascript")) {
        let folder = asset.path.rsplit_once('/').unwrap().0;
        for (_, rest) in asset
            .text
            .match_indices("from \"")
            .chain(asset.text.match_indices("import(\""))
            .map(|(at, word)| (at, &asset.text[at + word.len()..]))
        {
            let wanted = rest.split('"').next().unwrap();
            let mut path: Vec<&str> = folder.split('/').collect();
            for part in wanted.split('/') {
                match part {
                    "." => {}
                    ".." => assert!(path.pop().is_some()),
                    name => path.push(name),
                }
            }
            let path = path.join("/");
            assert!(ASSETS.iter().any(|asset| asset.path == path), "{} asks for {wanted}", asset.path);
        }
    }
}
