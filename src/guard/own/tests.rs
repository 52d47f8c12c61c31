use super::*;
use crate::guard::Known;
use crate::guard::rules::tests::random;
use crate::guard::scan::Scanner;
use crate::key::Key;
use crate::own::strength::strong;

/// A matcher for these values.
fn own(values: &[&str]) -> Own {
    let printer = Printer::new(&Key::temporary().unwrap());
    let print = |value: &&str| (printer.print(strong(value).unwrap()), (*value).to_owned());
    let secrets = values.iter().map(print).collect();
    Own::new(printer, secrets)
}

fn found(own: &Own, bytes: &[u8], fresh: Range<usize>) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    own.find(bytes, fresh, &mut |owned| all.push((owned.range.start, owned.what.to_owned())));
    all
}

fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

#[test]
fn every_value_is_found_wherever_it_stands() {
    let values: Vec<String> = (0..60).map(|index| random("", 20 + index)).collect();
    let list: Vec<&str> = values.iter().map(String::as_str).collect();
    let own = own(&list);
    for value in &list {
        let kept = value.len().saturating_sub(64);
        let url = format!("https://u:{value}@h/");
        let word = format!("abc{value}xyz");
        let mut binary = noise(5_000);
        binary.splice(777..777, value.bytes());
        for (text, at) in [
            (value.as_bytes(), 0),
            (url.as_bytes(), 10),
            (word.as_bytes(), 3),
            (binary.as_slice(), 777),
        ] {
            assert_eq!(found(&own, text, 0..text.len()), [(at + kept, (*value).to_owned())]);
        }
        let two = format!("{value}{value}");
        assert_eq!(found(&own, two.as_bytes(), 0..two.len()).len(), 2);
        for cut in [&value[1 + kept..], &value[..value.len() - 1]] {
            assert!(found(&own, cut.as_bytes(), 0..cut.len()).is_empty());
        }
        let swapped = value.to_uppercase();
        assert!(found(&own, swapped.as_bytes(), 0..swapped.len()).is_empty());
    }
    let all = list.join(" ");
    assert_eq!(found(&own, all.as_bytes(), 0..all.len()).len(), list.len());
}

#[test]
fn what_begins_in_the_fresh_bytes_is_found_once_however_they_are_cut() {
    let value = random("", 40);
    let own = own(&[&value]);
    let mut text = noise(300);
    text.splice(100..100, value.bytes());
    for cut in 1..text.len() {
        let first = found(&own, &text, 0..cut);
        let second = found(&own, &text, cut..text.len());
        assert_eq!((first.len(), second.len()), if cut > 100 { (1, 0) } else { (0, 1) }, "{cut}");
    }
    for fresh in [0..0, 340..340, 100..101, 101..340] {
        let hit = fresh.contains(&100);
        assert_eq!(found(&own, &text, fresh).len(), usize::from(hit));
    }
    assert!(found(&own, b"", 0..0).is_empty() && found(&own, b"short", 0..5).is_empty());
}

#[test]
fn chance_finds_nothing_and_nothing_known_finds_nothing() {
    let values: Vec<String> = (0..200).map(|_| random("", 24)).collect();
    let own = own(&values.iter().map(String::as_str).collect::<Vec<_>>());
    let text = noise(1 << 20);
    assert!(found(&own, &text, 0..text.len()).is_empty());
    assert!(found(&Own::default(), values[0].as_bytes(), 0..24).is_empty());
    let weak = Own::new(Printer::new(&Key::temporary().unwrap()), Vec::new());
    assert!(found(&weak, values[0].as_bytes(), 0..24).is_empty());
}

/// The same refused bytes again and again take one keyed hash, not one each.
#[test]
fn the_part_of_a_value_that_is_looked_up_again_and_again_takes_little_time() {
    let value = random("", 64);
    let own = own(&[&value]);
    let Some(matcher) = &own.0 else { panic!("nothing is known") };
    let skip = matcher.secrets[0].0.skip;
    let text = value[skip..skip + WINDOW].repeat(200_000);
    let mut refused = Refused::default();
    let spot = matcher.printer.spot(&text.as_bytes()[..WINDOW]);
    matcher.decide(spot, text.as_bytes(), 64, &(0..text.len()), &mut refused, &mut |_| ());
    assert!(refused.has(0, &text.as_bytes()[64 - skip..128 - skip], text.as_bytes()));
    assert!(found(&own, text.as_bytes(), 0..text.len()).is_empty());
}

#[test]
fn a_secret_is_named_by_the_scanner_and_no_filter_passes_over_it() {
    let value = random("example-", 30);
    let known = Known { own: own(&[&value]), ..Known::default() };
    let text = format!("# {value}\n  key: EXAMPLE{value}\n");
    let mut places = Vec::new();
    let hit = |hit: crate::guard::scan::Hit| {
        places.push((hit.line, hit.column, hit.own.clone(), hit.rule));
        assert!(!format!("{hit:?}").replace(&format!("{:?}", hit.own), "").contains(&value[10..]));
        true
    };
    Scanner::new(&known).scan(text.as_bytes(), hit).unwrap();
    let own = Some(value.clone());
    assert_eq!(places, [(1, 3, own.clone(), "own-secret"), (2, 15, own, "own-secret")]);
}
