//! The filters of `hfenv cache ls`, in the words of `hf cache ls`.

use super::measure::{age, size};
use crate::cli::failure::Failure;
use crate::text::{printable, unix_now};

/// What a filter and an order look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) size: u64,
    pub(super) accessed: i64,
    pub(super) modified: i64,
    pub(super) kind: &'a str,
    pub(super) refs: &'a [String],
}

/// One filter.
#[derive(Debug)]
pub(super) struct Filter {
    key: Key,
    sign: Sign,
}

#[derive(Debug)]
enum Key {
    Size(u64),
    Accessed(u64),
    Modified(u64),
    Kind(String),
    Refs(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Is,
    IsNot,
    Less,
    More,
    AtMost,
    AtLeast,
}

/// Longer ones first.
const SIGNS: [(&str, Sign); 7] = [
    ("==", Sign::Is),
    ("!=", Sign::IsNot),
    ("<=", Sign::AtMost),
    (">=", Sign::AtLeast),
    ("=", Sign::Is),
    ("<", Sign::Less),
    (">", Sign::More),
];

impl Filter {
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let wrong = |why: &str| {
            Failure::error(format!("{} is no filter: {why}", printable(text)))
                .hint("such as size>1GB, accessed>7d, modified<=3mo, type=dataset or refs=main")
        };
        let at = text.find(['=', '!', '<', '>']).ok_or_else(|| wrong("it compares nothing"))?;
        let (key, rest) = text.split_at(at);
        let found = SIGNS.iter().find_map(|(sign, kind)| Some((rest.strip_prefix(sign)?, *kind)));
        let (value, sign) = found.ok_or_else(|| wrong("it compares nothing"))?;
        let value = value.trim();
        let no_age = || wrong("an age is a number and s, m, h, d, w, mo or y");
        let key = match key.trim().to_ascii_lowercase().as_str() {
            "size" => Key::Size(size(value).ok_or_else(|| {
                wrong("a size is a number and kB, MB, GB, TB, KiB, MiB, GiB or TiB")
            })?),
            "accessed" => Key::Accessed(age(value).ok_or_else(no_age)?),
            "modified" => Key::Modified(age(value).ok_or_else(no_age)?),
            "type" => {
                let kind = value.to_ascii_lowercase();
                let known = crate::repo::Kind::ALL.iter().any(|known| known.name() == kind);
                known
                    .then_some(Key::Kind(kind))
                    .ok_or_else(|| wrong("a type is model, dataset, space or kernel"))?
            }
            "refs" => Key::Refs(value.to_lowercase()),
            _ => return Err(wrong("it begins with size, accessed, modified, type or refs")),
        };
        let ordered = matches!(key, Key::Size(_) | Key::Accessed(_) | Key::Modified(_));
        if !ordered && !matches!(sign, Sign::Is | Sign::IsNot) {
            return Err(wrong("this one takes = and != only"));
        }
        Ok(Self { key, sign })
    }

    pub(super) fn allows(&self, facts: &Facts<'_>) -> bool {
        let since = |time: i64| u64::try_from(unix_now().saturating_sub(time)).unwrap_or(0);
        match &self.key {
            Key::Size(limit) => self.compares(facts.size, *limit),
            Key::Accessed(limit) => self.compares(since(facts.accessed), *limit),
            Key::Modified(limit) => self.compares(since(facts.modified), *limit),
            Key::Kind(kind) => (facts.kind == kind) == (self.sign == Sign::Is),
            Key::Refs(name) => {
                facts.refs.iter().any(|known| known.to_lowercase() == *name)
                    == (self.sign == Sign::Is)
            }
        }
    }

    fn compares(&self, found: u64, limit: u64) -> bool {
        match self.sign {
            Sign::Is => found == limit,
            Sign::IsNot => found != limit,
            Sign::Less => found < limit,
            Sign::More => found > limit,
            Sign::AtMost => found <= limit,
            Sign::AtLeast => found >= limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_mean_what_they_say() {
        let refs = ["main".to_owned(), "v1".to_owned()];
        let day = 86_400;
        let facts = Facts {
            size: 2_000_000_000,
            accessed: unix_now() - 10 * day,
            modified: unix_now() - 40 * day,
            kind: "model",
            refs: &refs,
        };
        for (text, expected) in [
            ("size>1GB", true),
            ("SIZE >= 2gb", true),
            ("size<1.5GiB", false),
            ("size!=2GB", false),
            ("size == 2000000000", true),
            ("accessed>7d", true),
            ("accessed<=1w", false),
            ("modified>1mo", true),
            ("modified>2mo", false),
            ("type=model", true),
            ("type!=Model", false),
            ("refs=Main", true),
            ("refs!=main", false),
            ("refs!=main2", true),
        ] {
            assert_eq!(Filter::parse(text).unwrap().allows(&facts), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_filter_is_told_with_an_example() {
        let wrong = [
            "",
            "size",
            "size>",
            "size>big",
            "size!1",
            "accessed>5min",
            "type>model",
            "type=car",
            "color=red",
            "refs<main",
        ];
        for text in wrong {
            let failure = Filter::parse(text).unwrap_err();
            assert!(failure.hints[0].contains("size>1GB"), "{text}");
        }
    }
}
