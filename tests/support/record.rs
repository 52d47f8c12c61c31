//! Lines of `strace -f -e trace=process -o FILE`.

/// What a line says: behind a number and blanks the call, and what it returned if that came at
/// once. What goes on later begins with `<...`.
pub(crate) fn call(line: &str) -> &str {
    line.split_once(' ').map(|(_, call)| call.trim_start()).unwrap_or_default()
}

/// Whether a line is the start of a process, and not of a thread.
pub(crate) fn starts_a_process(line: &str) -> bool {
    let begins = ["clone(", "clone3(", "fork(", "vfork("];
    let begins = begins.iter().any(|begin| call(line).starts_with(begin));
    begins && !line.contains("CLONE_THREAD")
}
