//! What the desk answers: a token, a refusal, or something that is neither.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use zeroize::Zeroizing;

use super::super::error::HubError;
use super::super::http::Told;
use super::super::url::encoded_part;
use super::{Issued, OAuthError};
use crate::endpoint::Endpoint;
use crate::text::{printable, redact};
use crate::token::Token;

/// The longest life of a token that is believed, in seconds: ten years.
const LONGEST: i64 = 3_652 * 86_400;

/// A secret in an answer, wiped on drop.
pub(super) struct Secret(Zeroizing<String>);

impl<'a> Deserialize<'a> for Secret {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Zeroizing::new(text)))
    }
}

/// What is odd beside the token is no reason to lose it.
#[derive(Deserialize)]
struct WrittenIssued {
    access_token: Secret,
    refresh_token: Option<Secret>,
    #[serde(default)]
    expires_in: Value,
}

#[derive(Deserialize)]
struct WrittenError {
    error: String,
    error_description: Option<String>,
}

/// The token that an answer gives.
pub(super) fn issued(
    endpoint: &Endpoint,
    told: &Told,
    sent: &[&str],
) -> Result<Issued, OAuthError> {
    let written: WrittenIssued = answer(endpoint, told, sent)?;
    Ok(Issued {
        access: secret(endpoint, &written.access_token)?,
        refresh: written.refresh_token.and_then(|text| Token::clean(&text.0).ok().flatten()),
        expires_in: written
            .expires_in
            .as_i64()
            .filter(|seconds| *seconds > 0)
            .map(|s| s.min(LONGEST)),
    })
}

/// The JSON that is expected, or the refusal. Some servers refuse with status 200, too. `sent` are
/// the secrets that the server was sent.
pub(super) fn answer<'a, T: Deserialize<'a>>(
    endpoint: &Endpoint,
    told: &'a Told,
    sent: &[&str],
) -> Result<T, OAuthError> {
    let endpoint = endpoint.clone();
    if told.status == 429 {
        return Err(HubError::RateLimited { endpoint, after: told.after }.into());
    }
    if told.status == 200
        && let Ok(written) = serde_json::from_slice(&told.body)
    {
        return Ok(written);
    }
    match serde_json::from_slice::<WrittenError>(&told.body) {
        Ok(WrittenError { error, error_description }) if told.status < 500 => {
            let message = error_description.map(|text| shown(&text, sent));
            Err(OAuthError::Refused { endpoint, code: shown(&error, sent), message })
        }
        _ if told.status == 200 => {
            let why = "its answer is not the JSON expected";
            Err(HubError::NotAHub { endpoint, why }.into())
        }
        _ => {
            let (status, after) = (told.status, told.after);
            Err(HubError::Status { endpoint, status, message: None, after }.into())
        }
    }
}

/// The server's words, cut short, without what looks like a token, and without what it was sent: a
/// refresh token looks like nothing in particular.
fn shown(text: &str, sent: &[&str]) -> String {
    let text = sent.iter().fold(Zeroizing::new(text.to_owned()), |text, secret| {
        let encoded = Zeroizing::new(encoded_part(secret));
        Zeroizing::new(text.replace(*secret, "…").replace(encoded.as_str(), "…"))
    });
    printable(&redact(&text)).chars().take(200).collect()
}

/// A token of an answer.
pub(super) fn secret(endpoint: &Endpoint, text: &Secret) -> Result<Token, OAuthError> {
    let why = "it sends a token that no header can carry";
    let odd = || HubError::NotAHub { endpoint: endpoint.clone(), why };
    Ok(Token::clean(&text.0).ok().flatten().ok_or_else(odd)?)
}

/// The fields as `application/x-www-form-urlencoded`.
pub(super) fn form(fields: &[(&str, &str)]) -> Zeroizing<String> {
    let pairs = fields.iter().map(|(name, value)| {
        Zeroizing::new(format!("{name}={}", *Zeroizing::new(encoded_part(value))))
    });
    let mut form = Zeroizing::new(String::with_capacity(4096));
    for pair in pairs {
        if !form.is_empty() {
            form.push('&');
        }
        form.push_str(&pair);
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, body: &str) -> Told {
        Told { status, body: Zeroizing::new(body.as_bytes().to_vec()), after: None }
    }

    fn refusal(status: u16, body: &str, sent: &[&str]) -> String {
        issued(&Endpoint::hub(), &told(status, body), sent).unwrap_err().to_string()
    }

    #[test]
    fn a_server_that_repeats_a_secret_is_not_repeated() {
        let sent = ["s3cr3t+ref/resh", "dev-code"];
        let made = format!("hf_{}", "aB3".repeat(11));
        let words = format!("no s3cr3t+ref/resh, s3cr3t%2Bref%2Fresh or {made}\u{1b}[2J");
        let body = serde_json::json!({ "error": "dev-code", "error_description": words });
        let said = refusal(400, &body.to_string(), &sent);
        assert_eq!(said, "https://huggingface.co refuses: … (no …, … or hf_…\\u{1b}[2J)");
        let long = format!(r#"{{"error": "{}"}}"#, "x".repeat(5000));
        assert!(refusal(400, &long, &[]).len() < 300);
    }

    #[test]
    fn refusals_are_told_from_trouble() {
        for (status, body, words) in [
            (400, r#"{"error": "invalid_grant"}"#, "refuses: invalid_grant"),
            (200, r#"{"error": "invalid_grant"}"#, "refuses: invalid_grant"),
            (503, r#"{"error": "invalid_grant"}"#, "answered 503"),
            (400, "<html>", "answered 400"),
            (400, "{}", "answered 400"),
            (200, "<html>", "not the JSON expected"),
            (200, r#"{"access_token": 1}"#, "not the JSON expected"),
            (200, r#"{"access_token": ""}"#, "no header can carry"),
            (200, r#"{"access_token": "a b"}"#, "no header can carry"),
            (429, r#"{"error": "slow_down"}"#, "limits the rate"),
        ] {
            let said = refusal(status, body, &[]);
            assert!(said.contains(words), "{status} {body}: {said}");
        }
    }

    #[test]
    fn a_token_is_not_lost_for_what_is_odd_beside_it() {
        for (beside, refresh, seconds) in [
            (r#""refresh_token": "r", "expires_in": 60"#, Some("r"), Some(60)),
            (r#""refresh_token": null, "expires_in": null"#, None, None),
            (r#""refresh_token": "", "expires_in": -1"#, None, None),
            (r#""refresh_token": "a b", "expires_in": "60""#, None, None),
            (r#""expires_in": 59.9"#, None, None),
            (r#""expires_in": 9223372036854775807"#, None, Some(LONGEST)),
        ] {
            let body = format!(r#"{{"access_token": " t\n", {beside}}}"#);
            let told = told(200, &body);
            let issued = issued(&Endpoint::hub(), &told, &[]).unwrap();
            assert_eq!(issued.access, Token::clean("t").unwrap().unwrap());
            let expected = refresh.map(|text| Token::clean(text).unwrap().unwrap());
            assert_eq!((issued.refresh, issued.expires_in), (expected, seconds), "{beside}");
        }
    }
}
