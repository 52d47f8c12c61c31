//! The manual's ENVIRONMENT section.

use super::{
    ACTIONS_ID_TOKEN_REQUEST_TOKEN, ACTIONS_ID_TOKEN_REQUEST_URL, CI, CREDENTIALS_DIRECTORY,
    DBUS_SESSION_BUS_ADDRESS, GIT_AUTHOR_EMAIL, GIT_AUTHOR_NAME, GIT_CONFIG_GLOBAL, GIT_DIR,
    GIT_EDITOR, GIT_INDEX_FILE, GIT_PREFIX, GITHEAD, GITHUB_ACTIONS,
    HF_DEVICE_CODE_OAUTH_CLIENT_ID, HF_ENDPOINT, HF_HOME, HF_HUB_CACHE,
    HF_HUB_DISABLE_IMPLICIT_TOKEN, HF_HUB_DISABLE_PROGRESS_BARS, HF_HUB_DISABLE_SHARED_BLOBS,
    HF_HUB_DISABLE_SYMLINKS, HF_HUB_DOWNLOAD_TIMEOUT, HF_HUB_ETAG_TIMEOUT, HF_HUB_OFFLINE,
    HF_OIDC_ID_TOKEN, HF_OIDC_RESOURCE, HF_TOKEN, HF_TOKEN_PATH, HFENV_CONFIG_DIR, HFENV_DATA_DIR,
    HFENV_GUARD, HFENV_KEYRING_TIMEOUT, HFENV_PROFILE, HFENV_READ_CACHES, HFENV_RUN_SECRETS,
    HFENV_STATE, HFENV_STATE_DIR, HFENV_TRUST_PROJECT, HUGGINGFACE_HUB_CACHE, LOGNAME, PRE_COMMIT,
    PRE_COMMIT_FROM_REF, PRE_COMMIT_LOCAL_BRANCH, PRE_COMMIT_REMOTE_BRANCH, PRE_COMMIT_REMOTE_NAME,
    PRE_COMMIT_TO_REF, TRANSFORMERS_OFFLINE, USER, XDG_CACHE_HOME, XDG_RUNTIME_DIR,
};

/// One line of the manual's ENVIRONMENT section.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The variable.
    pub name: &'static str,
    /// What it does, as a sentence without its final period.
    pub about: &'static str,
}

const fn entry(name: &'static str, about: &'static str) -> Entry {
    Entry { name, about }
}

/// What the manual says, in its order.
pub const MANUAL: &[Entry] = &[
    entry(HF_TOKEN, "The token; wins over project files, profiles and saved logins"),
    entry("HUGGING_FACE_HUB_TOKEN", "Older name of HF_TOKEN, read when that is unset"),
    entry(
        "HUGGINGFACE_TOKEN",
        "Deprecated name, read last and with a warning; so are HUGGINGFACE_HUB_TOKEN, \
         HUGGINGFACEHUB_API_TOKEN, HUGGING_FACE_TOKEN and HF_API_TOKEN",
    ),
    entry(HF_ENDPOINT, "Base address of the Hub, https://huggingface.co unless set"),
    entry(HF_TOKEN_PATH, "File with a token; stored_tokens lies beside it"),
    entry(HF_HOME, "huggingface_hub's folder, with token and stored_tokens"),
    entry(
        HF_OIDC_RESOURCE,
        "What an id token is exchanged for: ORG/NAME, datasets/ORG/NAME or a user; the token that \
         comes back wins over HF_TOKEN",
    ),
    entry(HF_OIDC_ID_TOKEN, "The id token for that; without it GitHub Actions is asked for one"),
    entry(GITHUB_ACTIONS, "Set to true by GitHub Actions, which then has id tokens for its jobs"),
    entry(ACTIONS_ID_TOKEN_REQUEST_URL, "Set by GitHub Actions: where a job gets its id token"),
    entry(ACTIONS_ID_TOKEN_REQUEST_TOKEN, "Set by GitHub Actions: what a job shows there"),
    entry(
        HF_DEVICE_CODE_OAUTH_CLIENT_ID,
        "OAuth client of the browser login; huggingface_hub's own unless set",
    ),
    entry(
        HF_HUB_DISABLE_IMPLICIT_TOKEN,
        "Python and fetch send no token unless one is named; why says so",
    ),
    entry(HF_HUB_CACHE, "The cache that fetch writes to, HF_HOME/hub unless set"),
    entry(HUGGINGFACE_HUB_CACHE, "Older name of HF_HUB_CACHE, read when that is unset"),
    entry(
        HFENV_READ_CACHES,
        "Absolute folders of more caches, separated by ':', which fetch reads and never writes",
    ),
    entry(HF_HUB_DISABLE_SYMLINKS, "1 puts files into snapshots instead of links to blobs"),
    entry(HF_HUB_DISABLE_SHARED_BLOBS, "1 takes nothing from the cache's store of shared blobs"),
    entry(HF_HUB_OFFLINE, "1 keeps fetch from the network: what is in the cache is all there is"),
    entry(TRANSFORMERS_OFFLINE, "The same, read when HF_HUB_OFFLINE is unset"),
    entry(
        HF_HUB_DOWNLOAD_TIMEOUT,
        "Seconds without a byte after which a download is taken up anew; 10 unless set",
    ),
    entry(
        HF_HUB_ETAG_TIMEOUT,
        "Seconds for a question about a revision or its files; 10 unless set",
    ),
    entry(
        HF_HUB_DISABLE_PROGRESS_BARS,
        "1 shows lines instead of progress bars; 0 shows bars where TERM is dumb, too",
    ),
    entry(XDG_CACHE_HOME, "Base of huggingface_hub's folder when HF_HOME is unset"),
    entry(CREDENTIALS_DIRECTORY, "systemd's folder of credentials, searched for HF_TOKEN"),
    entry(HFENV_PROFILE, "Profile to use, as --profile"),
    entry(
        HFENV_STATE,
        "Written by hfenv: what it exported into this shell, as names and keyed hashes",
    ),
    entry(HFENV_CONFIG_DIR, "Folder of config.toml and profiles.toml"),
    entry(HFENV_DATA_DIR, "Folder of the file store"),
    entry(HFENV_STATE_DIR, "Folder of the state key, approvals and rejections"),
    entry(HFENV_KEYRING_TIMEOUT, "Seconds that a keyring may take, 0.1 to 60; 1 unless set"),
    entry(
        HFENV_TRUST_PROJECT,
        "Absolute folders, separated by ':', whose project files need no approval; 1 means any, \
         and only where CI is set",
    ),
    entry(HFENV_RUN_SECRETS, "1 reads the container secret /run/secrets/HF_TOKEN"),
    entry(
        HFENV_GUARD,
        "What happens when git would take a secret along. In the shell's plugin: warn (unless \
         set), stop, which asks the shell not to run the command, or off. In git's hooks: stop \
         (unless set), warn, or off, which skips the look",
    ),
    entry(GITHEAD, "How the variables begin by which git merge tells guard hook what it merges"),
    entry(GIT_CONFIG_GLOBAL, "git's file of the user's configuration, which doctor --fix reads"),
    entry(GIT_DIR, "Set by git where it clones: the repository whose remotes a rule looks at"),
    entry(GIT_PREFIX, "Set by git for its hooks: the folder from which guard hook names files"),
    entry(
        GIT_INDEX_FILE,
        "Set by git for its hooks: tells guard hook whether a commit takes files as they are",
    ),
    entry(GIT_EDITOR, "Set by git for its hooks: tells guard hook whether a message was edited"),
    entry(GIT_AUTHOR_NAME, "Set by git for its hooks: a name that guard hook looks at"),
    entry(GIT_AUTHOR_EMAIL, "Set by git for its hooks: an address that guard hook looks at"),
    entry(PRE_COMMIT, "Set by the pre-commit framework; guard hook takes what is pushed from it"),
    entry(PRE_COMMIT_FROM_REF, "Set by the pre-commit framework: what the remote has"),
    entry(PRE_COMMIT_LOCAL_BRANCH, "Set by the pre-commit framework: the branch that is pushed"),
    entry(PRE_COMMIT_REMOTE_BRANCH, "Set by the pre-commit framework: the branch there"),
    entry(PRE_COMMIT_REMOTE_NAME, "Set by the pre-commit framework: the remote's name"),
    entry(PRE_COMMIT_TO_REF, "Set by the pre-commit framework: what is pushed"),
    entry(CI, "Set by continuous integration; lets HFENV_TRUST_PROJECT=1 count"),
    entry("NO_COLOR", "No colour when set to anything"),
    entry("BROWSER", "Command that opens the page of a login; %s in it stands for the address"),
    entry("DISPLAY", "Set on a desktop, where a login opens the browser; so is WAYLAND_DISPLAY"),
    entry("WAYLAND_DISPLAY", "As DISPLAY"),
    entry("SSH_CONNECTION", "Set by a remote shell, whose desktop is elsewhere: nothing is opened"),
    entry(
        DBUS_SESSION_BUS_ADDRESS,
        "Session bus of the Secret Service; the socket bus in XDG_RUNTIME_DIR unless set",
    ),
    entry(
        XDG_RUNTIME_DIR,
        "The user's runtime folder: the session bus, and hfenv's times of files that shells watch",
    ),
    entry("PATH", "Where git is looked for; relative entries are skipped"),
    entry(
        "XDG_CONFIG_HOME",
        "Where setup shell finds the files of fish, elvish, nushell, xonsh and PowerShell",
    ),
    entry("ZDOTDIR", "Where setup shell finds .zshrc"),
    entry(
        "ENV",
        "File that ksh and mksh read instead of their own; setup shell says if it is another",
    ),
    entry("NU_VERSION", "Set by nushell; setup shell says if it is too old to read its file"),
    entry("GITHUB_ENV", "File that export github appends to"),
    entry("SUDO_UID", "Set by sudo: as root, this user's project files are not foreign"),
    entry(USER, "The user's name, which is left out of what doctor says"),
    entry(LOGNAME, "As USER"),
    entry("TERM", "No colour when it is dumb"),
];
