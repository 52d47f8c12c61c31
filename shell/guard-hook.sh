# shellcheck shell=sh disable=SC2154
# The guard before a commit or a push, and then the hook that would run here without it. The first
# lines say where hfenv is, which hook this is and what comes after it. `hfenv guard uninstall` takes
# it out; `git commit --no-verify` goes around it once.

# Looks for secrets: 0 none, 1 some, 2 not everything was searched. Only without hfenv it passes.
hfenv_look() {
    if [ ! -e "$hfenv_program" ]; then
        hfenv_program=$(command -v hfenv) || hfenv_program=
        case $hfenv_program in
        /*) ;;
        *)
            # A commit has another hook that has said it already.
            if [ -z "${hfenv_told-}" ] && [ "$hfenv_name" != commit-msg ]; then
                echo "hfenv: warning: hfenv is gone, and nobody looks for secrets" >&2
                echo "hfenv: hint: install hfenv again" >&2
            fi
            hfenv_told=1
            return 0
            ;;
        esac
    fi
    if [ ! -s "$hfenv_program" ]; then
        # sh would take it for a script that has nothing to do.
        echo "hfenv: error: $hfenv_program is empty, and nothing was searched" >&2
        echo "hfenv: hint: install hfenv again; to go on without it: git $hfenv_verb --no-verify" >&2
        return 2
    fi
    "$hfenv_program" guard hook "$hfenv_name" "$@"
    hfenv_status=$?
    case $hfenv_status in
    0 | 1 | 2) return "$hfenv_status" ;;
    esac
    echo "hfenv: error: $hfenv_program ended with status $hfenv_status, and nothing was searched" >&2
    echo "hfenv: hint: to go on without it: git $hfenv_verb --no-verify" >&2
    return 2
}

# What tells whether a file has changed; the second argument if it can't be told.
hfenv_stamp() {
    cksum 2>/dev/null <"$1" || echo "$2"
}

# Whether a hook of ours is there that git runs.
hfenv_is_ours() {
    [ -x "$1" ] || return
    hfenv_line=
    { read -r hfenv_line && read -r hfenv_line; } <"$1"
    case $hfenv_line in
    "# hfenv guard hook "*) ;;
    *) return 1 ;;
    esac
}

# Says, from the first of our hooks that git still runs, that another one was replaced: a tool that
# writes its hooks over all others does not.
hfenv_watch() {
    hfenv_first=
    hfenv_lost=
    for hfenv_other in pre-commit commit-msg pre-push pre-merge-commit; do
        if hfenv_is_ours "$hfenv_here/$hfenv_other" ||
            hfenv_is_ours "$hfenv_here/$hfenv_other.legacy"; then
            hfenv_first=${hfenv_first:-$hfenv_other}
        else
            hfenv_lost=yes
        fi
    done
    [ -n "$hfenv_lost" ] && [ "$hfenv_first" = "$hfenv_name" ] || return 0
    hfenv_mend='hfenv guard install'
    case $hfenv_here in
    */hfenv/hooks/global) hfenv_mend="$hfenv_mend --global" ;;
    esac
    "$hfenv_program" guard status 2>/dev/null | while read -r hfenv_other hfenv_state hfenv_how; do
        [ "$hfenv_state" != off ] ||
            echo "hfenv: warning: $hfenv_other: $hfenv_how; to repair it: $hfenv_mend" >&2
    done
}

# Says which hooks of this repository do not run below a guard of all: git asks for these at every
# small step, so they are put only where one is known.
hfenv_hidden() {
    for hfenv_other in post-index-change reference-transaction; do
        [ ! -x "${hfenv_common-}/hooks/$hfenv_other" ] ||
            echo "hfenv: warning: $hfenv_other of this repository does not run;" \
                "to have it run: hfenv guard install" >&2
    done
}

case $hfenv_name in
pre-push) hfenv_verb=push ;;
# A merge that was stopped waits for a commit.
*) hfenv_verb=commit ;;
esac
case $hfenv_name in
pre-commit | pre-merge-commit | commit-msg)
    hfenv_look "$@" || exit
    hfenv_watch
    if [ "$hfenv_name$hfenv_chain" = pre-commitown ]; then hfenv_hidden; fi
    [ -x "$hfenv_next" ] || exit 0
    hfenv_file=${GIT_INDEX_FILE-}
    [ "$hfenv_name" != commit-msg ] || hfenv_file=$1
    hfenv_old=$(hfenv_stamp "$hfenv_file" unknown)
    (hfenv_theirs "$@") || exit
    # A formatter may have staged more.
    [ "$hfenv_old" = "$(hfenv_stamp "$hfenv_file" changed)" ] || hfenv_look "$@"
    ;;
pre-push)
    hfenv_refs=$(cat && echo .)
    case $hfenv_refs in
    *.) hfenv_refs=${hfenv_refs%.} ;;
    *)
        echo "hfenv: error: what is pushed can't be read" >&2
        exit 2
        ;;
    esac
    printf %s "$hfenv_refs" | hfenv_look "$@" || exit
    hfenv_watch </dev/null
    printf %s "$hfenv_refs" | hfenv_theirs "$@"
    ;;
esac
