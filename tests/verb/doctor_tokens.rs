//! What doctor says of tokens: each fault is planted, found, explained, mended as told and gone.

use crate::support::doctor::Patient;
use crate::support::hub::{Account, FineGrained, Hub, Scope};
use crate::support::sandbox::{Sandbox, fresh_token};

/// A home with a profile whose token is in the file store.
fn with_profile(name: &str) -> (Sandbox, String) {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile(name, &token);
    (home, token)
}

/// Writes something else into `profiles.toml`.
fn edit_profiles(home: &Sandbox, change: impl Fn(&str) -> String) {
    let path = home.ours("config/profiles.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, change(&text)).unwrap();
}

#[test]
fn a_forgotten_variable_that_wins_over_a_profile_is_named_and_unset() {
    let (home, token) = with_profile("work");
    let other = fresh_token();
    let patient = Patient::of(&home).secret(&token).secret(&other);
    patient.report(&[]).says("token-sources", "ok", &["the profile work (the default)"]);
    let fault = Patient::of(&home).with("HF_TOKEN", &other).secret(&token).secret(&other);
    let words = ["HF_TOKEN in the environment is used", "the profile work", "unset HF_TOKEN"];
    fault.report(&[]).says("token-sources", "warning", &words);
    fault.heals_after("token-sources", "unset HF_TOKEN");
    // The same token twice is no quarrel.
    let same = Patient::of(&home).with("HF_TOKEN", &token).secret(&token);
    same.report(&["token-sources"]).says("token-sources", "ok", &["1 more source"]);
}

#[test]
fn no_token_at_all_is_a_note_with_the_way_to_one() {
    let home = Sandbox::new();
    let report = Patient::of(&home).report(&[]);
    report.says("token-sources", "note", &["public repositories only", "hfenv login"]);
    home.profile("work", &fresh_token());
    assert!(Patient::of(&home).report(&[]).is_well("token-sources"));
}

#[test]
fn a_profile_that_is_asked_for_and_gone_is_a_problem() {
    let (home, token) = with_profile("work");
    let patient = Patient::of(&home).with("HFENV_PROFILE", "nowhere").secret(token);
    let report = patient.report(&["token-sources"]);
    report.says("token-sources", "problem", &["HFENV_PROFILE", "hfenv why"]);
    assert_eq!(report.code, Some(1));
    patient.heals_after("token-sources", "unset HFENV_PROFILE");
}

#[test]
fn an_older_name_that_says_something_else_is_told_and_unset() {
    let (home, [one, two]) = (Sandbox::new(), [fresh_token(), fresh_token()]);
    let patient = Patient::of(&home).with("HF_TOKEN", &one).with("HUGGING_FACE_HUB_TOKEN", &two);
    let patient = patient.secret(&one).secret(&two);
    let words = ["HUGGING_FACE_HUB_TOKEN is set to something else than HF_TOKEN"];
    patient.report(&[]).says("legacy-variables", "warning", &words);
    patient.heals_after("legacy-variables", "unset HUGGING_FACE_HUB_TOKEN");
    let alone = Patient::of(&home).with("HUGGINGFACE_TOKEN", &two).secret(&two);
    let report = alone.report(&[]);
    report.says("legacy-variables", "warning", &["does not read", "write HF_TOKEN instead of"]);
    assert_eq!(report.code, Some(0));
}

#[test]
fn python_with_another_token_is_told_apart_and_follows_in_a_shell_of_hfenv() {
    let (home, token) = with_profile("work");
    let other = fresh_token();
    home.write(".cache/huggingface/token", &other);
    let patient = Patient::of(&home).secret(&token).secret(&other);
    let words = ["another token", "~/.cache/huggingface/token", "hfenv run -- python"];
    patient.report(&["python-view"]).says("python-view", "warning", &words);
    patient.heals_after("python-view", "eval \"$(hfenv export sh)\"");
}

#[test]
fn what_python_can_not_read_is_a_problem() {
    let home = Sandbox::new();
    let patient = Patient::of(&home).with("HF_TOKEN", "two words");
    patient.report(&[]).says("python-view", "problem", &["HF_TOKEN", "can't be a token"]);
    let empty = Patient::of(&home).with("HF_HOME", "");
    empty.report(&[]).says("python-view", "warning", &["this folder", "unset HF_HOME"]);
    empty.heals_after("python-view", "unset HF_HOME");
    std::fs::create_dir_all(home.path(".cache/huggingface/token")).unwrap();
    let report = Patient::of(&home).report(&[]);
    report.says("python-view", "problem", &["~/.cache/huggingface/token"]);
}

#[test]
fn the_message_about_gits_helper_is_explained() {
    let home = Sandbox::new();
    let patient = Patient::of(&home);
    patient.report(&[]).says(
        "python-git",
        "note",
        &["no git credential helper", "hfenv setup git"],
    );
    patient.follows("python-git", "");
    let words = ["looks for credential.helper only", "git asks hfenv all the same"];
    patient.report(&[]).says("python-git", "note", &words);
    home.write(".gitconfig", "[credential]\n\thelper = store\n");
    patient.report(&[]).says("python-git", "ok", &["saves its logins there"]);
}

#[test]
fn variables_that_keep_from_the_network_or_the_token_are_told() {
    let home = Sandbox::new();
    for (check, name, words) in [
        ("offline-variables", "HF_HUB_OFFLINE", "nothing new comes from the Hub"),
        ("offline-variables", "TRANSFORMERS_OFFLINE", "nothing new comes from the Hub"),
        ("offline-variables", "HF_DATASETS_OFFLINE", "nothing new comes from the Hub"),
        ("implicit-token", "HF_HUB_DISABLE_IMPLICIT_TOKEN", "only where one is asked for"),
    ] {
        let patient = Patient::of(&home).with(name, "on");
        let unset = format!("unset {name}");
        patient.report(&[]).says(check, "warning", &[name, words, &unset]);
        patient.heals_after(check, &unset);
        let odd = Patient::of(&home).with(name, "enabled");
        odd.report(&[check]).says(check, "note", &["only 1, ON, YES and TRUE do"]);
        let off = Patient::of(&home).with(name, "0");
        assert_eq!(off.report(&[check]).verdict(check), "ok", "{name}");
    }
    let one = Patient::of(&home).with("HF_HUB_OFFLINE", "1").report(&["offline-variables"]);
    assert!(!one.evidence("offline-variables").contains("TRANSFORMERS"));
    let both = Patient::of(&home).with("HF_HUB_OFFLINE", "0").with("TRANSFORMERS_OFFLINE", "1");
    both.report(&[]).says("offline-variables", "warning", &["HF_HUB_OFFLINE, which counts"]);
    both.heals_after("offline-variables", "unset TRANSFORMERS_OFFLINE");
}

#[test]
fn tokens_that_end_are_told_with_their_day_and_the_login() {
    let (home, token) = with_profile("work");
    let patient = Patient::of(&home).secret(token);
    for (end, verdict) in [("2020-01-31", "problem"), ("2090-01-31", "ok")] {
        let line = format!("store = \"file\"\nexpires = \"{end}T12:00:00.000Z\"");
        edit_profiles(&home, |text| {
            let kept = text.lines().filter(|line| !line.starts_with("expires"));
            let text = kept.map(|line| line.to_owned() + "\n").collect::<String>();
            text.replace("store = \"file\"", &line)
        });
        let report = patient.report(&["token-expiry"]);
        assert_eq!(report.verdict("token-expiry"), verdict);
        if verdict != "ok" {
            report.says("token-expiry", verdict, &[end, "hfenv login -p work"]);
        }
    }
    edit_profiles(&home, |text| text.replace("2090-", "2020-"));
    home.profile("work", &fresh_token());
    assert!(patient.report(&[]).is_well("token-expiry"));
    let saved = "[a]\nhf_token = x\nexpires_at = 5\n";
    home.write(".cache/huggingface/stored_tokens", saved);
    patient.report(&[]).says("token-expiry", "warning", &["stored_tokens", "hf auth login"]);
}

#[test]
fn a_default_token_that_may_write_is_a_warning_and_the_hub_knows_better() {
    let hub = Hub::start();
    let home = Sandbox::new();
    let [write, wide, narrow, dead] =
        [Account::write("lovelace"), wide(), Account::read("lovelace"), Account::read("lovelace")]
            .map(|account| hub.add_token(account));
    for (name, token) in [("a", &write), ("b", &wide), ("d", &dead), ("c", &narrow)] {
        home.profile_at(&hub.endpoint(), name, token);
    }
    home.hfenv(["switch", "a"]).assert().success();
    let patient =
        [&write, &wide, &narrow, &dead].into_iter().fold(Patient::of(&home), Patient::secret);
    let report = patient.report(&["token-role", "token-works"]);
    report.says(
        "token-role",
        "warning",
        &["the profile a may write", "hfenv rotate a --fewer-rights"],
    );
    report.says("token-works", "skipped", &["only with --online"]);
    hub.revoke(&dead);
    let report = patient.report(&["token-role", "token-works", "--online"]);
    report.says("token-role", "warning", &["the profile b may write to a whole account"]);
    let words = ["the profile d: the Hub does not take its token", "hfenv login -p d"];
    report.says("token-works", "problem", &words);
    home.hfenv(["switch", "c"]).assert().success();
    patient.report(&["token-role"]).says("token-role", "note", &["the profile a"]);
    home.hfenv(["logout", "d"]).assert().success();
    let report = patient.report(&["token-works", "--online"]);
    report.says("token-works", "ok", &["the profile c: the Hub takes its token"]);
    drop(hub);
    let report = patient.report(&["token-works", "--online"]);
    report.says("token-works", "unknown", &["can't be reached", "did not answer before"]);
}

/// A fine-grained token for all repositories of an organisation.
fn wide() -> Account {
    let scoped = vec![Scope::new("org", "lab", &["repo.content.read", "repo.write"])];
    let rights = FineGrained { can_read_gated_repos: false, global: Vec::new(), scoped };
    Account::fine_grained("lovelace", rights)
}

#[test]
fn a_token_that_git_was_refused_with_is_remembered_until_the_next_login() {
    let (home, token) = with_profile("work");
    let request =
        format!("protocol=https\nhost=huggingface.co\nusername=work\npassword={token}\n\n");
    home.helper("erase", &request).assert().success();
    let patient = Patient::of(&home).secret(&token);
    let words = ["https://huggingface.co has refused", "the profile work", "hfenv login -p work"];
    patient.report(&[]).says("rejections", "warning", &words);
    home.profile("work", &fresh_token());
    assert!(patient.report(&[]).is_well("rejections"));
}
