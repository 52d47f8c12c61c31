# shellcheck shell=bash
# hfenv for bash 3.2 and later: follows cd, warns before git takes a secret along, keeps typed tokens
# out of the history. Printed by `hfenv hook bash`, behind lines that set __hfenv_bin and
# __hfenv_git_verbs.
#
# An unchanged prompt starts no process: builtins compare $PWD and every watched file with a twin
# that carries its time. On a change one process answers with assignments.

# Neither a trace nor an echo of what is read here, no export of it, no trap of the user's in it.
__hfenv_flags=$-
{ set +aeuvxTE; } 2>/dev/null

: "${__hfenv_bin:=hfenv}" "${__hfenv_git_verbs:=add stage commit push}"
export -n __hfenv_bin __hfenv_git_verbs
# Whether this shell reads the plugin for the first time.
__hfenv_first=1
! declare -F __hfenv_prompt >/dev/null || __hfenv_first=''
__hfenv_pwd='' __hfenv_here='' __hfenv_profile='' __hfenv_again='' __hfenv_told='' __hfenv_twins=''
__hfenv_there=() __hfenv_absent=()
# The last $! that is not the user's.
__hfenv_bang=${__hfenv_bang-}
# Set while what runs was typed at a prompt.
__hfenv_typed=''
__hfenv_token='hf_[A-Za-z0-9]{34}|hf_(oauth|jwt)_eyJ'

# Makes __hfenv_bin a program that can be started. An upgrade may have moved it.
__hfenv_find() {
    local found
    [[ $__hfenv_bin != /* || ! -x $__hfenv_bin ]] || return 0
    # Where there is none that can be started, bash names one that can't.
    found=$(type -P hfenv)
    [[ -x $found ]] || return
    __hfenv_bin=$found
}

# Reads into REPLY what hfenv answers to the words behind $1. One that is not done after so many
# seconds is killed, and one that breaks off in the middle has no answer.
__hfenv_read() {
    local status=0
    IFS= read -r -d '' -t "$1" REPLY < <(exec "$__hfenv_bin" "${@:2}") || status=$?
    ((status <= 128)) || kill -9 "$!" 2>/dev/null
    return "$status"
}

# The same for what the prompt waits for, where $! stays the user's.
__hfenv_ask() {
    local status=0
    REPLY=''
    __hfenv_find || return
    if [[ $! == "$__hfenv_bang" ]]; then
        __hfenv_read 3 "$@" </dev/null || status=$?
        __hfenv_bang=$!
    else
        # A process substitution would take the place of the user's own job in $!.
        REPLY=$(
            __hfenv_read 3 "$@" </dev/null || status=$?
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
    # Until there is an answer or none will come: Ctrl-C ends the asking, and not the question.
    __hfenv_again=1
    __hfenv_pwd=$PWD __hfenv_profile=${HFENV_PROFILE-}
    # Without an answer there is nothing to watch: only the next cd asks again.
    __hfenv_here=. __hfenv_there=() __hfenv_absent=()
    __hfenv_ask hook-env bash "$$" "$1"
    __hfenv_again=''
    if [[ ${REPLY%$'\n'} == '__hfenv_api=1;'*'__hfenv_api=1;' ]]; then
        eval "$REPLY"
        # Where it can't be told, the path has to do.
        [[ . -ef $__hfenv_here ]] || __hfenv_here=.
    fi
}

__hfenv_changed() {
    local at file
    # Not with [[, which nocasematch makes blind.
    [ "$PWD" = "$__hfenv_pwd" ] && [ "${HFENV_PROFILE-}" = "$__hfenv_profile" ] || return 0
    # A link that leads elsewhere by now is another folder.
    [[ . -ef $__hfenv_here && -z $__hfenv_again ]] || return 0
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
    # Comes back by itself when somebody interrupts, from bash 4.4 on.
    local - 2>/dev/null || :
    { set +aeuvxTE; } 2>/dev/null
    if __hfenv_changed; then
        __hfenv_update "$__hfenv_told"
    fi
    __hfenv_ignore_tokens
    __hfenv_typed=1
    { __hfenv_restore "$flags"; } 2>/dev/null
    # Under `set -e` it would end the shell; what comes next at the prompt gets $? from bash itself.
    [[ $flags == *e* ]] || return "$status"
}

# Puts back those of the options that `set +aeuvxTE` took away.
__hfenv_restore() {
    [[ $1 != *a* ]] || set -a
    [[ $1 != *T* ]] || set -T
    [[ $1 != *E* ]] || set -E
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

# Whether a variable is the user's own and not exported: such a one stays. Older bash can't tell.
__hfenv_own() {
    ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)) || return 1
    eval "[[ -n \${$1+x} && \${$1@a} != *x* ]]"
}

# Takes the line that was typed last out of the history if it has a token: HISTIGNORE looks at the
# first of several lines only.
__hfenv_forget() {
    local entry
    entry=$(HISTTIMEFORMAT='' history 1)
    if [[ $entry =~ $__hfenv_token && $entry =~ ^[[:blank:]]*([0-9]+) ]]; then
        history -d "${BASH_REMATCH[1]}"
    fi
}

# Before each command: tells of a token that was typed. $1 is $_, which stays what it was. Whoever
# traces sees the token anyway, and need not see it twice. Commands in functions come here under
# functrace only; else what is around is the trap of an editor.
__hfenv_debug() {
    [[ $- != *x* && ($- != *T* || ${#BASH_SOURCE[@]} -le 1) ]] || return 0
    if [[ -n $__hfenv_typed && $BASH_COMMAND =~ $__hfenv_token ]]; then
        __hfenv_typed=''
        __hfenv_forget
        printf '%s\n' \
            'hfenv: warning: this line has a token in it and was kept out of the history' \
            'hfenv: hint: hfenv login asks for it at a hidden prompt' >&2
    fi
    : "$1"
}

# Before git takes a secret along. Fails only if HFENV_GUARD=stop and there is one.
__hfenv_git() {
    local word verb='' skip='' answer
    for word in "$@"; do
        case $word in
        -C | -c | --git-dir | --work-tree | --namespace | --config-env | --attr-source) skip=1 ;;
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
    __hfenv_find || return 0
    answer=$(
        __hfenv_read 5 hook-git < <(printf '%s\0' "$@") || :
        printf '%s' "$REPLY"
    )
    [[ $answer != stop ]]
}

# Scripts that read the rc file, and commands over ssh, get the environment alone.
__hfenv_install() {
    if [[ ${PROMPT_COMMAND[*]-} != *__hfenv_prompt* ]]; then
        # The first element of an array, or the string; first, so that $? is still the user's.
        PROMPT_COMMAND="__hfenv_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}"
    fi
    if ! declare -F git >/dev/null; then
        function git {
            __hfenv_git "$@" || return
            command git "$@"
        }
    fi
}

printf -v __hfenv_ignore '%34s' ''
__hfenv_ignore="*hf_${__hfenv_ignore// /[A-Za-z0-9]}*:*hf_oauth_eyJ*:*hf_jwt_eyJ*"
if [[ $- == *i* ]]; then
    __hfenv_install
    # Not in a function, where the user's trap would not be seen.
    __hfenv_trap=$(trap -p DEBUG)
    if [[ -n $__hfenv_first && (-z $__hfenv_trap || $__hfenv_trap == "trap -- '"*) ]]; then
        eval "__hfenv_trap=(${__hfenv_trap-})"
        # shellcheck disable=SC2064 # what was there before is meant now
        trap "__hfenv_debug \"\$_\"${__hfenv_trap[2]:+$'\n'${__hfenv_trap[2]}}" DEBUG
    fi
    unset __hfenv_trap
fi
__hfenv_update -
{ __hfenv_restore "$__hfenv_flags"; } 2>/dev/null
unset __hfenv_flags __hfenv_first
