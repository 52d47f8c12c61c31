//! Hazard: `stored_tokens` is broken, half-written or written by two at once, and a login is lost.

use std::path::Path;
use std::time::Duration;

use hfenv::store::named::{NameError, NamedError, load, update};
use hfenv::token::Token;

fn token(text: &str) -> Token {
    Token::clean(text).unwrap().unwrap()
}

fn add(path: &Path, name: &str) -> Result<(), NamedError> {
    update(path, |tokens| Ok(tokens.set_token(name, &token("made-up"))?))
}

#[test]
fn a_broken_file_stops_the_write_and_is_named_without_its_content() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("stored_tokens");
    let broken = "[a]\nhf_token = secret\n[a]\n";
    std::fs::write(&path, broken).unwrap();
    let error = add(&path, "b").unwrap_err().to_string();
    assert!(error.ends_with("stored_tokens: line 3: the same [name] a second time"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert!(matches!(load(&path), Err(NamedError::File(_))));
}

#[test]
fn a_file_caught_half_written_is_read_again() {
    for torn in ["", "[a]\nhf_to", "[a]\nhf_token = ma"] {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("stored_tokens");
        std::fs::write(&path, torn).unwrap();
        let writer = path.clone();
        let writing = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(5));
            std::fs::write(writer, "[a]\nhf_token = made-up\n\n").unwrap();
        });
        assert!(load(&path).unwrap().token("a") == Some(Ok(token("made-up"))));
        writing.join().unwrap();
    }
}

#[test]
fn logins_at_once_lose_nothing_and_a_vain_change_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("new").join("stored_tokens");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let path = &path;
            scope.spawn(move || (0..5).for_each(|n| add(path, &format!("{thread}-{n}")).unwrap()));
        }
    });
    assert_eq!(load(&path).unwrap().names().count(), 20);
    let by_hand = "# mine\n[a]\nhf_token=made-up\n";
    std::fs::write(&path, by_hand).unwrap();
    add(&path, "a").unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), by_hand);
    let failed: Result<(), NamedError> = update(&path, |tokens| {
        tokens.remove("a");
        Err(NameError::Empty.into())
    });
    assert!(failed.is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), by_hand);
}
