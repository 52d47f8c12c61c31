# shellcheck shell=sh disable=SC2154
# The hook that would run here without the guard: it stays where it is, and is run there by its own
# path.

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

# Sets the folder of hooks that git would use if it were not led to one of ours.
hfenv_before() {
    hfenv_former=
    hfenv_set=$(git config --type=path --get-all core.hooksPath) || return 0
    while IFS= read -r hfenv_one; do
        case $hfenv_one in
        */hfenv/guard | */hfenv/hooks/global | */hfenv/hooks/local) ;;
        *) hfenv_former=$hfenv_one ;;
        esac
    done <<LIST
$hfenv_set
LIST
}

# Sets the hook.
hfenv_find() {
    hfenv_next=
    hfenv_former=
    case $hfenv_chain in
    none) return ;;
    kept)
        # It has run already if it is the one that calls this one.
        [ -n "${PRE_COMMIT_RUNNING_LEGACY-}" ] && [ "$hfenv_maker" = pre-commit ] && return
        hfenv_next=$hfenv_here/$hfenv_name.hfenv
        return
        ;;
    before) hfenv_before ;;
    esac
    if [ -n "$hfenv_former" ]; then
        hfenv_next=$hfenv_former/$hfenv_name
    elif hfenv_share; then
        hfenv_next=$hfenv_common/hooks/$hfenv_name
    fi
}

# Becomes that hook, or what stands in for it.
hfenv_theirs() {
    if [ -f "$hfenv_next" ] && [ -x "$hfenv_next" ]; then
        # bash would turn the path into another one.
        [ -n "${BASH_VERSION-}" ] || exec "$hfenv_next" "$@"
        "$hfenv_next" "$@"
        exit
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

case $0 in
*/*) hfenv_here=${0%/*} ;;
*) hfenv_here=. ;;
esac
hfenv_find
