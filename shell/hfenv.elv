# hfenv for elvish 0.19 and later: follows cd, warns before git takes a secret along, keeps typed
# tokens out of the history. Printed by `hfenv hook elvish`, behind lines that set $__hfenv_bin and
# $__hfenv_git_verbs; evaluated as a whole, so that its names stay its own.
#
# An unchanged prompt starts no process. No elvish tells when a file was changed: *.toml, where no
# secrets are, is compared as a whole; another file shows by its size and inode from 0.20 on, before
# that by its coming and going only. So a line that speaks of hfenv or .env has hfenv asked, too.
#
# Code in a string is code that not every elvish or not every use of it has: there is no editor in a
# script, and a name that does not exist would keep the whole text from being compiled.

use re
use str

var __hfenv_program = hfenv
var __hfenv_verbs = [add stage commit push]
var __hfenv_pwd __hfenv_profile __hfenv_again __hfenv_told __hfenv_seen = '' $nil $false '' [&]
var __hfenv_token = 'hf_[A-Za-z0-9]{34}|hf_(oauth|jwt)_eyJ'
var __hfenv_mark = {|file| put $nil }
var __hfenv_git_options = [-C -c --git-dir --work-tree --namespace --config-env --attr-source]

var _ = ?(set __hfenv_program = (eval 'put $__hfenv_bin'))
var _ = ?(set __hfenv_verbs = [(str:split ' ' (eval 'put $__hfenv_git_verbs'))])
var __hfenv_code = 'put {|f| path:is-dir &follow-symlink $f; path:is-regular &follow-symlink $f }'
var _ = ?(set __hfenv_mark = (eval 'use path; '$__hfenv_code))
var _ = ?(set __hfenv_mark = (eval 'use os; put {|f| os:stat &follow-symlink $f }'))

# What can be told of a file without a process.
fn __hfenv_look {|file|
  try {
    put [($__hfenv_mark $file) (if (str:has-suffix $file .toml) { slurp < $file })]
  } catch {
    put $false
  }
}

# What an answer depends on beside files.
fn __hfenv_get_profile {
  if (has-env HFENV_PROFILE) { put $E:HFENV_PROFILE } else { put $nil }
}

# Runs hfenv and outputs what it prints. One that hangs is killed when its time is over, where there
# is coreutils' timeout: elvish itself can't end what it waits for.
fn __hfenv_run {|limit @words|
  if (not (has-external $__hfenv_program)) {
    # Moved by an upgrade, perhaps.
    set __hfenv_program = hfenv
  }
  # What is not there at all fails here, without timeout's words.
  if (and (has-external timeout) (has-external $__hfenv_program)) {
    (external timeout) -s KILL $limit $__hfenv_program $@words
  } else {
    (external $__hfenv_program) $@words
  }
}

# Whether this is the end of a program that was killed.
fn __hfenv_killed {|error|
  try {
    or (eq $error[reason][signal-number] 9) (eq $error[reason][signal-number] (num 9))
  } catch {
    try { == $error[reason][exit-status] 137 } catch { put $false }
  }
}

# The same within three seconds and without input; nothing if there is no answer.
fn __hfenv_ask {|@words|
  var answer = ''
  try {
    # Nothing is assigned if the program fails, whatever it has printed.
    set answer = (__hfenv_run 3 $@words < /dev/null | slurp)
  } catch error {
    if (__hfenv_killed $error) {
      echo 'hfenv: '$__hfenv_program' does not answer; the next cd tries again' >&2
    }
  }
  put $answer
}

fn __hfenv_set_env {|name value|
  if (eq $value $nil) { unset-env $name } else { set-env $name $value }
}

# Takes over what hfenv answers. What is no whole answer changes nothing, and there is nothing to
# look at then but the next cd.
fn __hfenv_update {|told|
  set __hfenv_pwd __hfenv_profile = $pwd (__hfenv_get_profile)
  set __hfenv_again __hfenv_seen = $false [&]
  try {
    var answer = (print (__hfenv_ask hook-env elvish $pid $told) | from-json)
    if (!= $answer[api] 1) { fail 'another version' }
    var seen = [&]
    keys $answer[watch] | each {|file| set seen[$file] = (__hfenv_look $file) }
    set __hfenv_told __hfenv_again __hfenv_seen = $answer[told] $answer[again] $seen
    keys $answer[env] | each {|name| __hfenv_set_env $name $answer[env][$name] }
  } catch { }
}

fn __hfenv_changed {
  if (or $__hfenv_again (not-eq $__hfenv_pwd $pwd)) { put $true; return }
  if (not-eq $__hfenv_profile (__hfenv_get_profile)) { put $true; return }
  for file [(keys $__hfenv_seen)] {
    if (not-eq $__hfenv_seen[$file] (__hfenv_look $file)) { put $true; return }
  }
  put $false
}

fn __hfenv_follow {
  if (__hfenv_changed) { __hfenv_update $__hfenv_told }
}

fn __hfenv_is_clean {|line|
  not (re:match $__hfenv_token $line)
}

# The line stays out of the history by the filter; here it is said.
fn __hfenv_typed {|line|
  if (re:match 'hfenv|\.env' $line) { set __hfenv_again = $true }
  if (not (__hfenv_is_clean $line)) {
    echo 'hfenv: warning: this line has a token in it and was kept out of the history' >&2
    echo 'hfenv: hint: hfenv login asks for it at a hidden prompt' >&2
  }
}

# The first word after git's own options.
fn __hfenv_verb {|@words|
  var skip = $false
  for word $words {
    if $skip {
      set skip = $false
    } elif (has-value $__hfenv_git_options $word) {
      set skip = $true
    } elif (not (str:has-prefix $word -)) {
      put $word
      return
    }
  }
  put ''
}

# Before git takes a secret along. True only if HFENV_GUARD=stop and there is one.
fn __hfenv_git_stops {|@words|
  if (or (eq $E:HFENV_GUARD off) (not (has-value $__hfenv_verbs (__hfenv_verb $@words)))) {
    put $false
    return
  }
  try {
    # It fails where it found something, and what it printed counts.
    var ask = { try { __hfenv_run 5 hook-git } catch { } }
    var answer = (each {|word| print $word"\x00" } $words | $ask | slurp)
    eq $answer "stop\x00"
  } catch {
    put $false
  }
}

fn __hfenv_git {|@words|
  if (__hfenv_git_stops $@words) { fail 'stopped by hfenv (HFENV_GUARD=stop)' }
  (external git) $@words
}

# Whether a function is one of these, perhaps of a former evaluation.
fn __hfenv_is_own {|function|
  try { str:contains $function[def] __hfenv_ } catch { put $false }
}

# A list of hooks without a former one, and with the new one.
fn __hfenv_with {|hook @hooks|
  put [(each {|f| if (not (__hfenv_is_own $f)) { put $f } } $hooks) $hook]
}

set after-chdir = (__hfenv_with {|_| __hfenv_follow } $@after-chdir)

var __hfenv_ns = (ns [&with~=$__hfenv_with~ &git~=$__hfenv_git~ ^
  &follow={ __hfenv_follow } &typed={|line| __hfenv_typed $line } ^
  &clean={|line| __hfenv_is_clean $line }])
fn __hfenv_edit {|code|
  # Fails where there is no editor, and is not needed there.
  var _ = ?(eval &ns=$__hfenv_ns $code)
}
__hfenv_edit 'set edit:before-readline = (with $follow $@edit:before-readline)'
__hfenv_edit 'set edit:after-readline = (with $typed $@edit:after-readline)'
__hfenv_edit 'set edit:add-cmd-filters = (with $clean $@edit:add-cmd-filters)'
var __hfenv_old_git = { __hfenv_git }
var _ = ?(set __hfenv_old_git = (eval 'put $git~'))
if (__hfenv_is_own $__hfenv_old_git) {
  __hfenv_edit 'edit:add-var git~ $git~'
}

__hfenv_update -
