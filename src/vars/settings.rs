//! The typed allowlist: the variables that a profile, and perhaps an approved project, may set
//! beside the token.

use super::HF_HOME;

/// What a setting's value must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file-system path: not empty, no NUL.
    Path,
    /// A switch: 1/0, true/false, yes/no, on/off.
    Flag,
    /// A whole number of seconds, 1 to 86400.
    Seconds,
    /// huggingface_hub's log level.
    Level,
}

/// A variable that a profile, and perhaps a project file, may set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What its value must look like.
    pub kind: Kind,
    /// Whether an approved project file may set it, too.
    pub project: bool,
}

const fn setting(name: &'static str, kind: Kind, project: bool) -> Setting {
    Setting { name, kind, project }
}

/// The typed allowlist. What could run code, move the endpoint, fake a store or plant an identity
/// is not on it, and so can't be set from a file at all.
pub const SETTINGS: [Setting; 16] = [
    setting("DO_NOT_TRACK", Kind::Flag, true),
    setting("HF_ASSETS_CACHE", Kind::Path, false),
    setting("HF_DATASETS_OFFLINE", Kind::Flag, true),
    setting(HF_HOME, Kind::Path, true),
    setting("HF_HUB_CACHE", Kind::Path, true),
    setting("HF_HUB_DISABLE_PROGRESS_BARS", Kind::Flag, true),
    setting("HF_HUB_DISABLE_SYMLINKS_WARNING", Kind::Flag, false),
    setting("HF_HUB_DISABLE_TELEMETRY", Kind::Flag, true),
    setting("HF_HUB_DISABLE_XET", Kind::Flag, false),
    setting("HF_HUB_DOWNLOAD_TIMEOUT", Kind::Seconds, false),
    setting("HF_HUB_ETAG_TIMEOUT", Kind::Seconds, false),
    setting("HF_HUB_OFFLINE", Kind::Flag, true),
    setting("HF_HUB_VERBOSITY", Kind::Level, false),
    setting("HF_XET_CACHE", Kind::Path, true),
    setting("HF_XET_HIGH_PERFORMANCE", Kind::Flag, false),
    setting("TRANSFORMERS_OFFLINE", Kind::Flag, true),
];

impl Setting {
    /// The setting of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        SETTINGS.iter().find(|setting| setting.name == name)
    }

    /// Whether `value` fits the kind.
    #[must_use]
    pub fn accepts(&self, value: &str) -> bool {
        match self.kind {
            Kind::Path => !value.is_empty() && !value.contains('\0'),
            Kind::Flag => ["1", "0", "true", "false", "yes", "no", "on", "off"]
                .iter()
                .any(|word| value.eq_ignore_ascii_case(word)),
            Kind::Seconds => value.parse().is_ok_and(|n: u32| (1..=86_400).contains(&n)),
            Kind::Level => ["debug", "info", "warning", "error", "critical"].contains(&value),
        }
    }
}

impl Kind {
    /// What a value of this kind looks like, for an error message.
    #[must_use]
    pub fn expected(self) -> &'static str {
        match self {
            Self::Path => "a path",
            Self::Flag => "1 or 0 (or true/false, yes/no, on/off)",
            Self::Seconds => "a whole number of seconds from 1 to 86400",
            Self::Level => "debug, info, warning, error or critical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_setting_can_carry_a_token_an_endpoint_or_code() {
        for name in [
            "HF_TOKEN",
            "HF_ENDPOINT",
            "HF_TOKEN_PATH",
            "PATH",
            "LD_PRELOAD",
            "HTTPS_PROXY",
            "SSL_CERT_FILE",
        ] {
            assert!(Setting::named(name).is_none(), "{name}");
        }
        assert!(SETTINGS.iter().all(|setting| !setting.name.starts_with("HFENV_")));
        assert!(SETTINGS.is_sorted_by_key(|setting| setting.name));
    }

    #[test]
    fn values_are_typed() {
        let accepts = |name, value| Setting::named(name).unwrap().accepts(value);
        assert!(accepts("HF_HUB_OFFLINE", "TRUE") && !accepts("HF_HUB_OFFLINE", "maybe"));
        assert!(accepts("HF_HUB_CACHE", "/a b") && !accepts("HF_HUB_CACHE", ""));
        assert!(accepts("HF_HUB_ETAG_TIMEOUT", "10") && !accepts("HF_HUB_ETAG_TIMEOUT", "0"));
        assert!(accepts("HF_HUB_VERBOSITY", "info") && !accepts("HF_HUB_VERBOSITY", "loud"));
    }
}
