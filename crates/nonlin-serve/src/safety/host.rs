//! Names that this server goes by. A page of another site whose name was made to mean this machine (DNS rebinding) asks by its own name, and
//! is not answered.

use std::net::IpAddr;

/// Whether a `Host` header names this server, at whatever port: it may be forwarded.
pub(super) fn is_ours(host: &str, bound: IpAddr) -> bool {
    let Some(name) = without_port(host) else { return false };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let Some(address) = address(name) else { return false };
    // Who listens everywhere is asked by any of its addresses; an address can't be made to mean another machine.
    address.is_loopback() || address == bound || bound.is_unspecified()
}

fn without_port(host: &str) -> Option<&str> {
    let digits = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = host.strip_prefix('[') {
        let (name, rest) = rest.split_once(']')?;
        let ours = rest.is_empty() || rest.strip_prefix(':').is_some_and(digits);
        return ours.then_some(name);
    }
    match host.split_once(':') {
        None => Some(host),
        Some((name, port)) => digits(port).then_some(name),
    }
}

fn address(name: &str) -> Option<IpAddr> {
    let address: IpAddr = name.parse().ok()?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_cannot_be_made_to_mean_us() {
        let here: IpAddr = "127.0.0.1".parse().unwrap();
        for ours in ["localhost", "LOCALHOST:7878", "127.0.0.1:1", "127.1.2.3", "[::1]:7878", "[::1]"] {
            assert!(is_ours(ours, here), "{ours}");
        }
        for other in [
            "example.com",
            "localhost.example.com",
            "127.0.0.1.nip.io:7878",
            "192.168.1.2",
            "",
            ":7878",
            "localhost:x",
            "[::1",
            "[::1]x",
            "0.0.0.0",
            "localhost:7878@evil",
            "localhost.",
        ] {
            assert!(!is_ours(other, here), "{other}");
        }
        let wide: IpAddr = "0.0.0.0".parse().unwrap();
        assert!(is_ours("192.168.1.2:80", wide) && !is_ours("example.com", wide));
        let one: IpAddr = "192.168.1.2".parse().unwrap();
        assert!(is_ours("192.168.1.2:80", one) && !is_ours("192.168.1.3:80", one));
    }
}
