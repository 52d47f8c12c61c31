//! Random requests, made of the words that matter and of noise. Whatever comes, the parser keeps
//! its promises and the helper answers only a whole request for a host of ours.

use hfenv::git::protocol::Request;
use hfenv::vars::Env;

use crate::support::python::cases;
use crate::support::sandbox::{Sandbox, fresh_token};

/// Pieces that requests are glued from. The first ones are whole lines, so that good requests are
/// made, too.
const PIECES: [&[u8]; 36] = [
    b"protocol=https\n",
    b"host=huggingface.co\n",
    b"host=hf.co\n",
    b"host=evil.example\n",
    b"username=ada\n",
    b"path=acme/model\n",
    b"capability[]=authtype\n",
    b"password=x\n",
    b"protocol=http\n",
    b"url=https://huggingface.co\n",
    b"protocol",
    b"host",
    b"=",
    b"==",
    b"\n",
    b"\n\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"https",
    b"http",
    b"HTTPS",
    b"huggingface.co",
    b"HuggingFace.co:443",
    b"hf.co",
    b".evil.example",
    b"evil.example",
    b"@",
    b":443",
    b".",
    b"%0a",
    b" ",
    b"\xff",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\x0b",
];

/// A small generator (xorshift64*), so that a seed makes the same requests again.
struct Dice(u64);

impl Dice {
    /// A fresh one, or the one of `HFENV_TEST_SEED`; it is printed for the next time.
    fn new() -> Self {
        let env = Env::from_process();
        let given = env.text("HFENV_TEST_SEED").unwrap().map(|text| text.parse().unwrap());
        let seed = given.unwrap_or_else(|| getrandom::u64().unwrap()) | 1;
        println!("HFENV_TEST_SEED={seed}");
        Self(seed)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(high).unwrap() % limit
    }

    fn request(&mut self) -> Vec<u8> {
        let mut request = Vec::new();
        // Most begin well: what is wrong then comes late, where a careless reader has made up its
        // mind.
        if self.below(3) > 0 {
            request.extend_from_slice(PIECES[0]);
        }
        for _ in 0..self.below(9) {
            match self.below(12) {
                0 => request.push(u8::try_from(self.below(256)).unwrap()),
                1..=6 => request.extend_from_slice(PIECES[self.below(10)]),
                _ => request.extend_from_slice(PIECES[self.below(PIECES.len())]),
            }
        }
        request
    }
}

/// The lines up to the blank one, each without one CR at its end.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.is_empty())
        .collect()
}

/// The rules said another way: whether git could have sent this, and nothing stands in it twice.
fn is_lawful(bytes: &[u8]) -> bool {
    let lawful = |line: &&[u8]| {
        line.contains(&b'=')
            && !line.iter().any(|byte| matches!(byte, b'\r' | 0))
            && std::str::from_utf8(line).is_ok()
    };
    let lines = lines(bytes);
    let times = |key: &str| lines.iter().filter(|line| value(line, key).is_some()).count();
    lines.iter().all(lawful) && KEYS.iter().all(|key| times(key) < 2)
}

/// The keys that count.
const KEYS: [&str; 5] = ["protocol", "host", "path", "username", "password"];

fn value<'a>(line: &'a [u8], key: &str) -> Option<&'a [u8]> {
    line.strip_prefix(key.as_bytes())?.strip_prefix(b"=")
}

/// The value of this key in a lawful request, if there is one.
fn value_of(bytes: &[u8], key: &str) -> Option<String> {
    let found = lines(bytes).into_iter().find_map(|line| value(line, key))?;
    Some(String::from_utf8(found.to_vec()).unwrap()).filter(|value| !value.is_empty())
}

/// Whether the helper may answer.
fn is_for_us(bytes: &[u8]) -> bool {
    let lower = |key| value_of(bytes, key).unwrap_or_default().to_ascii_lowercase();
    let host = lower("host");
    let name = host.strip_suffix(":443").unwrap_or(&host);
    is_lawful(bytes) && lower("protocol") == "https" && ["huggingface.co", "hf.co"].contains(&name)
}

#[test]
fn the_parser_takes_what_is_lawful_and_nothing_else() {
    let mut dice = Dice::new();
    let mut taken = 0;
    for _ in 0..cases(2_000_000) {
        let bytes = dice.request();
        let parsed = Request::parse(&bytes);
        assert_eq!(parsed.is_ok(), is_lawful(&bytes), "{}", bytes.escape_ascii());
        let Ok(request) = parsed else { continue };
        taken += 1;
        for key in KEYS {
            let value = value_of(&bytes, key);
            assert_eq!(request.get(key), value.as_deref(), "{key}: {}", bytes.escape_ascii());
        }
        assert!(!format!("{request:?}").contains("evil"));
    }
    assert!(taken > cases(2_000_000) / 20, "only {taken} were lawful: the dice are too wild");
}

#[test]
fn every_cut_of_a_request_is_whole_or_silent() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.profile("work", &token);
    let whole = b"capability[]=authtype\nprotocol=https\nhost=huggingface.co\npath=a\n";
    for end in 0..=whole.len() {
        let done = home.helper("get", "").write_stdin(&whole[..end]).assert().success();
        let answered = !done.get_output().stdout.is_empty();
        assert_eq!(answered, is_for_us(&whole[..end]), "{}", whole[..end].escape_ascii());
    }
}

#[test]
fn the_helper_answers_only_a_whole_request_for_us() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.profile("work", &token);
    let mut dice = Dice::new();
    for _ in 0..cases(600) {
        let bytes = dice.request();
        let done = home.helper("get", "").write_stdin(bytes.as_slice()).assert().success();
        let output = done.get_output();
        let answered = !output.stdout.is_empty();
        assert_eq!(answered, is_for_us(&bytes), "{}", bytes.escape_ascii());
        assert!(!output.stderr.windows(token.len()).any(|part| part == token.as_bytes()));
    }
}
