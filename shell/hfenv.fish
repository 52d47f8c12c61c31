# hfenv for fish 3.4 and later: follows cd, warns before git takes a secret along, keeps typed
# tokens out of the history. Printed by `hfenv hook fish`, behind lines that set __hfenv_bin and
# __hfenv_git_verbs.
#
# An unchanged prompt starts no process: builtins compare $PWD and every watched file with a twin
# that carries its time. On a change one process answers with assignments.

set -q __hfenv_bin
or set -g __hfenv_bin hfenv
set -q __hfenv_git_verbs
or set -g __hfenv_git_verbs 'add stage commit push'
set -g __hfenv_pwd ''
set -g __hfenv_here ''
set -g __hfenv_profile ''
set -g __hfenv_again ''
set -g __hfenv_told ''
set -g __hfenv_there
set -g __hfenv_twin
set -g __hfenv_absent
# Set until the first prompt: while config files run, nothing may be printed.
set -g __hfenv_quiet 1
set -g __hfenv_token 'hf_([A-Za-z0-9]{34}|(oauth|jwt)_eyJ)'

# Prints what hfenv answers to the words behind the first; one that is not done after so many
# seconds is killed. To be called in a command substitution: fish reads the pipe of one while this
# waits, with builtins for some 30 ms and then with sleep.
function __hfenv_ask
    if not command -q $__hfenv_bin
        # Moved by an upgrade, perhaps.
        command -q hfenv
        or return 0
        set -g __hfenv_bin hfenv
    end
    set -l users $last_pid
    command $__hfenv_bin $argv[2..] &
    set -g __hfenv_process $last_pid
    # $last_pid is the last one that is the user's.
    set -e last_pid
    set -q users[1]
    and set -g last_pid $users
    __hfenv_wait $argv[1]
    set -l status_of_waiting $status
    __hfenv_kill
    return $status_of_waiting
end

# Whether hfenv ends within $argv[1] seconds.
function __hfenv_wait
    for a in 0 1 2 3 4 5 6 7 8 9
        for b in 0 1 2 3 4 5 6 7 8 9
            for c in 0 1 2 3 4 5 6 7 8 9
                for d in 0 1 2 3 4 5 6 7 8 9
                    builtin jobs -q $__hfenv_process
                    or return 0
                end
            end
        end
    end
    for tick in (string repeat -n (math "20 * $argv[1]") 'x ' | string split -n ' ')
        command sleep 0.05
        builtin jobs -q $__hfenv_process
        or return 0
    end
    return 1
end

# Ends what still runs: it hangs, or Ctrl-C ended the waiting.
function __hfenv_kill
    set -q __hfenv_process
    or return 0
    builtin jobs -q $__hfenv_process
    and command kill -9 $__hfenv_process 2>/dev/null
    set -e __hfenv_process
end

# Takes over what hfenv answers; what is no whole answer is not evaluated.
function __hfenv_update
    # No token in a trace.
    set -l fish_trace
    set -g __hfenv_pwd $PWD
    set -g __hfenv_profile "$HFENV_PROFILE"
    # Until there is an answer or none will come: Ctrl-C ends the asking, and not the question.
    set -g __hfenv_again 1
    # Without an answer there is nothing to watch: only the next cd asks again.
    set -g __hfenv_here (builtin pwd -P | string collect)
    set -g __hfenv_there
    set -g __hfenv_absent
    set -l answer (__hfenv_ask 3 hook-env fish $fish_pid "$argv" </dev/null)
    or printf 'hfenv: %s does not answer; the next cd tries again\n' $__hfenv_bin >&2
    set -g __hfenv_again ''
    set -l frame 'set -g __hfenv_api 1;'
    if not set -q answer[2]; and string match -q -- "$frame*$frame" "$answer"
        eval $answer
        set -g __hfenv_twin
        set -l at 0
        for file in $__hfenv_there
            set -a __hfenv_twin $__hfenv_twins/$at
            set at (math $at + 1)
        end
    end
end

function __hfenv_changed
    test "$PWD" = "$__hfenv_pwd"
    and test "$HFENV_PROFILE" = "$__hfenv_profile"
    and test -z "$__hfenv_again"
    # A link that leads elsewhere by now is another folder.
    and test (builtin pwd -P | string collect) = "$__hfenv_here"
    or return 0
    set -l twins $__hfenv_twin
    for file in $__hfenv_there
        test -e $file; and not test $file -nt $twins[1]; and not test $file -ot $twins[1]
        or return 0
        set -e twins[1]
    end
    for file in $__hfenv_absent
        not test -e $file
        or return 0
    end
    return 1
end

function __hfenv_follow
    __hfenv_kill
    __hfenv_changed
    or return 0
    if test -n "$__hfenv_quiet"
        __hfenv_update -
    else
        __hfenv_update $__hfenv_told
    end
end

# Whether a variable is the user's own and not exported: such a one stays.
function __hfenv_own
    set -q $argv[1]; and not set -qx $argv[1]
end

# A line with a token leaves the history again, where fish has put it without the blanks at its end,
# and before it is written; a line with exec is written already.
function __hfenv_forget
    set -l trimmed (string trim --right -- $argv[1] | string collect)
    builtin history delete --exact --case-sensitive -- $argv[1] $trimmed
    builtin history save
    printf '%s\n' \
        'hfenv: warning: this line has a token in it and was kept out of the history' \
        'hfenv: hint: hfenv login asks for it at a hidden prompt' >&2
end

# fish can't run a function in the background. A line with & has git itself, with a warning alone.
function __hfenv_background
    functions -q git; and functions git | string match -q '*__hfenv_git *'
    or return 0
    functions -e git
    set -l verbs (string split -n ' ' -- $__hfenv_git_verbs | string join '|')
    if test "$HFENV_GUARD" != off; and string match -qr -- "\bgit\b.*\b($verbs)\b" $argv[1]
        set -l answer (printf '%s' $argv[1] | __hfenv_ask 5 hook-git --line)
    end
end

# Before git takes a secret along. Fails only if HFENV_GUARD=stop and there is one.
function __hfenv_git
    set -l skip ''
    set -l verb ''
    for word in $argv
        if contains -- $word -C -c --git-dir --work-tree --namespace --config-env --attr-source
            set skip 1
        else if string match -q -- '-*' $word
            continue
        else if test -n "$skip"
            set skip ''
        else
            set verb $word
            break
        end
    end
    test "$HFENV_GUARD" != off
    and contains -- "$verb" (string split -n ' ' -- $__hfenv_git_verbs)
    or return 0
    set -l fish_trace
    set -l answer (string join0 -- $argv | __hfenv_ask 5 hook-git)
    not string match -q 'stop*' -- "$answer"
end

# Only if there is no function of the user's.
function __hfenv_wrap
    functions -q git
    and return 0
    function git --wraps git
        __hfenv_git $argv
        or return
        command git $argv
    end
end

# Scripts, and commands over ssh, get the environment alone.
if status is-interactive
    function __hfenv_cd --on-variable PWD
        __hfenv_follow
    end

    function __hfenv_prompt --on-event fish_prompt
        set -g __hfenv_quiet ''
        __hfenv_wrap
        __hfenv_follow
    end

    function __hfenv_preexec --on-event fish_preexec
        set -l fish_trace
        if string match -qr -- $__hfenv_token "$argv[1]"
            __hfenv_forget $argv[1]
        end
        if string match -qr -- '\bgit\b.*(?<![&>])&(?![&>|])' "$argv[1]"
            __hfenv_background $argv[1]
        end
    end

    __hfenv_wrap
end

__hfenv_update -
