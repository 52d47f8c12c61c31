//! The pictures of the documentation: what a terminal of 80 columns shows.

use regex::Regex;

use crate::support::hub::{Account, File, Visibility};
use crate::support::picture::{compare, draw};
use crate::support::sandbox::fresh_token;
use crate::support::session::{Session, emulated};
use crate::support::stage::{ada, answers, furnish};
use crate::support::world::{World, programs};

const COLUMNS: u16 = 80;
/// The folder in green; what is typed stands out until Enter.
const PROMPT: &str = r"\[\e[32m\]\w\[\e[0m\] \[\e[1m\]$ ";

/// What differs from run to run, and what stands for it: as wide, so that lines break where they
/// do.
const SAME: [(&str, &str); 3] = [
    ("hf-user:[0-9a-f]{32}", "hf-user:0123456789abcdef0123456789abcdef"),
    // A moment of a download.
    (
        r"\[[=> ]{14}\] [0-9.]+ MB of 183.0 MB, [0-9.]+ [kM]B/s, ([0-9]+ min )?[0-9]+ s left",
        "[=======>      ] 93.6 MB of 183.0 MB, 42.7 MB/s, 2 s left",
    ),
    (
        "model-0000[12](-[^ ]+ {18})[^%]*(%[^m]*)model-0000[12](-[^ ]+ {18})[^%]*%",
        "model-00001${1} 52.8 MB of 120.0 MB  44 ${2}model-00002${3} 37.8 MB of  60.0 MB  63 %",
    ),
];

/// A picture with its name, and its words for who does not see it.
struct Picture<'a> {
    name: &'a str,
    title: &'a str,
    told: &'a str,
}

impl Picture<'_> {
    /// Types lines and keeps the picture of it all.
    fn of(&self, world: &World, lines: &[&str]) {
        let mut session = Session::start(world, COLUMNS, PROMPT);
        for line in lines {
            session.run(line, &answers(world));
        }
        self.compare(&session.everything());
    }

    fn compare(&self, sent: &str) {
        let mut sent = sent.to_owned();
        for (pattern, words) in SAME {
            sent = Regex::new(pattern).unwrap().replace_all(&sent, words).into_owned();
        }
        compare(self.name, &draw(emulated(&sent, COLUMNS).screen(), self.title, self.told));
    }
}

/// A machine on which ada is at home, with hfenv in `~/bin`.
fn world() -> World {
    let world = World::new(&programs()).at_home();
    furnish(&world);
    world
}

/// Two logins: ada's own, the default, and one of her work.
fn two_logins(world: &World) {
    world.log_in(ada());
    let work = world.hub.add_token(Account::write("ada-at-acme").in_org("acme").named("work"));
    world.save("work", &work);
    world.must("hfenv", &["switch", "-q", "ada"]);
    world.write("work/llm/.hfenv.toml", "profile = \"work\"\n");
}

#[test]
fn login() {
    let Some(world) = World::with_keyring(&programs()).map(World::at_home) else { return };
    furnish(&world);
    let lines =
        ["hfenv login", "hfenv setup git", "git clone https://huggingface.co/ada/private-model"];
    let told = "A login in the browser; then git clones a private repository without a prompt.";
    Picture { name: "login", title: "hfenv login", told }.of(&world, &lines);
}

#[test]
fn why() {
    let world = world();
    two_logins(&world);
    world.must("hfenv", &["setup", "-q", "git"]);
    world.must("hfenv", &["allow", "-q", "--yes", "work/llm"]);
    let told = "hfenv why lists where a token may come from, which one is used, and by whom.";
    let lines = ["cd work/llm", "hfenv why"];
    Picture { name: "why", title: "hfenv why", told }.of(&world, &lines);
}

#[test]
fn guard() {
    let world = world();
    let script = format!("from huggingface_hub import login\n\nlogin(\"{}\")\n", fresh_token());
    world.must("git", &["init", "-q", "-b", "main", "demo"]);
    world.write("demo/train.py", script);
    let lines = ["cd demo", "hfenv guard install", "git add .", "git commit -m 'first run'"];
    let told = "The guard stops a commit that would take a token along, and says what to do.";
    Picture { name: "guard", title: "hfenv guard", told }.of(&world, &lines);
}

#[test]
fn fetch() {
    let world = world();
    let (hub, mega) = (&world.hub, 1_000_000);
    world.log_in(ada());
    hub.add_files(
        "acme/tiny-llama",
        &[
            ("config.json", File::from(&b"{\"model_type\": \"llama\"}\n"[..])),
            ("model-00001-of-00002.safetensors", File::made(1, 120 * mega)),
            ("model-00002-of-00002.safetensors", File::made(2, 60 * mega)),
            ("tokenizer.json", File::made(3, 3 * mega)),
        ],
    );
    hub.cdn().set_rate(mega);
    let mut session = Session::start(&world, COLUMNS, PROMPT);
    let moment = |screen: &str| {
        let files = screen.matches(".safetensors ").count() == 2;
        files && screen.contains(" left, 2 of 4 files") && screen.contains("/s, ")
    };
    let sent = session.until("hfenv fetch acme/tiny-llama", moment);
    // Only the last of the many states that were drawn.
    let (typed, _) = sent.split_once('\n').unwrap();
    let text = emulated(&sent, COLUMNS).screen().contents();
    let last: Vec<&str> = text.lines().skip(1).collect();
    let sent = format!("{typed}\n\x1b[0m\r{}", last.join("\r\n"));
    let told = "A download: bars for the whole and for each file.";
    Picture { name: "fetch", title: "hfenv fetch", told }.compare(&sent);
}

#[test]
fn access() {
    let world = world();
    world.log_in(ada());
    world.hub.add_repo("acme/tiny-llama", Visibility::private([]));
    world.hub.add_repo("meta-llama/Llama-3.2-1B", Visibility::gated([]));
    let lines = ["hfenv access acme/tiny-llama meta-llama/Llama-3.2-1B acme/typo"];
    let told = "Which repositories may be read, and what to do about the others.";
    Picture { name: "access", title: "hfenv access", told }.of(&world, &lines);
}

#[test]
fn follows_cd() {
    let world = world();
    two_logins(&world);
    world.must("hfenv", &["setup", "-q", "shell", "--shell", "bash"]);
    let lines = ["cd work/llm", "hfenv allow", "cd ..", "cd llm", "hfenv whoami"];
    let told = "The token of the shell follows cd, once the project is allowed.";
    Picture { name: "cd", title: "a shell with hfenv's hook", told }.of(&world, &lines);
}

#[test]
fn doctor() {
    let world = world();
    world.log_in(ada());
    world.write(".bashrc", format!("export HF_TOKEN={}\n", fresh_token()));
    world.must("hfenv", &["setup", "-q", "shell", "--shell", "bash"]);
    world.must("git", &["init", "-q", "-b", "main", "llm"]);
    world.write("llm/.env", format!("HF_TOKEN={}\n", fresh_token()));
    // What does not depend on the machine.
    let checks = "env-files plain-text git-helper";
    let lines = ["cd llm", &format!("hfenv doctor --fix {checks}")];
    let told = "The doctor says what is wrong, and does what is safe after a yes.";
    Picture { name: "doctor", title: "hfenv doctor", told }.of(&world, &lines);
}
