# What CI runs, by name. Every recipe is one command that works without just as well.

# The oldest Rust that Cargo.toml promises.
msrv := `sed -n 's/^rust-version = "\([0-9.]*\)".*/\1/p' Cargo.toml`

# Lists the recipes
default:
    @just --list

# Installs what the tests need, checks style, builds the packages, runs every test
test *args:
    bash tests/run {{ args }}

# The same with every random and repeated case, before a release
long:
    bash tests/run --long

# Builds the packages from the debug build, installs, runs and removes them
packages:
    bash tests/run --packages

# Builds with the oldest Rust that Cargo.toml promises
msrv:
    rustup toolchain install --profile minimal {{ msrv }}
    cargo +{{ msrv }} check --locked --bins

# Licences, duplicates, sources and advisories of every dependency
deny:
    cargo deny --version || cargo install --quiet --locked cargo-deny
    cargo deny check

# Builds every fuzz target and lets each run for so many seconds
fuzz seconds="60":
    bash fuzz/run {{ seconds }}

# Builds, and runs the tests of the library alone: for systems that the others were not written for
elsewhere:
    cargo build --locked --bins
    cargo test --locked --lib

# Ratios to /bin/true, and to the nearest tools after `bash tests/run --peers`
bench *args:
    cargo bench {{ args }}

# Builds the files of a release for this machine into dist/
dist *kinds="source archive deb rpm wheel npm formula sbom sums":
    bash packaging/tools target/tools
    PATH="$PWD/target/tools/bin:$PATH" python3 packaging/build {{ kinds }}
