# hfenv for zsh 5.0 and later: follows cd, warns before git takes a secret along, keeps typed
# tokens out of the history. Printed by `hfenv hook zsh`, behind lines that set __hfenv_bin and
# __hfenv_git_verbs.
#
# An unchanged prompt starts no process: builtins compare $PWD and every watched file with a twin
# that carries its time. On a change one process answers with assignments.
#
# What zsh calls here begins with the options of zsh as it comes, whatever the user has set, and
# with neither a trace nor an echo of what is evaluated; the user's traps stay outside, too.

: ${__hfenv_bin:=hfenv} ${__hfenv_git_verbs:=add stage commit push}
typeset -g __hfenv_pwd='' __hfenv_here='' __hfenv_profile='' __hfenv_again='' __hfenv_told='' __hfenv_twins=''
typeset -g __hfenv_ended=''
typeset -ga __hfenv_there __hfenv_absent
__hfenv_there=() __hfenv_absent=()
# Set until the first prompt: while rc files run, nothing may be printed.
typeset -g __hfenv_quiet=1

# Runs hfenv with the words behind $1 and reads what it answers into REPLY. One that is not done
# after $1 seconds is killed. $! stays the user's: process substitution leaves it alone.
__hfenv_ask() {
    local limit=$1 end=$((SECONDS + $1)) fd='' pid='' part='' ended=''
    __hfenv_ended=''
    shift
    REPLY=''
    if ! whence -p -- "$__hfenv_bin" >/dev/null; then
        # Moved by an upgrade, perhaps.
        whence -p hfenv >/dev/null || return 0
        __hfenv_bin=hfenv
    fi
    # It stays in the shell's process group, so that its words reach any terminal.
    setopt no_monitor
    if ! zmodload -e zsh/system; then
        # Without the module, nobody knows the process that would be to kill.
        exec {fd}< <(exec command "$__hfenv_bin" "$@")
        IFS= read -r -d '' -t $limit -u $fd REPLY
        exec {fd}<&-
        return $((SECONDS >= end))
    fi
    exec {fd}< <(print -r -- "$sysparams[pid]" && exec command "$__hfenv_bin" "$@")
    {
        until [[ -n $ended ]] || ((SECONDS >= end)); do
            # Fails with 4 when time is up and with 5 at the end.
            sysread -t $((end - SECONDS)) -i $fd part && REPLY+=$part || ended=${?#4}
        done
    } always {
        exec {fd}<&-
        pid=${REPLY%%$'\n'*} REPLY=${REPLY#*$'\n'}
        [[ $ended == 5 ]] || kill -9 "$pid" 2>/dev/null
        # Ctrl-C ends the waiting, and not what else runs before the prompt.
        ((TRY_BLOCK_INTERRUPT < 1)) || ended=interrupted __hfenv_ended=interrupted
        TRY_BLOCK_INTERRUPT=0
    }
    [[ -n $ended ]]
}

# Takes over what hfenv answers; what is no whole answer is not evaluated. A subshell has a process
# id of its own, so that it leaves the twins of its parent alone.
__hfenv_update() {
    local REPLY
    # Until there is an answer or none will come: Ctrl-C ends the asking, and not the question.
    __hfenv_again=1
    __hfenv_pwd=$PWD __hfenv_profile=${HFENV_PROFILE-}
    # Without an answer there is nothing to watch: only the next cd asks again.
    __hfenv_here=. __hfenv_there=() __hfenv_absent=()
    if ! __hfenv_ask 3 hook-env zsh "${sysparams[pid]:-$$}" "$1" </dev/null; then
        print -ru2 -- "hfenv: $__hfenv_bin does not answer; the next cd tries again"
    fi
    [[ $__hfenv_ended == interrupted ]] || __hfenv_again=''
    [[ $REPLY == '__hfenv_api=1;'*$'__hfenv_api=1;\n' ]] || return 0
    {
        eval "$REPLY"
    } always {
        # A variable that the user made read-only stays what it is, and the prompt comes anyway.
        TRY_BLOCK_ERROR=0
    }
    # Where it can't be told, the path has to do.
    [[ . -ef $__hfenv_here ]] || __hfenv_here=.
}

__hfenv_changed() {
    local file twin
    [[ $PWD == "$__hfenv_pwd" && ${HFENV_PROFILE-} == "$__hfenv_profile" ]] || return 0
    # A link that leads elsewhere by now is another folder.
    [[ . -ef $__hfenv_here && -z $__hfenv_again ]] || return 0
    local -i at=0
    for file in "${__hfenv_there[@]}"; do
        twin=$__hfenv_twins/$((at++))
        # In zsh, what is missing is neither newer nor older.
        [[ -e $file && -e $twin && ! $file -nt $twin && ! $file -ot $twin ]] || return 0
    done
    for file in "${__hfenv_absent[@]}"; do
        [[ ! -e $file ]] || return 0
    done
    return 1
}

# A subshell can't remember what it was told, so it hears nothing.
__hfenv_follow() {
    __hfenv_changed || return 0
    if [[ -n $__hfenv_quiet ]] || ((ZSH_SUBSHELL)); then
        __hfenv_update -
    else
        __hfenv_update "$__hfenv_told"
    fi
}

__hfenv_chpwd() {
    { emulate -L zsh +e +v +x && trap - ZERR DEBUG; } 2>/dev/null
    __hfenv_follow
}

__hfenv_precmd() {
    { emulate -L zsh +e +v +x && trap - ZERR DEBUG; } 2>/dev/null
    __hfenv_quiet=''
    __hfenv_follow
}

# Whether a variable is the user's own and not exported: such a one stays.
__hfenv_own() {
    [[ -n ${(P)1+x} && ${(tP)1} != *export* ]]
}

# A line with a token does not enter the history.
__hfenv_addhistory() {
    { emulate -L zsh +e +v +x -o extended_glob && trap - ZERR DEBUG; } 2>/dev/null
    [[ $1 == *hf_([A-Za-z0-9](#c34)|(oauth|jwt)_eyJ)* ]] || return 0
    print -rlu2 -- \
        'hfenv: warning: this line has a token in it and was kept out of the history' \
        'hfenv: hint: hfenv login asks for it at a hidden prompt'
    return 1
}

# Before git takes a secret along. Fails only if HFENV_GUARD=stop and there is one.
__hfenv_git() {
    { emulate -L zsh +e +v +x && trap - ZERR DEBUG; } 2>/dev/null
    local word verb='' skip='' REPLY
    for word in "$@"; do
        case $word in
            (-C|-c|--git-dir|--work-tree|--namespace|--config-env|--attr-source) skip=1 ;;
            (-*) ;;
            (*)
                if [[ -z $skip ]]; then
                    verb=$word
                    break
                fi
                skip=''
                ;;
        esac
    done
    [[ -n $verb && " $__hfenv_git_verbs " == *" $verb "* && ${HFENV_GUARD-} != off ]] || return 0
    __hfenv_ask 5 hook-git < <(print -rN -- "$@")
    [[ $REPLY != stop* ]]
}

# Lets zsh call the above.
__hfenv_hook() {
    typeset -ga precmd_functions chpwd_functions zshaddhistory_functions
    # First, so that prompts show what is true.
    precmd_functions=(__hfenv_precmd "${(@)precmd_functions:#__hfenv_precmd}")
    chpwd_functions=(__hfenv_chpwd "${(@)chpwd_functions:#__hfenv_chpwd}")
    zshaddhistory_functions=(__hfenv_addhistory "${(@)zshaddhistory_functions:#__hfenv_addhistory}")
    if ! functions git >/dev/null; then
        function git {
            __hfenv_git "$@" || return
            command git "$@"
        }
    fi
}

__hfenv_install() {
    { emulate -L zsh +e +v +x && trap - ZERR DEBUG; } 2>/dev/null
    # Without it, reading goes another way.
    zmodload -F zsh/system b:sysread p:sysparams 2>/dev/null
    # Scripts, and commands over ssh, get the environment alone.
    [[ ! -o interactive ]] || __hfenv_hook
    __hfenv_update -
}

__hfenv_install
