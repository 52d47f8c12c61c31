# shellcheck shell=bash
# hfenv's hook for bash, to be sourced by an interactive shell's rc file: /etc/bash.bashrc for
# everybody, or ~/.bashrc. `hfenv setup shell` does the same for one user, and can take it back.

if type -P hfenv >/dev/null; then
    eval "$(command hfenv hook bash)"
fi
