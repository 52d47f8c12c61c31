use super::*;
use Encoding::{Base64, Escapes, Hex, Pieces, Utf16};

#[test]
fn base64_is_read_wherever_it_begins_and_however_it_is_wrapped() {
    let token = &token();
    let long =
        format!("{} key={token}; {}", "some text before it. ".repeat(20), "and behind".repeat(9));
    for text in [
        base64(token),
        url64(token),
        format!("data:\n  HF_TOKEN: {}\n", base64(token)),
        format!("Authorization: Basic {}", base64(&format!("user:{token}"))),
        format!("Authorization: Basic {}", base64(&format!("me-too:{token}"))),
        format!("<img src=\"data:text/plain;base64,{}\">", base64(&format!("x {token}"))),
        format!("secret-{}", url64(token)),
        format!("path/to/{}", url64(token)),
        format!("KEY_{}", url64(token)),
        format!("a=b+{}", base64(token)),
        format!("\"\\n{}\"", base64(token)),
        format!("\"\\\\n{}\"", base64(token)),
        format!("\\u003d{}", base64(token)),
        format!("%3D{}", base64(token)),
        base64(&long),
        wrapped(&base64(&long), 76, "\r\n"),
        wrapped(&base64(&long), 64, "\n"),
        wrapped(&base64(&long), 70, "\n    "),
        wrapped(&base64(&long), 76, "\\n"),
        wrapped(&base64(&long), 61, "\\r\\n"),
        wrapped(&base64(&long), 76, "\\n\",\n      \""),
        wrapped(&base64(&long), 64, "\n# "),
        wrapped(&base64(&long), 60, " \\\n"),
    ] {
        is_found(text.as_bytes(), token, &[Base64]);
        is_found(format!("x = '{text}'\n").as_bytes(), token, &[Base64]);
    }
    let mut bytes = vec![0x93, 0xff, 0x80];
    bytes.extend(token.bytes());
    bytes.extend([0xfe; 40]);
    for start in 0..3 {
        is_found(STANDARD.encode(&bytes[start..]).as_bytes(), token, &[Base64]);
    }
}

#[test]
fn the_place_of_a_secret_is_where_its_first_letter_is_written() {
    let token = &token();
    let before = "0123456789 ".repeat(13);
    let text = wrapped(&base64(&format!("{before}{token}")), 76, "\n  ");
    // 143 bytes before are 190 letters and two thirds: two whole lines and 38 letters.
    assert_eq!(before.len(), 143);
    assert_eq!(is_found(text.as_bytes(), token, &[Base64]), (3, 3 + 38));
    let place = is_found(format!("k = '{}'", hex(token)).as_bytes(), token, &[Hex]);
    assert_eq!(place, (1, 6));
    let place = is_found(format!("é x%2F%68{}", &token[1..]).as_bytes(), token, &[Escapes]);
    assert_eq!(place, (1, 7));
    let split = format!("\n \"{}\" +\n \"{}\"", &token[..1], &token[1..]);
    assert_eq!(is_found(split.as_bytes(), token, &[Pieces]), (2, 3));
}

#[test]
fn encodings_lie_in_each_other() {
    let token = &token();
    let json =
        format!("{{\"auths\":{{\"x\":{{\"auth\":\"{}\"}}}}}}", base64(&format!("u:{token}")));
    is_found(base64(&json).as_bytes(), token, &[Base64, Base64]);
    let script = format!("$t = '{token}'");
    is_found(STANDARD.encode(utf16(&script, false)).as_bytes(), token, &[Base64, Utf16]);
    let escaped = format!("{{\"a\": \"h\\u0066{}\"}}", &token[2..]);
    is_found(base64(&escaped).as_bytes(), token, &[Base64, Escapes]);
    is_found(format!("?t=hf%255F{}", &token[3..]).as_bytes(), token, &[Escapes, Escapes]);
    let encoded = base64(token);
    let split = format!("\"{}\" + \"{}\"", &encoded[..20], &encoded[20..]);
    is_found(split.as_bytes(), token, &[Pieces, Base64]);
    is_found(&utf16(&encoded, true), token, &[Utf16, Base64]);
    is_found(hex(&encoded).as_bytes(), token, &[Hex, Base64]);
    let thrice = base64(&base64(&encoded));
    is_found(thrice.as_bytes(), token, &[Base64; 3]);
}

#[test]
fn digits_are_read_in_a_run_in_groups_and_in_dumps() {
    let token = &token();
    let each = |before: &str, between: &str| {
        let bytes: Vec<_> = token.bytes().map(|byte| format!("{before}{byte:02x}")).collect();
        bytes.join(between)
    };
    for text in [
        hex(token),
        hex(token).to_uppercase(),
        format!("token_{}", hex(token)),
        wrapped(&hex(token), 60, "\n"),
        each("", " "),
        each("", ":"),
        each("", "-"),
        each("0x", ", "),
        each("0X", ","),
        format!("{{\n  {}\n}}", each("0x", ",\n  ")),
        format!("the code\n{}", xxd(token.as_bytes(), 2)),
        xxd(format!("A text of some length, and then {token} in it.").as_bytes(), 2),
        xxd(format!("A text of some length, and then {token} in it.").as_bytes(), 1),
        xxd(format!("A text of some length, and then {token} in it.").as_bytes(), 4),
        canonical(format!("A text of some length, and then {token} in it.").as_bytes()),
        words(format!("A text of some length, and then {token} in it.").as_bytes()),
    ] {
        is_found(text.as_bytes(), token, &[Hex]);
        is_found(format!("x = \"{text}\";\n").as_bytes(), token, &[Hex]);
    }
}

#[test]
fn escapes_of_every_kind_are_read() {
    let token = &token();
    let rest = &token[3..];
    let every = |form: &dyn Fn(u8) -> String| token.bytes().map(form).collect::<String>();
    for text in [
        format!("hf%5F{rest}"),
        format!("hf%5f{rest}"),
        format!("hf\\u005f{rest}"),
        format!("hf\\x5f{rest}"),
        format!("hf\\u{{5f}}{rest}"),
        format!("hf\\U0000005f{rest}"),
        format!("hf\\137{rest}"),
        format!("hf\\_{rest}"),
        format!("hf%u005f{rest}"),
        format!("hf&#95;{rest}"),
        format!("hf&#x5f;{rest}"),
        format!("hf&#0095;{rest}"),
        format!("hf=5F{rest}"),
        format!("hf_=\n{rest}"),
        format!("hf_{}=\r\n{}", &rest[..9], &rest[9..]),
        every(&|byte| format!("%{byte:02x}")),
        every(&|byte| format!("\\x{byte:02x}")),
        every(&|byte| format!("\\u{byte:04x}")),
        every(&|byte| format!("\\{byte:03o}")),
        every(&|byte| format!("&#{byte};")),
        every(&|byte| format!("={byte:02X}")),
        format!("\\n\\\"hf\\u005f{rest}\\\"\\n"),
        format!("%22hf%5F{rest}%22"),
        format!("\\u001b[32mhf\\u005f{rest}"),
        format!("é\\u00e9hf\\x5f{rest}"),
    ] {
        is_found(text.as_bytes(), token, &[Escapes]);
        is_found(format!("a b {text}\n").as_bytes(), token, &[Escapes]);
    }
    let nested = format!("\"\\\\nhf\\\\u005f{rest}\\\\n\"");
    is_found(nested.as_bytes(), token, &[Escapes, Escapes]);
}

#[test]
fn utf16_is_read_in_both_orders_and_at_any_place() {
    let token = &token();
    let text = format!("[x]\r\nkey = {token}\r\n");
    for big in [false, true] {
        let bytes = utf16(&text, big);
        for before in [&b""[..], b"\xff\xfe", b"\xfe\xff", b"\x00", b"\x01\x02\x03", &[0; 77]] {
            let whole = [before, &bytes, &[0; 33], b"\xff\x01\x02"].concat();
            is_found(&whole, token, &[Utf16]);
        }
    }
}

#[test]
fn strings_in_pieces_are_put_together() {
    let token = &token();
    let (a, b, c) = (&token[..3], &token[3..20], &token[20..]);
    for text in [
        format!("\"{a}\" + \"{b}{c}\""),
        format!("'{a}{b}'+'{c}';"),
        format!("(\"{a}\"\n    \"{b}\"\n    \"{c}\")"),
        format!("\"{a}\" \\\n  '{b}' \\\n  '{c}'"),
        format!("r\"{a}\" f'{b}' b\"{c}\""),
        format!("'{a}'.'{b}'.'{c}'"),
        format!("\"{a}\" .. \"{b}{c}\""),
        format!("\"{a}\" & _\r\n  \"{b}{c}\""),
        format!("\"{a}\" <> \"{b}\" <> \"{c}\""),
        format!("'{a}' || '{b}' || '{c}'"),
        format!("\"{a}\" ~ \"{b}{c}\""),
        format!("\"{a}\" ++ \"{b}{c}\""),
        format!("\"{a}\" /* one */ + // two\n \"{b}{c}\""),
        format!("(\"{a}\"  # the head\n  \"{b}{c}\")  # the rest"),
        format!("\"{a}\".concat(\"{b}{c}\")"),
        format!("{a}\"{b}\"'{c}'"),
        format!("{a}\"{b}{c}\""),
        format!("'{a}'{b}{c}"),
        format!("{a}\\\n{b}{c}"),
        format!("\"{a}{b}\\\r\n{c}\""),
        format!("`{a}${{\"{b}\"}}{c}`"),
        format!("\"\".join([\"{a}\", \"{b}\", \"{c}\"])"),
        format!("concat!(\"{a}\", \"{b}\", \"{c}\")"),
        format!("join(\"\", [\"{a}\", \"{b}{c}\"])"),
        format!("implode('', ['{a}', '{b}', '{c}'])"),
        format!("''.join((\n  '{a}',  # one\n  '{b}',\n  '{c}',\n))"),
        format!("[\"{a}\", '{b}', \"{c}\"].join(\"\")"),
        format!("[\"{}\", '{b}{c}'].join('_')", &a[..2]),
        format!("\"_\".join([\"{}\", '{b}{c}'])", &a[..2]),
        format!("String.Join(\"\", \"{a}\", \"{b}{c}\")"),
        format!("String.Concat(\"{a}\", \"{b}{c}\")"),
        format!("CONCAT('{a}', '{b}{c}')"),
        format!("paste0(\"{a}\", \"{b}{c}\")"),
        format!("paste(\"{a}\", \"{b}{c}\", sep = \"\")"),
        format!("\"t = join(\\\"\\\", [\\\"{a}\\\", \\\"{b}{c}\\\"])\""),
        format!("!Join [\"\", [\"{a}\", \"{b}{c}\"]]"),
        format!("{{\"Fn::Join\": [\"\", [\"{a}\", \"{b}{c}\"]]}}"),
        format!("@\"{a}\" + @\"{b}{c}\""),
        format!("`${{\"{a}\"}}{b}{c}`"),
        format!("std::string(\"{a}\") + \"{b}{c}\""),
        format!("new StringBuilder().append(\"{a}\").append(\"{b}\").append(\"{c}\")"),
        format!("\"{a}\"\nx += \"{b}\"\nx += \"{c}\""),
        format!("'{a}';\n$x .= '{b}';\n$x.='{c}';"),
        format!("\"{a}\";\n    this.x += \"{b}{c}\";"),
        format!("\"source\": [\n  \"x = \\\"{a}\\\"\\n\",\n  \"x += \\\"{b}{c}\\\"\\n\"\n"),
        format!("\"source\": [\n  \"t = \\\"{a}\\\" + \\\"{b}{c}\\\"\\n\"\n"),
        format!("\"source\": [\n  \"t = (\\\"{a}\\\"\\n\",\n  \"  '{b}'\\n\",\n  \"  '{c}')\"\n"),
        token.chars().map(|c| format!("\"{c}\"")).collect::<Vec<_>>().join(" + "),
    ] {
        is_found(text.as_bytes(), token, &[Pieces]);
        is_found(format!("don't\nx = {text}\n\"y\", 'z'\n").as_bytes(), token, &[Pieces]);
    }
}

#[test]
fn a_shell_adds_words_without_quotes() {
    let token = &token();
    let (a, b) = token.split_at(9);
    for text in
        [format!("t={a}\nt+={b}\n"), format!("  t={a}\n  t+={b}; x"), format!("t={a}\nt+={b}")]
    {
        is_found(text.as_bytes(), token, &[Pieces]);
    }
    for text in
        [format!("t={a}\nu+={b}\n"), format!("t {a}\nt+={b}\n"), format!("t={a}\nt += {b}\n")]
    {
        assert!(hits(text.as_bytes()).is_empty(), "{text}");
    }
}

#[test]
fn each_line_may_be_a_value_of_its_own() {
    let (a, b) = (&token(), &token());
    let lines = |form: &dyn Fn(&str) -> String| format!("{}\n{}\n5a5a\n", form(a), form(b));
    for text in [
        lines(&url64),
        lines(&|text| base64(&format!("{text};x"))),
        lines(&|text| base64(&format!("me:{text}"))),
        lines(&hex),
        lines(&|text| format!("\"{}\" +\n  \"{}\"", &text[..4], &text[4..])),
        format!("x = \"{a}\" + /* \"{}\" + \"{}\" */ \"\"", &b[..3], &b[3..]),
    ] {
        let found: Vec<_> = hits(text.as_bytes()).into_iter().map(|(_, value, _)| value).collect();
        assert_eq!(found, [a.as_str(), b], "{text}");
    }
}

#[test]
fn what_is_not_joined_stays_apart() {
    let token = &token();
    let (a, b) = (&token[..3], &token[3..]);
    for text in [
        format!("[\"{a}\", \"{b}\"]"),
        format!("{{\"{a}\": \"{b}\"}}"),
        format!("\"{a}\" if x else \"{b}\""),
        format!("\"{a}\"\n\nx = \"{b}\""),
        format!("{a} {b}"),
        format!("paste(\"{a}\", \"{b}\")"),
        format!("paste(\"{a}\", \"{b}\", sep = \"-\")"),
        format!("f(\"{a}\")\nx += \"{b}\""),
    ] {
        assert!(hits(text.as_bytes()).is_empty(), "{text}");
    }
}
