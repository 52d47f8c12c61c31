# hfenv for tcsh 6.20 and later: follows cd, warns before git takes a secret along, tells of typed
# tokens. Printed by `hfenv hook tcsh`, behind lines that set __hfenv_bin and __hfenv_git_verbs; a
# shell gets it as one line, so each line here is a whole statement.
#
# An unchanged prompt starts no process: with each answer comes an `if` over the watched files, in
# whole seconds; as long as a file is younger, hfenv is asked again. `if` takes no alias, but `eval`
# does. tcsh removes an alias that ends in a syntax error, so no words of others are parsed here,
# and a program in backquotes gets its words from an alias.

if (! $?__hfenv_bin) set __hfenv_bin=hfenv
if (! $?__hfenv_git_verbs) set __hfenv_git_verbs='add stage commit push'
set __hfenv_pwd='' __hfenv_profile='' __hfenv_told=- __hfenv_again='' __hfenv_files=()
set __hfenv_guard=x __hfenv_line=''

# No trace of what is done here: it would show a token.
alias __hfenv_quiet 'set __hfenv_echo=$?echo __hfenv_verbose=$?verbose; unset echo verbose'
alias __hfenv_loud 'if ($__hfenv_verbose) set verbose; if ($__hfenv_echo) set echo'
# The same for what runs within.
alias __hfenv_hush 'set __hfenv_echo2=$?echo __hfenv_verbose2=$?verbose; unset echo verbose'
alias __hfenv_unhush 'if ($__hfenv_verbose2) set verbose; if ($__hfenv_echo2) set echo'

# tcsh can't end what it waits for, but coreutils' timeout can. TERM comes first: of a program that
# was killed tcsh would say so.
set __hfenv_limit=() __hfenv_git_limit=() __hfenv_found=("`which timeout`")
if (-x "$__hfenv_found") set __hfenv_limit=("$__hfenv_found" -k 1 3)
if (-x "$__hfenv_found") set __hfenv_git_limit=("$__hfenv_found" -k 1 5)

# Where hfenv is by now: an upgrade may have moved it.
alias __hfenv_find 'set __hfenv_found=("`which hfenv`"); set __hfenv_bin="$__hfenv_found:q"'

# What an answer depends on beside files.
alias __hfenv_get_profile 'set __hfenv_now="x$HFENV_PROFILE:q"'
alias __hfenv_where 'set __hfenv_now=x; if ($?HFENV_PROFILE) eval __hfenv_get_profile'

# Sets __hfenv_again if a watched file is another one now; each answer brings it anew. Without an
# answer there is nothing to look at but the next cd.
alias __hfenv_look :
alias __hfenv_forget 'set __hfenv_again="" __hfenv_files=(); alias __hfenv_look :'
alias __hfenv_keep 'set __hfenv_pwd="$cwd:q" __hfenv_profile="$__hfenv_now:q"; __hfenv_forget'

# The one process. Its answer is taken over only if it is whole.
set __hfenv_whole='xset __hfenv_api=1;*;set __hfenv_api=1;'
set __hfenv_hung='echo "hfenv: $0 does not answer; the next cd tries again" >&2'
alias __hfenv_run '$__hfenv_limit "$__hfenv_bin:q" hook-env tcsh $$ "$__hfenv_told:q" < /dev/null'
alias __hfenv_ask 'set __hfenv_answer=("`__hfenv_run`"); set __hfenv_end=$status; __hfenv_judge'
alias __hfenv_judge '__hfenv_complain; if ($__hfenv_end == 0) eval __hfenv_check; __hfenv_done'
alias __hfenv_check 'if ("x$__hfenv_answer:q" =~ $__hfenv_whole:q) eval "$__hfenv_answer:q"'
alias __hfenv_complain 'if ($__hfenv_end =~ {124,137,143}) eval __hfenv_say_hung'
alias __hfenv_say_hung 'sh -c "$__hfenv_hung" "$__hfenv_bin:q"'
alias __hfenv_done 'unset __hfenv_answer; if ("x$__hfenv_told:q" == x-) set __hfenv_told=/'
alias __hfenv_update '__hfenv_keep; if (! -x "$__hfenv_bin:q") eval __hfenv_find; __hfenv_try'
alias __hfenv_try 'if (-x "$__hfenv_bin:q") eval __hfenv_ask'

alias __hfenv_compare 'if ("$cwd:q" != "$__hfenv_pwd:q") set __hfenv_again=1'
alias __hfenv_compare2 'if ("$__hfenv_now:q" != "$__hfenv_profile:q") set __hfenv_again=1'
alias __hfenv_renew 'if ("$__hfenv_again" != "") eval __hfenv_update'
alias __hfenv_follow '__hfenv_where; __hfenv_compare; __hfenv_compare2; __hfenv_look; __hfenv_renew'
alias __hfenv_cd '__hfenv_quiet; __hfenv_follow; __hfenv_loud'

# postcmd comes before a typed line runs, and before each `eval` and each line of a sourced file,
# too: only the first one after a prompt was typed. tcsh removes a postcmd that has an `eval`.
alias __hfenv_get_guard 'set __hfenv_guard="x$HFENV_GUARD:q"'
alias __hfenv_ready 'set __hfenv_guard=x; if ($?HFENV_GUARD) eval __hfenv_get_guard'
alias __hfenv_prompt 'unset __hfenv_typed; __hfenv_ready; __hfenv_cd; set __hfenv_typed'
set __hfenv_post='__hfenv_hush; set __hfenv_line="\!#:q"; __hfenv_before; __hfenv_unhush'
alias __hfenv_before '__hfenv_only_typed; __hfenv_find_token; __hfenv_find_git; unset __hfenv_line'
alias __hfenv_only_typed 'if (! $?__hfenv_typed) set __hfenv_line; unset __hfenv_typed'

# tcsh can't keep a line out of its history.
set __hfenv_x='[A-Za-z0-9]'
set __hfenv_x=$__hfenv_x:q$__hfenv_x:q
set __hfenv_y=$__hfenv_x:q$__hfenv_x:q$__hfenv_x:q$__hfenv_x:q
set __hfenv_y=$__hfenv_y:q$__hfenv_y:q$__hfenv_y:q$__hfenv_y:q$__hfenv_x:q
set __hfenv_token='*{hf_oauth_eyJ,hf_jwt_eyJ,hf_'$__hfenv_y:q'}*'
set __hfenv_tell='printf "hfenv: %s\n" "$1" "$2" >&2'
set __hfenv_warning='warning: this line has a token in it, and it is in the history now'
set __hfenv_hint='hint: delete it there, or revoke it; hfenv login asks at a hidden prompt'
alias __hfenv_find_token 'if ("$__hfenv_line:q" =~ $__hfenv_token) sh -c $__hfenv_said:q'
set __hfenv_said=("$__hfenv_tell" sh "$__hfenv_warning" "$__hfenv_hint")

# An alias for git would break pipes and `&&`, so HFENV_GUARD=stop warns here, too, and keeps
# nothing from running.
set __hfenv_git='*[^a-z]git[^a-z]*{'$__hfenv_git_verbs:as/ /,/:q'}*'
alias __hfenv_run_git 'echo "$__hfenv_line:q" | $__hfenv_git_limit "$__hfenv_bin:q" hook-git --line'
alias __hfenv_find_git 'if ("$__hfenv_guard:q" == xoff) set __hfenv_line; __hfenv_find_verb'
alias __hfenv_find_verb 'if (" $__hfenv_line:q" =~ $__hfenv_git) set __hfenv_x="`__hfenv_run_git`"'

# Puts $__hfenv_text behind what the user has in this alias, once.
alias __hfenv_old 'set __hfenv_old=("`alias \!:1`"); if ("x$__hfenv_old:q" == x) set __hfenv_old=:'
alias __hfenv_put 'if ("$__hfenv_old:q" \!~ *__hfenv_*) alias \!:1 "$__hfenv_old; $__hfenv_text"'
alias __hfenv_hook '__hfenv_old \!:1; __hfenv_put \!:1'
alias __hfenv_hook_prompt 'set __hfenv_text=__hfenv_prompt; __hfenv_hook precmd'
alias __hfenv_hook_cd 'set __hfenv_text=__hfenv_cd; __hfenv_hook cwdcmd'
alias __hfenv_hook_line 'set __hfenv_text="$__hfenv_post"; __hfenv_hook postcmd'
if ($?prompt) eval '__hfenv_hook_prompt; __hfenv_hook_cd; __hfenv_hook_line'

eval '__hfenv_quiet; __hfenv_where; __hfenv_update; __hfenv_loud'
unset __hfenv_y __hfenv_text __hfenv_old __hfenv_found
