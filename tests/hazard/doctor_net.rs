//! Doctor on the way to the Hub: proxies, certificates, the address, the clock.

use std::net::TcpListener;

use crate::support::doctor::{Patient, chmod};
use crate::support::git::Desk;
use crate::support::hub::{Hub, Reply};
use crate::support::sandbox::Sandbox;

/// The date of a Hub that is `offset` seconds ahead.
fn date(offset: i64) -> String {
    let time = format!("@{}", hfenv::text::unix_now() + offset);
    let output = std::process::Command::new("date")
        .args(["-u", "-d", &time, "+%a, %d %b %Y %H:%M:%S GMT"])
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn proxies_are_told_by_name_and_never_by_value() {
    let home = Sandbox::new();
    let check = |vars: &[(&str, &str)], verdict: &str, words: &[&str]| {
        let patient = Patient::of(&home).secret("proxy.corp.example").secret("s3cret");
        let patient =
            vars.iter().fold(patient, |patient, (name, value)| patient.with(name, *value));
        patient.report(&["proxy"]).says("proxy", verdict, words);
    };
    let good = "http://proxy.corp.example:3128";
    let login = "http://ada:s3cret@proxy.corp.example:3128";
    let other = "http://other.corp.example:3128";
    check(&[], "ok", &["no proxy is set"]);
    check(&[("HTTPS_PROXY", good)], "ok", &["hfenv and git go by HTTPS_PROXY"]);
    check(&[("https_proxy", "::nonsense::")], "problem", &["https_proxy is no address", "unset"]);
    check(&[("HTTPS_PROXY", login)], "note", &["HTTPS_PROXY holds a password"]);
    let two = [("ALL_PROXY", good), ("https_proxy", other)];
    check(&two, "warning", &["hfenv goes by ALL_PROXY and git by https_proxy, and they differ"]);
    check(&[("ALL_PROXY", good), ("https_proxy", good)], "ok", &[]);
    check(&[("http_proxy", good)], "note", &["only hfenv goes by http_proxy", "HTTPS_PROXY"]);
    let around = [("HTTPS_PROXY", good), ("NO_PROXY", "localhost, huggingface.co")];
    check(&around, "note", &["NO_PROXY leaves the Hub out"]);
}

#[test]
fn files_of_certificates_that_are_of_no_use_are_named() {
    let desk = Desk::new();
    let empty = desk.home.write("empty.pem", "").display().to_string();
    let gone = desk.home.path("gone.pem").display().to_string();
    let hub = Hub::start_tls();
    let good = hub.ca_file().display().to_string();
    let with = |name: &str, value: &str| Patient::of(&desk.home).with(name, value);
    for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"] {
        let unset = format!("unset {name}");
        for (file, why) in [(&empty, "no certificate"), (&gone, "not there")] {
            let report = with(name, file).report(&["certificates"]);
            report.says("certificates", "problem", &[name, why, &unset, "~/"]);
        }
    }
    with("SSL_CERT_FILE", &good).report(&["certificates"]).says("certificates", "ok", &[]);
    let report = with("REQUESTS_CA_BUNDLE", &good).report(&["certificates"]);
    report.says("certificates", "note", &["not by REQUESTS_CA_BUNDLE", "set SSL_CERT_FILE"]);
    let report = with("SSL_CERT_DIR", &gone).report(&["certificates"]);
    report.says("certificates", "problem", &["SSL_CERT_DIR", "no folder", "unset SSL_CERT_DIR"]);
    let report = with("GIT_SSL_NO_VERIFY", "1").report(&["certificates"]);
    report.says("certificates", "problem", &["whoever answers", "unset GIT_SSL_NO_VERIFY"]);

    let patient = Patient::of(&desk.home);
    desk.must(&["config", "--global", "http.sslVerify", "false"]);
    let words = ["http.sslVerify is off", "out of ~/.gitconfig"];
    patient.report(&["certificates"]).says("certificates", "problem", &words);
    desk.must(&["config", "--global", "--unset", "http.sslVerify"]);
    desk.must(&["config", "--global", "http.sslCAInfo", "~/gone.pem"]);
    patient.report(&["certificates"]).says("certificates", "problem", &["~/gone.pem", "correct"]);
    desk.must(&["config", "--global", "--unset", "http.sslCAInfo"]);
    patient.report(&["certificates"]).says("certificates", "ok", &["the system's certificates"]);
}

#[test]
fn an_address_without_tls_or_sense_is_a_problem() {
    let home = Sandbox::new();
    let with = |value: &str| Patient::of(&home).with("HF_ENDPOINT", value).secret("corp.example");
    for (value, verdict, words) in [
        ("http://hub.corp.example", "problem", "without TLS"),
        ("hub dot corp.example", "problem", "no address of a Hub"),
        ("https://hub.corp.example", "note", "a private endpoint, which no profile of yours has"),
        ("https://huggingface.co", "skipped", "--online"),
    ] {
        with(value).report(&["endpoint"]).says("endpoint", verdict, &[words]);
    }
}

#[test]
fn the_hub_is_asked_without_a_token_and_only_when_told() {
    let hub = Hub::start();
    let home = Sandbox::new();
    let patient = Patient::of(&home).with("HF_ENDPOINT", hub.endpoint());
    let patient = patient.with("HF_TOKEN", crate::support::sandbox::fresh_token());
    patient.report(&["endpoint", "clock"]);
    assert!(hub.requests().is_empty());
    let report = patient.report(&["endpoint", "--online"]);
    assert!(report.evidence("endpoint").contains(" answers in "), "{report:?}");
    assert!(!hub.requests().is_empty() && !hub.saw_authorization());

    for (reply, verdict, words) in [
        (Reply::new(503), "warning", "HTTP 503"),
        (Reply::new(200).with_body("<html>log in"), "problem", "which a Hub would not say"),
        (Reply::redirect("http://portal.corp.example/"), "problem", "HTTP 307"),
    ] {
        hub.script_always("/api/whoami-v2", reply);
        let report = patient.report(&["endpoint", "--online"]);
        report.says("endpoint", verdict, &[words]);
        hub.clear_scripts();
    }
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let patient = Patient::of(&home).with("HF_ENDPOINT", address);
    let words = ["can't be reached", "check the network"];
    patient.report(&["endpoint", "--online"]).says("endpoint", "problem", &words);
}

#[test]
fn a_hub_with_a_certificate_of_nobodys_is_told_from_one_that_is_away() {
    let hub = Hub::start_tls();
    let home = Sandbox::new();
    let patient = Patient::of(&home).with("HF_ENDPOINT", hub.endpoint());
    let words = ["certificate", "check SSL_CERT_FILE"];
    patient.report(&["endpoint", "--online"]).says("endpoint", "problem", &words);
    let patient = patient.with("SSL_CERT_FILE", hub.ca_file().display().to_string());
    let report = patient.report(&["endpoint", "--online"]);
    assert!(report.evidence("endpoint").contains(" answers in "), "{report:?}");
}

#[test]
fn the_clock_is_compared_with_the_hubs() {
    let hub = Hub::start();
    let home = Sandbox::new();
    let patient = Patient::of(&home).with("HF_ENDPOINT", hub.endpoint());
    patient.report(&["clock"]).says("clock", "skipped", &["--online"]);
    for (offset, verdict, words) in [
        (0, "ok", "that of the Hub"),
        (150, "warning", "behind the Hub's"),
        (-150, "warning", "ahead of the Hub's"),
        (7230, "problem", "2 h 0 min behind"),
    ] {
        let reply = Reply::new(401).with_header("Date", &date(offset));
        hub.script_always("/api/whoami-v2", reply);
        patient.report(&["clock", "--online"]).says("clock", verdict, &[words]);
        hub.clear_scripts();
    }
    hub.script_always("/api/whoami-v2", Reply::new(401).with_header("Date", "soon"));
    patient.report(&["clock", "--online"]).says("clock", "unknown", &["no date"]);
}

#[test]
fn a_clock_before_the_programs_own_file_is_wrong() {
    let home = Sandbox::new();
    home.write("bin/x", "");
    let program = home.path("bin/hfenv");
    std::fs::copy(env!("CARGO_BIN_EXE_hfenv"), &program).unwrap();
    chmod(&program, 0o755);
    let patient = Patient::of(&home);
    let ahead = std::time::SystemTime::now() + std::time::Duration::from_secs(40 * 86_400);
    let now = std::time::SystemTime::now();
    for (time, code, words) in [(ahead, 1, "stands before the time"), (now, 0, "--online")] {
        let file = std::fs::File::options().append(true).open(&program).unwrap();
        file.set_modified(time).unwrap();
        drop(file);
        let output = patient.command(&program).args(["doctor", "clock"]).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        patient.assert_public(&out);
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains(words), "{out}");
        assert_eq!(output.status.code(), Some(code), "{out}");
    }
}
