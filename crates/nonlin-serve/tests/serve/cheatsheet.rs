//! The cheatsheet as it is sent.

use super::client::serve;

#[test]
fn it_is_sent_as_what_is_asked_for() {
    let server = serve();
    let book = server.get("/api/v1/cheatsheet");
    assert_eq!((book.status, book.header("content-type")), (200, Some("text/html; charset=utf-8")), "{}", book.body);
    let policy = book.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"), "{policy}");
    assert_eq!(book.header("x-content-type-options"), Some("nosniff"));
    assert!(book.body.contains("<article id=\"hard-swish\">"));
    let poster = server.get("/api/v1/cheatsheet?form=svg&poster=true&paper=letter&theme=dark&save=true");
    assert_eq!(poster.header("content-type"), Some("image/svg+xml"));
    assert_eq!(poster.header("content-disposition"), Some("attachment; filename=\"poster.svg\""));
    assert!(poster.body.contains("width=\"612pt\""));
    for (asked, status) in
        [("form=doc", 400), ("paper=a5", 400), ("theme=red", 400), ("form=svg&page=0", 404), ("form=svg&page=999", 404)]
    {
        assert_eq!(server.get(&format!("/api/v1/cheatsheet?{asked}")).status, status, "{asked}");
    }
}
