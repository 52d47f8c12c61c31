# shellcheck shell=sh disable=SC2154
# The guard before a commit or a push, and then the hook that would run here without it. The lines
# above say where hfenv is, which hook this is and what comes after it. `hfenv guard uninstall` takes
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
    "$hfenv_program" guard hook "$hfenv_name" "$@"
    hfenv_status=$?
    case $hfenv_status in
    0 | 1 | 2) return "$hfenv_status" ;;
    esac
    echo "hfenv: error: $hfenv_program ended with status $hfenv_status, and nothing was searched" >&2
    echo "hfenv: hint: to go on without it: git $hfenv_verb --no-verify" >&2
    return 2
}

# Sets the folder that all work trees of this repository share.
hfenv_share() {
    if [ -n "${GIT_COMMON_DIR-}" ]; then
        hfenv_common=$GIT_COMMON_DIR
    elif [ -z "${GIT_DIR-}" ] && [ -d .git ]; then
        hfenv_common=.git
    elif [ -n "${GIT_DIR-}" ] && [ ! -e "$GIT_DIR/commondir" ]; then
        hfenv_common=$GIT_DIR
    else
        hfenv_common=$(git rev-parse --git-common-dir 2>/dev/null) || return
    fi
}

# Where this repository's own hooks lie, which the folder of this file hides.
hfenv_own() {
    hfenv_share || return
    hfenv_next=$hfenv_common/hooks/$hfenv_name
}

# The folder of hooks that was set for this repository before, or for all.
hfenv_before() {
    git config --local --type=path --get hfenv.hooksPath ||
        git config --global --includes --type=path --get core.hooksPath ||
        git config --system --includes --type=path --get core.hooksPath
}

# Sets the hook that would run here without the guard.
hfenv_find() {
    hfenv_next=
    case $hfenv_chain in
    none) ;;
    kept)
        # It has run already if it is the one that calls this one.
        [ -n "${PRE_COMMIT_RUNNING_LEGACY-}" ] && [ "$hfenv_maker" = pre-commit ] && return
        if [ -n "$hfenv_shell" ]; then
            hfenv_next=$hfenv_here/$hfenv_name.hfenv
        else
            hfenv_next=$hfenv_here/hfenv/$hfenv_name
        fi
        ;;
    own) hfenv_own ;;
    former) hfenv_next=$hfenv_former/$hfenv_name ;;
    before)
        hfenv_former=$(hfenv_before)
        if [ -n "$hfenv_former" ]; then
            hfenv_next=$hfenv_former/$hfenv_name
        else
            hfenv_own
        fi
        ;;
    esac
}

# Becomes that hook, or what stands in for it.
hfenv_theirs() {
    if [ -f "$hfenv_next" ] && [ -x "$hfenv_next" ]; then
        if [ -n "$hfenv_shell" ]; then
            # Under the name it had: some hooks ask $0 who they are and where.
            # shellcheck disable=SC2086,SC2016
            exec $hfenv_shell -c 'hfenv_next=$1; shift; . "$hfenv_next"' \
                "$hfenv_here/$hfenv_name" "$hfenv_next" "$@"
        fi
        exec "$hfenv_next" "$@"
    fi
    case $hfenv_name in
    pre-push | post-checkout | post-commit | post-merge)
        # git-lfs puts no hook into a folder where there is one, and then would not upload.
        [ -n "${hfenv_common-}" ] || hfenv_share || hfenv_common=
        if [ -n "$hfenv_common" ] && [ -d "$hfenv_common/lfs" ]; then
            if command -v git-lfs >/dev/null; then
                exec git lfs "$hfenv_name" "$@"
            elif [ "$hfenv_name" = pre-push ]; then
                echo "hfenv: error: this repository uses git-lfs, which is not in PATH" >&2
                exit 2
            fi
        fi
        ;;
    proc-receive) exit 1 ;;
    push-to-checkout)
        # What git does where there is no such hook.
        git update-index -q --ignore-submodules --refresh
        git diff-files --quiet --ignore-submodules -- || exit 1
        if git rev-parse --quiet --verify HEAD >/dev/null; then
            git diff-index --quiet --cached --ignore-submodules HEAD -- || exit 1
        fi
        exec git read-tree -u -m "$1"
        ;;
    esac
    exit 0
}

# What tells whether a file has changed; the second argument if it can't be told.
hfenv_stamp() {
    cksum 2>/dev/null <"$1" || echo "$2"
}

case $hfenv_name in
pre-push) hfenv_verb=push ;;
# A merge that was stopped waits for a commit.
*) hfenv_verb=commit ;;
esac
case $0 in
*/*) hfenv_here=${0%/*} ;;
*) hfenv_here=. ;;
esac
hfenv_find
case $hfenv_name in
pre-commit | pre-merge-commit | commit-msg)
    hfenv_look "$@" || exit
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
    printf %s "$hfenv_refs" | hfenv_theirs "$@"
    ;;
*) hfenv_theirs "$@" ;;
esac
