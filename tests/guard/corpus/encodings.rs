//! Secrets written in another way.

use super::dice::Dice;
use super::{Scene, code, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = texts("encodings", ENCODED, dice);
    scenes.extend(texts("encodings", NESTED, dice));
    scenes.extend(whole(dice));
    scenes
}

const ENCODED: &[(&str, &str)] = &[
    ("std.py", "token = b64decode('⟦hf|b64⟧')\n"),
    ("bare.py", "token = \"⟦hfdigits|b64bare⟧\"\n"),
    ("url.js", "const t = atob(\"⟦hf|b64url⟧\")\n"),
    ("line.txt", "⟦hf|in:%\\n|b64⟧\n"),
    ("text.txt", "data:text/plain;base64,⟦hf|in:The token is %, keep it.|b64⟧\n"),
    ("early.txt", "x: ⟦hf|in:a %|b64⟧\n"),
    ("early2.txt", "x: ⟦hf|in:ab=%;bc|b64⟧\n"),
    ("assignment.txt", "⟦hf|in:HF_TOKEN=%\\nMODEL=gpt2\\n|b64⟧\n"),
    ("wrapped.txt", "⟦hf|in:export HF_TOKEN=%\\npython train.py --lr 0.1|b64|pieces:20,\\n⟧\n"),
    (
        "mime.eml",
        "Content-Transfer-Encoding: base64\n\n⟦hf|in:Hello, the token of our group is % and it \
         works until May. Best wishes|wrap:76⟧\n",
    ),
    ("indented.yaml", "data: |\n  ⟦hf|in:token: % and some more text|wrap:40|indent:  ⟧\n"),
    ("basic.http", "Authorization: Basic ⟦hf|in:me:%|b64⟧\n"),
    ("basic.py", "h = {'Authorization': 'Basic ⟦hfdigits|in:hf_user:%|b64⟧'}\n"),
    ("extra.sh", "git -c http.extraheader=\"AUTHORIZATION: basic ⟦github|in:x:%|b64⟧\" fetch\n"),
    (
        "secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: hub\ndata:\n  HF_TOKEN: ⟦hf|b64⟧\n",
    ),
    ("secret.json", "{\"kind\":\"Secret\",\"data\":{\"token\":\"⟦hf|in:%\\n|b64⟧\"}}\n"),
    ("opaque.yaml", "kind: Secret\ntype: Opaque\ndata:\n  key: ⟦openai|b64⟧\n"),
    ("docker/config.json", "{\"auths\":{\"https://d.io\":{\"auth\":\"⟦docker|in:me:%|b64⟧\"}}}\n"),
    ("percent.txt", "q=⟦hf|percent⟧&a=1\n"),
    ("percent_all.txt", "q=⟦hf|each:%⟧\n"),
    ("percent_upper.txt", "q=⟦hf|EACH:%⟧\n"),
    ("header.url", "https://h/?h=Bearer%20⟦oauth|percent⟧\n"),
    ("unicode.json", "{\"t\":\"⟦hf|each:\\u00⟧\"}\n"),
    ("underscore.json", "{\"t\":\"hf\\u005f⟦hf|cut:3⟧\"}\n"),
    ("hex.txt", "token=⟦hf|hex⟧\n"),
    ("hex_upper.txt", "0x⟦hf|HEX⟧\n"),
    ("hex.py", "t = bytes.fromhex('⟦hf|in:Bearer %|hex⟧')\n"),
    ("hex_spaced.txt", "⟦hf|hex|pieces:2, ⟧\n"),
    ("hex_colons.txt", "⟦hf|hex|pieces:2,:⟧\n"),
    ("bytea.sql", "INSERT INTO t VALUES ('\\x⟦hf|hex⟧');\n"),
    ("escaped.c", "char t[] = \"⟦hf|each:\\x⟧\";\n"),
    ("array.c", "unsigned char t[] = {⟦hf|each:0x|pieces:4,, ⟧};\n"),
    ("xxd.txt", "⟦hf|in:token = \"%\"\\n|dump⟧"),
    ("dump.txt", "$ xxd token\n⟦hf|dump⟧$\n"),
    ("soft.eml", "Content-Transfer-Encoding: quoted-printable\n\ntoken=3D⟦hf|soft⟧\n"),
    ("entity.html", "<b>⟦hf|entity⟧</b>\n"),
    ("numbers.py", "t = bytes([⟦hf|numbers⟧]).decode()\n"),
    ("numbers.js", "const t = String.fromCharCode(⟦hfdigits|numbers⟧)\n"),
    ("numbers.c", "static const char t[] = {⟦openai|numbers⟧, 0};\n"),
    ("buffer.json", "{\"type\":\"Buffer\",\"data\":[⟦hf|numbers⟧]}\n"),
    ("calls.php", "$t = ⟦hf|calls:chr(%) . ⟧'';\n"),
    ("calls.py", "t = ⟦github|calls:chr(%)+⟧''\n"),
    ("octal.py", "t = b'⟦hf|calls:\\%o⟧'\n"),
    ("base32.txt", "seed: ⟦hf|b32⟧\n"),
    ("underscore.html", "<b>hf&#95;⟦hf|cut:3⟧</b>\n"),
];

const NESTED: &[(&str, &str)] = &[
    ("twice.txt", "⟦hf|b64|b64⟧\n"),
    ("thrice.txt", "⟦hf|in:t=%|b64|b64url⟧\n"),
    (
        "dockerconfig.yaml",
        "kind: Secret\ndata:\n  .dockerconfigjson: ⟦docker|in:me:%|b64|in:{\"auths\":{\"r.io\":\
         {\"auth\":\"%\"}}}|b64⟧\n",
    ),
    ("kube.yaml", "data:\n  config.yaml: ⟦hf|in:hub:\\n  token: %\\n  repo: me/model\\n|b64⟧\n"),
    ("helm.txt", "release: ⟦hf|in:{\"info\":{\"values\":{\"hfToken\":\"%\"}}}|b64|b64⟧\n"),
    ("percent64.txt", "state=⟦hf|in:me:%|b64|percent⟧\n"),
    ("hex64.txt", "x: ⟦hf|b64|hex⟧\n"),
    ("jsonhex.json", "{\"blob\":\"⟦hf|in:{\"token\":\"%\"}|hex⟧\"}\n"),
    ("percenturl.txt", "u=⟦hf|in:https://me:%@huggingface.co/x|percent⟧\n"),
    ("wrapped_twice.txt", "⟦hf|in:token=%|b64|in:payload: % (base64)|wrap:60⟧\n"),
    ("cell.ipynb", "{\"cells\":[{\"source\":[\"t = b64decode('⟦hf|b64⟧')\\n\"]}]}\n"),
];

/// Files that are written in another way as a whole.
fn whole(dice: &mut Dice) -> Vec<Scene> {
    let text = "name,token\nci,⟦hf⟧\n";
    let script = "$env:HF_TOKEN = \"⟦hf⟧\"\r\npython train.py\r\n";
    let mut recoded = |path: &str, text: &str, keeps, recode: &dyn Fn(&str) -> Vec<u8>| {
        Scene::recoded("encodings", path, text, dice, (keeps, recode))
    };
    let marked = |mark: &str, text: &str, big| code::utf16(&format!("{mark}{text}"), big);
    vec![
        recoded("little.csv", text, true, &|text| marked("\u{feff}", text, false)),
        recoded("big.csv", text, true, &|text| marked("\u{feff}", text, true)),
        recoded("little-bare.csv", text, true, &|text| marked("", text, false)),
        recoded("big-bare.csv", text, true, &|text| marked("", text, true)),
        recoded("out.ps1", script, true, &|text| marked("\u{feff}", text, false)),
        recoded("strings.resx", script, true, &|text| marked("\u{feff}", text, true)),
        recoded("openai.txt", "KEY=⟦openai⟧\r\n", true, &|text| {
            marked("\u{feff}", text, false)
        }),
        recoded("whole.b64", "a\nb\nHF_TOKEN=⟦hf⟧\nc\n", false, &|text| {
            code::wrapped(text.as_bytes(), 76).into_bytes()
        }),
        recoded("whole.hex", "a\nb\nHF_TOKEN=⟦hf⟧\nc\n", false, &|text| {
            code::hex(text.as_bytes()).into_bytes()
        }),
        recoded("whole.xxd", "import os\nHF_TOKEN = '⟦hf⟧'\n", false, &|text| {
            code::dump(text.as_bytes()).into_bytes()
        }),
        recoded("latin.txt", "caf\u{e9}: ⟦hf⟧ \u{e9}\n", true, &|text| {
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
        }),
        recoded("utf32.txt", "token=⟦hf⟧\n", false, &|text| {
            text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()
        }),
        recoded("utf32-big.txt", "\u{feff}a\ntoken=⟦openai⟧\nb\n", true, &|text| {
            text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()
        }),
    ]
}
