//! The shapes of secrets, as the documentation of those who give them out has them, and of what
//! only looks like one.

use super::dice::{ALNUM, DIGITS, Dice, HEX, LETTERS, LOWER, STD64, UPPER32, URL64};
use super::{code, keys};

/// A fresh value of the family with this name; `None` if there is none.
pub(crate) fn secret(family: &str, dice: &mut Dice) -> Option<String> {
    let mut text = |from, length| dice.text(from, length);
    Some(match family {
        "hf" => format!("hf_{}", text(LETTERS, 34)),
        "hfdigits" => format!("hf_{}", text(ALNUM, 34)),
        "org" => format!("api_org_{}", text(LETTERS, 34)),
        "refresh" => format!("hf_oauth__refresh_{}", text(ALNUM, 34)),
        "app" => format!("hf_app_{}", text(LETTERS, 32)),
        "appsecret" => format!("oauth_app_secret_{}", text(LETTERS, 34)),
        "openai" => format!("sk-proj-{}T3BlbkFJ{}", text(URL64, 74), text(URL64, 74)),
        "openai-old" => format!("sk-{}T3BlbkFJ{}", text(ALNUM, 20), text(ALNUM, 20)),
        "openai-service" => format!("sk-svcacct-{}T3BlbkFJ{}", text(URL64, 74), text(URL64, 74)),
        "anthropic" => format!("sk-ant-api03-{}AA", text(URL64, 93)),
        "github" => format!("ghp_{}", text(ALNUM, 36)),
        "github-app" => format!("ghs_{}", text(ALNUM, 36)),
        "github-fine" => format!("github_pat_{}_{}", text(ALNUM, 22), text(ALNUM, 59)),
        "gitlab" => format!("glpat-{}", text(ALNUM, 20)),
        "aws-id" => format!("AKIA{}", text(UPPER32, 16)),
        "secret40" => text(STD64, 40),
        "gcp" => format!("AIza{}", text(URL64, 35)),
        "azure-storage" => format!("{}==", text(STD64, 86)),
        "azure-ad" => format!("{}8Q~{}", text(ALNUM, 3), text(ALNUM, 34)),
        "slack-bot" => {
            format!("xoxb-{}-{}-{}", text(DIGITS, 12), text(DIGITS, 13), text(ALNUM, 24))
        }
        "slack-hook" => {
            let (team, app) = (text(UPPER32, 10), text(UPPER32, 10));
            format!("https://hooks.slack.com/services/T{team}/B{app}/{}", text(ALNUM, 24))
        }
        "hex32" => text(HEX, 32),
        "hex40" => text(HEX, 40),
        "hex64" => text(HEX, 64),
        "replicate" => format!("r8_{}", text(ALNUM, 37)),
        "alnum40" => text(ALNUM, 40),
        "alnum32" => text(ALNUM, 32),
        "groq" => format!("gsk_{}", text(ALNUM, 52)),
        "together" => format!("tgp_v1_{}", text(URL64, 43)),
        "pinecone" => format!("pcsk_{}_{}", text(ALNUM, 6), text(ALNUM, 63)),
        "langsmith" => format!("lsv2_pt_{}_{}", text(HEX, 32), text(HEX, 10)),
        "npm" => format!("npm_{}", text(ALNUM, 36)),
        "docker" => format!("dckr_pat_{}", text(URL64, 27)),
        "password" => format!("{}!{}", text(ALNUM, 11), text(ALNUM, 12)),
        "s3-id" => format!("HFAK{}", text(UPPER32, 16)),
        _ => return longer(family, dice),
    })
}

/// The families that are made of other things than letters.
fn longer(family: &str, dice: &mut Dice) -> Option<String> {
    Some(match family {
        "oauth" => format!("hf_oauth_{}", jwt(dice)),
        "jwt" => format!("hf_jwt_{}", jwt(dice)),
        "s3" => format!("hf_s3_{}", jwt(dice)),
        // A macaroon: version 2, the place, an identifier, a signature.
        "pypi" => {
            let mut bytes = b"\x02\x01\x08pypi.org\x02\x24".to_vec();
            bytes.extend(dice.text(HEX, 36).bytes());
            bytes.extend(dice.bytes(80));
            format!("pypi-{}", code::base64_url(&bytes))
        }
        "pem-body" => {
            // The head of an RSA key in PKCS #8: a sequence, version 0, the algorithm.
            let mut bytes = b"\x30\x82\x04\xbd\x02\x01\x00\x30\x0d\x06\x09\x2a\x86".to_vec();
            bytes.extend(dice.bytes(1204));
            code::wrapped(&bytes, 64)
        }
        "openssh-body" => {
            let mut bytes = b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none".to_vec();
            bytes.extend(dice.bytes(360));
            code::wrapped(&bytes, 70)
        }
        "rsa-der" => code::base64(&keys::bytes("rsa", dice)),
        "edwards-der" => code::base64(&keys::bytes("edwards", dice)),
        "scalar" => code::base64_url(&dice.bytes(32)),
        _ => return None,
    })
}

/// Three parts with dots between them, signed by chance.
fn jwt(dice: &mut Dice) -> String {
    let header = code::base64_url(br#"{"alg":"EdDSA","kid":"main"}"#);
    let subject = dice.text(HEX, 24);
    let claims = format!(r#"{{"sub":"{subject}","scope":"inference-api","exp":1893456000}}"#);
    let claims = code::base64_url(claims.as_bytes());
    format!("{header}.{claims}.{}", code::base64_url(&dice.bytes(64)))
}

/// What is no secret but may look like one.
pub(crate) fn noise(family: &str, dice: &mut Dice) -> Option<String> {
    Some(match family {
        "sha1" => dice.text(HEX, 40),
        "sha256" => dice.text(HEX, 64),
        "sha512" => dice.text(HEX, 128),
        "md5" => dice.text(HEX, 32),
        "integrity" => code::base64(&dice.bytes(64)),
        "digest64" => code::base64(&dice.bytes(32)),
        "uuid" => {
            let parts = [8, 4, 4, 4, 12].map(|length| dice.text(HEX, length));
            parts.join("-")
        }
        "id24" => dice.text(HEX, 24),
        "number" => dice.text(DIGITS, 12),
        "word" => dice.text(LOWER, 9),
        "quality" => {
            let range: String = ('!'..='I').collect();
            dice.text(&range, 100)
        }
        "bases" => dice.text("ACGT", 100),
        "png" => code::base64(&code::png(dice, 60)),
        "png-wrapped" => code::wrapped(&code::png(dice, 40), 76).replace('\n', "\\n"),
        "font" => code::base64(&[b"wOF2\0\x01\0\0".to_vec(), dice.bytes(9000)].concat()),
        "certificate" => {
            let mut bytes = b"\x30\x82\x03\x5d\x30\x82\x02\x45\xa0\x03\x02\x01\x02".to_vec();
            bytes.extend(dice.bytes(850));
            code::wrapped(&bytes, 64)
        }
        "ssh-public" => {
            let key = [b"\0\0\0\x0bssh-ed25519\0\0\0 ".to_vec(), dice.bytes(32)].concat();
            format!("ssh-ed25519 {}", code::base64(&key))
        }
        "ssh-rsa" => {
            let head = b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\x01\x01\0".to_vec();
            format!("ssh-rsa {}", code::base64(&[head, dice.bytes(256)].concat()))
        }
        "public" => code::base64_url(&dice.bytes(32)),
        "public-der" => code::base64(&keys::public(dice)),
        "blob64" => code::base64_url(&dice.bytes(300)),
        _ => return None,
    })
}
