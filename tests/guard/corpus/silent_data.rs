//! Data without a secret: pictures, fonts, weights, vocabularies, public keys.

use super::dice::{ALNUM, Dice, LETTERS, UPPER32};
use super::{Scene, code, keys, notebooks, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = texts("public keys", PUBLIC, dice);
    scenes.extend(texts("data", DATA, dice));
    for (path, cell) in NOTEBOOKS {
        let text = notebooks::without_secrets(cell);
        scenes.push(Scene::text("pictures", path, &text, dice));
    }
    for (path, make) in MADE {
        scenes.push(Scene::bytes("data", path, make(dice), Vec::new()));
    }
    scenes
}

const PUBLIC: &[(&str, &str)] = &[
    ("server.crt", "-----BEGIN CERTIFICATE-----\n⟦certificate⟧\n-----END CERTIFICATE-----\n"),
    (
        "chain.pem",
        "-----BEGIN CERTIFICATE-----\n⟦certificate⟧\n-----END CERTIFICATE-----\n-----BEGIN \
         CERTIFICATE-----\n⟦certificate⟧\n-----END CERTIFICATE-----\n",
    ),
    ("key.pub.pem", "-----BEGIN PUBLIC KEY-----\n⟦certificate⟧\n-----END PUBLIC KEY-----\n"),
    (
        "request.csr",
        "-----BEGIN CERTIFICATE REQUEST-----\n⟦certificate⟧\n-----END CERTIFICATE REQUEST-----\n",
    ),
    ("id_ed25519.pub", "⟦ssh-public⟧ me@laptop\n"),
    ("id_rsa.pub", "⟦ssh-rsa⟧ me@laptop\n"),
    ("authorized_keys", "⟦ssh-public⟧ a\n⟦ssh-rsa⟧ b\n# c\n"),
    ("known_hosts", "github.com ⟦ssh-public⟧\n|1|⟦digest64⟧|⟦digest64⟧ ⟦ssh-rsa⟧\n"),
    (
        "key.asc",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n⟦certificate⟧\n=AbCd\n-----END PGP PUBLIC KEY BLO\
         CK-----\n",
    ),
    (
        "release.sig",
        "-----BEGIN PGP SIGNATURE-----\n\n⟦certificate⟧\n-----END PGP SIGNATURE-----\n",
    ),
    (
        "jwks.json",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"⟦sha1⟧\",\"e\":\"AQAB\",\"n\":\"⟦blob64⟧\"}]}\n",
    ),
    (
        "jwks-ec.json",
        "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"⟦public⟧\",\"y\":\"⟦public⟧\"}]}\n",
    ),
    ("public.json", "{\"public_key\": \"⟦public-der⟧\"}\n"),
    (
        "ca.yaml",
        "certificate-authority-data: ⟦certificate|in:-----BEGIN CERTIFICATE-----\\n%\\n|b64⟧\n",
    ),
];

const DATA: &[(&str, &str)] = &[
    ("font.css", "@font-face{src:url(data:font/woff2;base64,⟦font⟧) format('woff2')}\n"),
    ("logo.css", ".a{background:url(\"data:image/png;base64,⟦png⟧\")}\n"),
    (
        "page.html",
        "<img src=\"data:image/png;base64,⟦png⟧\"><img src='data:image/png;base64,⟦png⟧'>\n",
    ),
    ("icon.svg", "<svg><image href=\"data:image/png;base64,⟦png⟧\"/></svg>\n"),
    (
        "bundle.js.map",
        "{\"version\":3,\"mappings\":\"AAAA,SAASA,EAAEC,GAAG,OAAOA,EAAEC,MAAM,KAAK,⟦word⟧\"}\n",
    ),
    ("message.eml", "Content-Transfer-Encoding: base64\n\n⟦certificate⟧\n"),
    ("blob.py", "DESCRIPTOR = b64decode('⟦blob64⟧')\nDATA = b'⟦blob64⟧'\n"),
    ("tensor.json", "{\"inputs\":[{\"data\":\"⟦font⟧\"}],\"id\":\"⟦uuid⟧\"}\n"),
    ("page.url", "https://lh3.googleusercontent.com/⟦blob64⟧=s64\n"),
    ("signed.url", "https://cdn-lfs.huggingface.co/x?Signature=⟦blob64⟧&Key-Pair-Id=K⟦number⟧\n"),
];

const NOTEBOOKS: &[(&str, &str)] = &[
    ("plot.ipynb", "  {\n   \"source\": [\"plt.plot(x)\"],\n   \"outputs\": []\n  }"),
    (
        "wrapped.ipynb",
        "  {\n   \"outputs\": [{\"data\": {\"image/png\": \"⟦png-wrapped⟧\\n\"}}]\n  }",
    ),
    (
        "login.ipynb",
        "  {\n   \"id\": \"⟦md5⟧\",\n   \"source\": [\"notebook_login()\"],\n   \"outputs\": [{\"d\
         ata\": \
         {\"application/vnd.jupyter.widget-view+json\": {\"model_id\": \"⟦md5⟧\"}}}]\n  }",
    ),
    (
        "env.ipynb",
        "  {\n   \"source\": [\"login(os.environ['HF_TOKEN'])\\n\", \"token = userdata.get('HF_TOK\
         EN')\"]\n  }",
    ),
    (
        "attachment.ipynb",
        "  {\n   \"attachments\": {\"image.png\": {\"image/png\": \"⟦png⟧\"}}\n  }",
    ),
    ("jpeg.ipynb", "  {\n   \"outputs\": [{\"data\": {\"image/jpeg\": \"/9j/⟦font⟧\"}}]\n  }"),
];

type Make = fn(&mut Dice) -> Vec<u8>;

/// So many lines, each made anew.
fn lines(count: usize, mut line: impl FnMut() -> String) -> Vec<u8> {
    (0..count).flat_map(|_| (line() + "\n").into_bytes()).collect()
}

const MADE: &[(&str, Make)] = &[
    ("public.der", keys::public),
    ("random.bin", |dice| dice.bytes(400_000)),
    ("model.safetensors", |dice| {
        let head = r#"{"w":{"dtype":"F32","shape":[65536],"data_offsets":[0,262144]}}"#;
        let length = u64::try_from(head.len()).unwrap().to_le_bytes();
        let floats = dice.bytes(262_144);
        let floats = floats.chunks(4).flat_map(|four| [four[0], four[1], four[2] & 0x7f, 0x3d]);
        [&length[..], head.as_bytes(), &floats.collect::<Vec<u8>>()].concat()
    }),
    ("photo.png", |dice| code::png(dice, 200)),
    ("archive.gz", |dice| code::through(&["gzip", "-nc"], dice.prose(200_000).as_bytes())),
    ("tokenizer.json", |dice| {
        let row = |at: usize, dice: &mut Dice| {
            let length = 2 + dice.below(10);
            format!("\"Ġ{}\": {at},", dice.text(LETTERS, length))
        };
        let mut at = 0;
        lines(6000, || {
            at += 1;
            row(at, dice)
        })
    }),
    ("merges.txt", |dice| {
        lines(6000, || {
            let length = 2 + dice.below(5);
            format!("{} {}", dice.text(LETTERS, length), dice.text(LETTERS, 2))
        })
    }),
    ("vocab.txt", |dice| lines(6000, || format!("##{}", dice.text(ALNUM, 6)))),
    ("sp.vocab", |dice| lines(4000, || format!("▁{}\t-{}", dice.text(LETTERS, 5), dice.below(99)))),
    ("reads.fastq", |dice| {
        let qualities: String = ('!'..='J').collect();
        lines(1500, || {
            let (bases, qualities) = (dice.text("ACGT", 100), dice.text(&qualities, 100));
            format!("@read{}\n{bases}\n+\n{qualities}", dice.below(9999))
        })
    }),
    ("proteins.fasta", |dice| {
        lines(1500, || {
            format!(">sp|P{}\n{}", dice.below(99999), dice.text("ACDEFGHIKLMNPQRSTVWY", 60))
        })
    }),
    ("weights.txt", |dice| {
        lines(3000, || format!("-0.{} 1.{}e-05", dice.below(99999), dice.below(9999)))
    }),
    ("embeddings.jsonl", |dice| {
        lines(300, || format!("{{\"b64\":\"{}\"}}", code::base64(&dice.bytes(768))))
    }),
    ("urlsafe.jsonl", |dice| {
        lines(300, || format!("{{\"id\":\"{}\"}}", code::base64_url(&dice.bytes(600))))
    }),
    ("input_ids.json", |dice| {
        lines(400, || {
            let ids: Vec<_> = (0..60).map(|_| dice.below(128).to_string()).collect();
            format!("[{}],", ids.join(", "))
        })
    }),
    ("letters.npy", |dice| {
        (0..40_000).flat_map(|_| [32 + u8::try_from(dice.below(95)).unwrap(), 0, 0, 0]).collect()
    }),
    ("seeds.txt", |dice| lines(2000, || dice.text(UPPER32, 64))),
    ("ids.txt", |dice| lines(4000, || dice.text(ALNUM, 34))),
    ("ids11.txt", |dice| lines(4000, || dice.text(ALNUM, 11))),
    ("hex.dump", |dice| code::dump(&dice.bytes(60_000)).into_bytes()),
    ("hex.txt", |dice| lines(1000, || code::hex(&dice.bytes(40)))),
    ("descriptor.pb", |dice| {
        lines(2000, || format!("\n{}\u{12}\u{b}{}", dice.text(LETTERS, 12), dice.text(LETTERS, 11)))
    }),
    ("wide.txt", |dice| code::utf16(&format!("\u{feff}{}", dice.prose(60_000)), false)),
    ("app.min.js", |dice| {
        let mut line = || {
            format!(
                "function {}(e,t){{return {}(t)}}",
                dice.text(LETTERS, 2),
                dice.text(LETTERS, 3)
            )
        };
        (0..4000).flat_map(|_| line().into_bytes()).collect()
    }),
    ("blob.pack", |dice| [b"PACK\0\0\0\x02\0\0\0\x09", &dice.bytes(300_000)[..]].concat()),
];
