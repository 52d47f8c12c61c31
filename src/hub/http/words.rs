//! What the headers of an answer say.

use ureq::http::HeaderMap;
use zeroize::Zeroizing;

use super::super::verdict::Said;
use crate::text::{printable, redact, unix_now, unix_seconds};
use crate::token::Token;

/// Most characters of a server's message that are shown.
const MESSAGE_LIMIT: usize = 300;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// All that matters of an answer that is not the wanted one.
pub(super) fn said(status: u16, headers: &HeaderMap, body: &[u8], token: Option<&Token>) -> Said {
    Said {
        status,
        code: text(headers, "x-error-code").map(str::to_owned),
        message: message(headers, body, token),
        after: after(headers),
    }
}

/// A header's first value, where it is text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Whether the token is in a text. A very short one, of a mirror, could be there by chance.
pub(in crate::hub) fn repeats(text: &str, token: &Token) -> bool {
    let secret = token.reveal();
    secret.len() >= 16 && text.contains(secret)
}

/// The server's own words: `X-Error-Message`, else the JSON body's `error`. A server that repeats
/// the token gets no chance to have it shown.
fn message(headers: &HeaderMap, body: &[u8], token: Option<&Token>) -> Option<String> {
    let header = headers.get("x-error-message").map(ureq::http::HeaderValue::as_bytes);
    let text = match header {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => in_json(&serde_json::from_slice(body).ok()?)?,
    };
    let text = Zeroizing::new(text);
    let text = Zeroizing::new(match token {
        Some(token) => text.replace(token.reveal(), "…"),
        None => text.to_string(),
    });
    let short: String = printable(redact(&text).trim()).chars().take(MESSAGE_LIMIT).collect();
    (!short.is_empty()).then_some(short)
}

fn in_json(json: &serde_json::Value) -> Option<String> {
    let error = json.get("error")?;
    if let Some(text) = error.as_str() {
        return Some(text.to_owned());
    }
    let texts: Vec<&str> = error.as_array()?.iter().filter_map(|text| text.as_str()).collect();
    Some(texts.join("; "))
}

/// Seconds to wait: of `RateLimit` where nothing is left, else of `Retry-After`.
pub(super) fn after(headers: &HeaderMap) -> Option<u64> {
    let limits = text(headers, "ratelimit").and_then(rate_limit);
    limits.or_else(|| retry_after(text(headers, "retry-after")?, text(headers, "date")))
}

/// `"api";r=0;t=55`: nothing is left of a quota for so many seconds.
fn rate_limit(header: &str) -> Option<u64> {
    let item = |item: &str| {
        let value = |name: &str| {
            let mut fields = item.split(';').skip(1).filter_map(|field| field.split_once('='));
            fields.find(|(key, _)| key.trim() == name)?.1.trim().parse::<u64>().ok()
        };
        value("t").filter(|_| value("r") == Some(0))
    };
    header.split(',').filter_map(item).max()
}

/// Seconds, or a date; then the answer's own date is now, if it has one.
fn retry_after(header: &str, date: Option<&str>) -> Option<u64> {
    if let Ok(seconds) = header.parse() {
        return Some(seconds);
    }
    let now = date.and_then(http_date).unwrap_or_else(unix_now);
    Some(u64::try_from(http_date(header)? - now).unwrap_or(0))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`, in seconds since 1970.
pub(super) fn http_date(date: &str) -> Option<i64> {
    let mut parts = date.strip_suffix(" GMT")?.split(' ').skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    unix_seconds(&format!("{year}-{month:02}-{day:0>2}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_wait_is_read_in_all_its_forms() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for (lines, expected) in [
            (vec![("ratelimit", "\"api\";r=0;t=55"), ("retry-after", "3")], Some(55)),
            (vec![("ratelimit", "\"api\";r=9;t=55"), ("retry-after", "3")], Some(3)),
            (vec![("ratelimit", "\"pages\"; r=0; t=7, \"api\";t=9;r=0")], Some(9)),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:51:00 GMT"), date], Some(83)),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), date], Some(0)),
            (vec![("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")], Some(0)),
            (vec![("retry-after", "soon")], None),
            (vec![("retry-after", "-1")], None),
            (vec![("ratelimit", "api;r=0")], None),
            (vec![], None),
        ] {
            assert_eq!(after(&headers(&lines)), expected, "{lines:?}");
        }
    }

    #[test]
    fn the_servers_words_are_cut_printable_and_without_the_token() {
        let secret = format!("hf_{}", "aB3".repeat(12));
        let token = Token::clean(&secret).unwrap().unwrap();
        let other = format!("hf_{}", "cD4".repeat(12));
        let bare = headers(&[]);
        let heard = |headers: &HeaderMap, body: &str| {
            message(headers, body.as_bytes(), Some(&token)).unwrap_or_default()
        };
        let words = heard(&headers(&[("x-error-message", &format!("{secret} and {other}"))]), "");
        assert_eq!(words, "… and hf_…");
        assert_eq!(heard(&bare, "{\"error\":\"no \\u001b[2J\"}"), "no \\u{1b}[2J");
        assert_eq!(heard(&bare, "{\"error\":[\"a\",\"b\"]}"), "a; b");
        assert_eq!(heard(&bare, "<html>"), "");
        assert_eq!(heard(&headers(&[("x-error-message", &"x".repeat(999))]), "").len(), 300);
        assert!(repeats(&secret, &token) && !repeats(&other, &token));
        let short = Token::clean("word").unwrap().unwrap();
        assert!(!repeats("a word", &short));
    }
}
