//! The head of a request, read strictly: what is not plainly right is refused with a status.
//!
//! Takes bytes, gives the few facts that an answer needs. One reading is possible or none, so two programs behind one
//! another never see two different requests in the same bytes. Knows nothing of sockets and of the site.

/// Bytes of a request's head, its empty line included.
pub const HEAD_LIMIT: usize = 16 << 10;

/// What a client asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// HEAD: an answer without its body.
    pub head_only: bool,
    /// Path and query as they came: begins with `/`, visible ASCII only.
    pub target: String,
    pub host: String,
    pub origin: Option<String>,
    /// Whether a page of another site fetched this, as against a reader following a link.
    pub foreign_fetch: bool,
    pub range: Option<String>,
    pub if_range: Option<String>,
    pub if_none_match: Option<String>,
}

/// Why a request is refused: the status and a word for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub u16, pub &'static str);

pub const BAD: Refusal = Refusal(400, "Bad Request");
pub const FOREIGN: Refusal = Refusal(403, "Forbidden");
pub const METHOD: Refusal = Refusal(405, "Method Not Allowed");
pub const TIMEOUT: Refusal = Refusal(408, "Request Timeout");
pub const BODY: Refusal = Refusal(413, "Content Too Large");
pub const LONG: Refusal = Refusal(431, "Request Header Fields Too Large");

/// Reads a head that ends with its empty line.
pub fn parse(head: &[u8]) -> Result<Request, Refusal> {
    let head = std::str::from_utf8(head).map_err(|_| BAD)?;
    let head = head.strip_suffix("\r\n\r\n").ok_or(BAD)?;
    let mut lines = head.split("\r\n");
    let mut request = first_line(lines.next().unwrap_or_default())?;
    let mut host = None;
    let (mut site, mut mode) = ("", "");
    for line in lines {
        let (name, value) = field(line)?;
        match name.to_ascii_lowercase().as_str() {
            "host" if host.is_some() || value.is_empty() => return Err(BAD),
            "host" => host = Some(value),
            "origin" if request.origin.is_some() => return Err(BAD),
            "origin" => request.origin = Some(value.to_owned()),
            "content-length" if number(value) && value.bytes().all(|byte| byte == b'0') => {}
            "content-length" if number(value) => {
                return Err(BODY);
            }
            "content-length" | "transfer-encoding" => return Err(BAD),
            "range" => request.range = Some(value.to_owned()),
            "if-range" => request.if_range = Some(value.to_owned()),
            "if-none-match" => request.if_none_match = Some(value.to_owned()),
            "sec-fetch-site" => site = value,
            "sec-fetch-mode" => mode = value,
            _ => {}
        }
    }
    request.host = host.ok_or(BAD)?.to_ascii_lowercase();
    request.foreign_fetch = matches!(site, "cross-site" | "same-site") && mode != "navigate";
    Ok(request)
}

fn first_line(line: &str) -> Result<Request, Refusal> {
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(BAD);
    };
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(BAD);
    }
    let head_only = match method {
        "GET" => false,
        "HEAD" => true,
        other if !other.is_empty() && other.bytes().all(token) => return Err(METHOD),
        _ => return Err(BAD),
    };
    let visible = target.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'#');
    if !target.starts_with('/') || !visible {
        return Err(BAD);
    }
    Ok(Request { head_only, target: target.to_owned(), ..Request::default() })
}

fn field(line: &str) -> Result<(&str, &str), Refusal> {
    let (name, value) = line.split_once(':').ok_or(BAD)?;
    let value = value.trim_matches([' ', '\t']);
    // Neither a folded line nor a lone line end passes: both have a control character or a blank in the name.
    if name.is_empty() || !name.bytes().all(token) || value.bytes().any(control) {
        return Err(BAD);
    }
    Ok((name, value))
}

fn number(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letters that a method or a header's name may have.
fn token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn control(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t') || byte == 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(first: &str, fields: &[&str]) -> Result<Request, Refusal> {
        let fields: String = fields.iter().flat_map(|field| [field, "\r\n"]).collect();
        parse(format!("{first}\r\n{fields}\r\n").as_bytes())
    }

    #[test]
    fn an_ordinary_request_is_read() {
        let request = head(
            "HEAD /a/b.html?x=1 HTTP/1.1",
            &["hOsT: LocalHost:4000", "Range: bytes=0-1", "Content-Length: 0", "X: \ty\t"],
        );
        let request = request.expect("this is a good request");
        assert!(request.head_only);
        assert_eq!(request.target, "/a/b.html?x=1");
        assert_eq!(request.host, "localhost:4000");
        assert_eq!(request.range.as_deref(), Some("bytes=0-1"));
    }

    #[test]
    fn what_is_not_plainly_right_is_refused() {
        let host = "Host: a";
        for (first, fields, refusal) in [
            ("GET / HTTP/1.1", &[][..], BAD),
            ("GET / HTTP/1.1", &[host, host], BAD),
            ("GET / HTTP/1.1", &["Host:"], BAD),
            ("GET  / HTTP/1.1", &[host], BAD),
            ("GET / HTTP/2.0", &[host], BAD),
            ("GET / HTTP/1.1 ", &[host], BAD),
            ("GET /", &[host], BAD),
            ("", &[host], BAD),
            ("GET http://a/ HTTP/1.1", &[host], BAD),
            ("GET * HTTP/1.1", &[host], BAD),
            ("GET a HTTP/1.1", &[host], BAD),
            ("GET /\u{e4} HTTP/1.1", &[host], BAD),
            ("GET /\0 HTTP/1.1", &[host], BAD),
            ("GET /#a HTTP/1.1", &[host], BAD),
            ("POST / HTTP/1.1", &[host], METHOD),
            ("get / HTTP/1.1", &[host], METHOD),
            ("G@T / HTTP/1.1", &[host], BAD),
            ("GET / HTTP/1.1", &[host, "Transfer-Encoding: chunked"], BAD),
            ("GET / HTTP/1.1", &[host, "Transfer-Encoding: x"], BAD),
            ("GET / HTTP/1.1", &[host, "Content-Length: 7"], BODY),
            ("GET / HTTP/1.1", &[host, "Content-Length: 99999999999999999999999"], BODY),
            ("GET / HTTP/1.1", &[host, "Content-Length: -1"], BAD),
            ("GET / HTTP/1.1", &[host, "Content-Length:"], BAD),
            ("GET / HTTP/1.1", &[host, "Content-Length : 0"], BAD),
            ("GET / HTTP/1.1", &[host, " folded: x"], BAD),
            ("GET / HTTP/1.1", &[host, "X: a\nContent-Length: 5"], BAD),
            ("GET / HTTP/1.1", &[host, "X: a\rY: b"], BAD),
            ("GET / HTTP/1.1", &[host, "no colon"], BAD),
            ("GET / HTTP/1.1", &[host, ": nameless"], BAD),
        ] {
            assert_eq!(head(first, fields), Err(refusal), "{first:?} {fields:?}");
        }
        assert_eq!(parse(b"GET / HTTP/1.1\nHost: a\n\n"), Err(BAD));
    }
}
