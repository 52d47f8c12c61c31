# shellcheck shell=bash
# hfenv for bash 3.2 and later: follows cd, warns before git takes a secret along, keeps typed tokens
# out of the history. Printed by `hfenv hook bash`, behind lines that set __hfenv_bin and
# __hfenv_git_verbs.
#
# An unchanged prompt starts no process: builtins compare $PWD and every watched file with a twin
# that carries its time. On a change one process answers with assignments.

: "${__hfenv_bin:=hfenv}" "${__hfenv_git_verbs:=add stage commit push}"
__hfenv_pwd='' __hfenv_profile='' __hfenv_again='' __hfenv_told='' __hfenv_twins=''
__hfenv_there=() __hfenv_absent=()
# The last $! that is not the user's.
__hfenv_bang=''
# Set while what runs was typed at a prompt.
__hfenv_typed=''
__hfenv_token='hf_[A-Za-z0-9]{34}|hf_(oauth|jwt)_eyJ'

# Reads the whole answer of hfenv into REPLY. A program that hangs is killed after three seconds, and
# one that breaks off in the middle has no answer.
__hfenv_ask() {
    local status=0
    REPLY=''
    if ! type -P "$__hfenv_bin" >/dev/null; then
        # Moved by an upgrade, perhaps.
        type -P hfenv >/dev/null || return
        __hfenv_bin=hfenv
    fi
    if [[ $! == "$__hfenv_bang" ]]; then
        IFS= read -r -d '' -t 3 REPLY < <(exec "$__hfenv_bin" "$@" </dev/null) || status=$?
        __hfenv_bang=$!
        ((status <= 128)) || kill -9 "$!" 2>/dev/null
    else
        # A process substitution would take the place of the user's own job in $!.
        REPLY=$(
            IFS= read -r -d '' -t 3 REPLY < <(exec "$__hfenv_bin" "$@" </dev/null) || status=$?
            ((status <= 128)) || kill -9 "$!" 2>/dev/null
            printf '%s' "$REPLY"
            exit "$status"
        ) || status=$?
    fi
    if ((status > 128)); then
        printf 'hfenv: %s does not answer; the next cd tries again\n' "$__hfenv_bin" >&2
    fi
    return "$status"
}

# Takes over what hfenv answers; what is no whole answer is not evaluated.
__hfenv_update() {
    local REPLY
    __hfenv_pwd=$PWD __hfenv_profile=${HFENV_PROFILE-} __hfenv_again=''
    __hfenv_ask hook-env bash "$$" "$1" || return
    if [[ ${REPLY%$'\n'} == '__hfenv_api=1;'*'__hfenv_api=1;' ]]; then
        eval "$REPLY"
    fi
}

__hfenv_changed() {
    local at file
    [[ $PWD == "$__hfenv_pwd" && ${HFENV_PROFILE-} == "$__hfenv_profile" ]] || return 0
    [[ -z $__hfenv_again ]] || return 0
    for ((at = 0; at < ${#__hfenv_there[@]}; at++)); do
        file=${__hfenv_there[at]}
        if [[ $file -nt $__hfenv_twins/$at || $file -ot $__hfenv_twins/$at ]]; then
            return 0
        fi
    done
    for ((at = 0; at < ${#__hfenv_absent[@]}; at++)); do
        [[ ! -e ${__hfenv_absent[at]} ]] || return 0
    done
    return 1
}

__hfenv_prompt() {
    # Neither a trace nor an echo of what is evaluated here, and no option of the user's ends it.
    local status=$? flags=$-
    { set +euvx; } 2>/dev/null
    if __hfenv_changed; then
        __hfenv_update "$__hfenv_told"
    fi
    __hfenv_ignore_tokens
    __hfenv_typed=1
    { __hfenv_restore "$flags"; } 2>/dev/null
    return "$status"
}

# Puts back those of the options that `set +euvx` took away.
__hfenv_restore() {
    [[ $1 != *e* ]] || set -e
    [[ $1 != *u* ]] || set -u
    [[ $1 != *v* ]] || set -v
    [[ $1 != *x* ]] || set -x
}

# Lines with a token don't enter the history. Done at every prompt, since people set HISTIGNORE late.
__hfenv_ignore_tokens() {
    if [[ ${HISTIGNORE-} != *"$__hfenv_ignore"* ]]; then
        HISTIGNORE=${HISTIGNORE:+$HISTIGNORE:}$__hfenv_ignore
    fi
}

# Before each command: tells of a token that was typed. $1 is $_, which stays what it was. Whoever
# traces sees the token anyway, and need not see it twice.
__hfenv_debug() {
    [[ $- != *x* ]] || return 0
    if [[ -n $__hfenv_typed && ${#BASH_SOURCE[@]} -le 1 && $BASH_COMMAND =~ $__hfenv_token ]]; then
        __hfenv_typed=''
        printf '%s\n' \
            'hfenv: warning: there is a token in this line, so it was kept out of the history' \
            'hfenv: hint: hfenv login reads one at a hidden prompt; revoke it if others saw it' >&2
    fi
    : "$1"
}

# Before git takes a secret along. Fails only if HFENV_GUARD=stop and there is one.
__hfenv_git() {
    local word verb='' skip='' answer
    for word in "$@"; do
        case $word in
        -C | -c | --git-dir | --work-tree | --namespace) skip=1 ;;
        -*) ;;
        *)
            if [[ -z $skip ]]; then
                verb=$word
                break
            fi
            skip=''
            ;;
        esac
    done
    [[ -n $verb && " $__hfenv_git_verbs " == *" $verb "* && ${HFENV_GUARD-} != off ]] || return 0
    answer=$(
        IFS= read -r -d '' -t 5 REPLY < <(
            exec "$__hfenv_bin" hook-git < <(printf '%s\0' "$@")
        ) || kill -9 "$!" 2>/dev/null
        printf '%s' "$REPLY"
    )
    [[ $answer != stop ]]
}

__hfenv_install() {
    local any old
    # shellcheck disable=SC2046 # words on purpose
    printf -v any '[A-Za-z0-9]%.0s' {1..34}
    __hfenv_ignore="*hf_$any*:*hf_oauth_eyJ*:*hf_jwt_eyJ*"
    if [[ ${PROMPT_COMMAND[*]-} != *__hfenv_prompt* ]]; then
        # The first element of an array, or the string; first, so that $? is still the user's.
        PROMPT_COMMAND="__hfenv_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}"
        if [[ $- == *i* ]]; then
            old=$(trap -p DEBUG)
            eval "old=(${old-})"
            # shellcheck disable=SC2064 # what was there before is meant now
            trap "__hfenv_debug \"\$_\"${old[2]:+$'\n'${old[2]}}" DEBUG
        fi
        if ! declare -F git >/dev/null; then
            function git {
                __hfenv_git "$@" || return
                command git "$@"
            }
        fi
    fi
    __hfenv_update -
}

__hfenv_flags=$-
{ set +euvx; } 2>/dev/null
__hfenv_install
{ __hfenv_restore "$__hfenv_flags"; } 2>/dev/null
unset __hfenv_flags
