//! systemd: its user manager really runs, in a [`Cell`], and starts the recipes' units; and cron,
//! whose line is run as cron does.

use super::cell::Cell;
use super::stage::{Stage, print_of};
use crate::support::sandbox::{is_installed, search_path};

/// A user manager with a bus of its own, and folders of the system in which may be written.
const MANAGER: &str = include_str!("manager.sh");

/// Whether there is all that it takes.
fn systemd() -> bool {
    let found = ["systemctl", "systemd-run", "systemd-analyze", "systemd-creds", "dbus-daemon"];
    found.into_iter().all(is_installed)
}

#[test]
fn a_service_has_a_credential() {
    if !systemd() {
        return;
    }
    let stage = Stage::of("systemd: a service");
    stage.program("sudo", "#!/bin/sh\nexec \"$@\"\n");
    for tool in ["systemctl", "systemd-run"] {
        let script = format!("#!/bin/sh\nPATH=${{PATH#*:}}\nexec {tool} --user \"$@\"\n");
        stage.program(tool, &script);
    }
    stage.home.write("llama.service", stage.file("/etc/systemd/system/llama.service"));
    // A user's manager has no other users, and the Hub is elsewhere.
    let here = format!(
        "[Service]\nDynamicUser=no\nEnvironment=HF_ENDPOINT={}\nStandardOutput=file:{}\n",
        stage.hub.endpoint(),
        stage.home.path("llama.log").display(),
    );
    stage.home.write("here.conf", here);
    let Some(mut cell) = Cell::new(&stage, MANAGER) else { return };
    let place = "mkdir -p /etc/systemd/user/llama.service.d /srv/llama\n\
        cp ~/llama.service /etc/systemd/system\n\
        cp ~/llama.service /etc/systemd/user\n\
        cp ~/here.conf /etc/systemd/user/llama.service.d\n\
        cp ~/work/train.py /srv/llama/serve.py\n";
    cell.line("place", place);
    cell.line("verify", "systemd-analyze verify /etc/systemd/system/llama.service");
    cell.block("install");
    let wait = "for _ in $(seq 100); do ! grep -qs ^token ~/llama.log || break; sleep 0.1; done\n\
        grep ^token ~/llama.log; stat -c %a /etc/hfenv /etc/hfenv/llama.token\n";
    cell.line("log", wait);
    cell.block("check");
    cell.block("encrypted");
    cell.line(
        "decrypted",
        "systemd-creds decrypt --name=HF_TOKEN /etc/hfenv/llama.cred - | tr -d '\\n' | sha256sum",
    );
    let said = cell.run();
    assert!(!said["verify"].contains("llama.service"), "{}", said["verify"]);
    assert_eq!(said["log"], format!("{}\n700\n600\n", print_of(&stage.acme)));
    let check = said["check"].split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, place) = check.split_once(" from ").unwrap();
    let (place, _) = place.split_once(", for ").unwrap();
    assert!(place.contains("/credentials/") && place.ends_with(".service/HF_TOKEN"), "{check}");
    assert!(print_of(&stage.acme).contains(&said["decrypted"][..64]), "another token");
    assert!(stage.home.path(".cache/llama/hub").is_dir(), "HF_HOME is the cache folder of systemd");
}

#[test]
fn a_timer_fetches_with_the_default_profile() {
    if !systemd() {
        return;
    }
    let stage = Stage::of("systemd: a timer of your own");
    stage.put("~/.config/systemd/user/models.service");
    stage.put("~/.config/systemd/user/models.timer");
    let Some(mut cell) = Cell::new(&stage, MANAGER) else { return };
    let verify =
        "cd ~/.config/systemd/user; systemd-analyze --user verify models.service models.timer";
    cell.line("verify", verify);
    cell.block("start");
    cell.line(
        "result",
        "systemctl --user show -P Result models.service; ls ~/.cache/huggingface/hub",
    );
    cell.block("check");
    let said = cell.run();
    assert!(!said["verify"].contains("models."), "{}", said["verify"]);
    assert!(said["start"].contains("models.timer"), "{}", said["start"]);
    assert!(said["result"].starts_with("success\n"), "{}", said["result"]);
    assert!(said["result"].contains("models--acme--llama"), "{}", said["result"]);
    assert!(said["check"].contains(" from profile ada (default), file store"), "{}", said["check"]);
}

#[test]
fn cron_needs_only_a_home() {
    let stage = Stage::of("cron");
    let crontab = stage.file("crontab");
    let (path, line) = crontab.split_once('\n').unwrap();
    let path = path.strip_prefix("PATH=").unwrap();
    let fields: Vec<&str> = line.trim_end().splitn(6, ' ').collect();
    let time = |field: &str| field == "*" || field.parse::<u8>().is_ok();
    assert!(fields.len() == 6 && fields[..5].iter().all(|field| time(field)), "{line}");
    assert!(!fields[5].contains('%'), "cron takes it for a line end");
    let here = |text: &str| text.replace("/usr/local/bin:/usr/bin:/bin", &search_path());
    let mut command = stage.command("/bin/sh");
    command.args(["-c", fields[5]]).env_clear().current_dir(stage.home.home());
    command.env("HOME", stage.home.home()).env("PATH", here(path)).env("SHELL", "/bin/sh");
    assert!(command.status().unwrap().success());
    let log = std::fs::read_to_string(stage.home.path("models.log")).unwrap();
    assert!(log.trim().contains("/snapshots/") && log.lines().count() == 1, "{log}");
    let said = stage.sh(&here(stage.block("run: check")));
    assert!(said.contains(" from profile ada (default), file store, for "), "{said}");
}
