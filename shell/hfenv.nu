# hfenv for Nushell 0.108 and later: follows cd, warns before git takes a secret along, tells of
# typed tokens. Printed by `hfenv hook nu` into the autoload folder, behind lines that set
# $__hfenv_bin and $__hfenv_git_verbs.
#
# An unchanged prompt starts no process: folder, profile and the times of the watched files are
# compared here. On a change one process answers with JSON. What is kept lies in $env.__hfenv, a
# record, which children don't get.

module __hfenv {
    const TOKEN = 'hf_[A-Za-z0-9]{34}|hf_(oauth|jwt)_eyJ'

    # A constant that the lines before this file may have set.
    def setting [name: string, default: string] {
        scope variables | where name == $name | get 0?.value? | default $default
    }

    # What a program prints within this time. It runs in a job of its own, since nothing else in nu
    # can be ended, and since the user's $env.LAST_EXIT_CODE stays what it is there.
    def bounded [program: string, words: list<string>, text: string, limit: duration] {
        # Its number, so that no answer is taken for that of another question.
        let tag = random int 1..1000000000
        let main = job id
        let job = job spawn {
            try { $text | ^$program ...$words | complete } catch { { exit_code: 127 } }
            | job send $main --tag $tag
        }
        let done = try { job recv --tag $tag --timeout $limit } catch {
            try { job kill $job }
            # One that was stopped has become a job of its own, frozen.
            job list | where id > $job and type == frozen | each {|it| try { job kill $it.id } }
            print -e $'hfenv: ($program) does not answer; the next cd tries again'
            { exit_code: 137 }
        }
        # The job has sent its last, but nu would not leave by `exit` before it is gone.
        for _ in 1..100 {
            if (job list | where id == $job | is-empty) { break }
            sleep 1ms
        }
        $done
    }

    # The same from wherever hfenv is by now; nothing if it fails.
    def ask [words: list<string>, text: string, limit: duration] {
        let known = $env.__hfenv.bin
        # Moved by an upgrade, perhaps.
        let program = if (which $known | is-empty) { 'hfenv' } else { $known }
        let done = bounded $program $words $text $limit
        print -en ($done.stderr? | default '')
        if $done.exit_code == 0 { $done.stdout } else { '' }
    }

    # The times of files, in nanoseconds; null if one of them is gone.
    def times [files: list<string>] {
        if ($files | is-empty) { return [] }
        try { ls -D ...$files | get modified | into int } catch { null }
    }

    # What is to be compared at the next prompts: `ls` sees a link and not the file behind it, so
    # both are looked at.
    def seen [watch: record] {
        let files = $watch | transpose path time
        let there = $files | where time != null | update time { into int }
        let behind = $there | update path { path expand }
        let links = $there | get path | where {|path| $path not-in $behind.path }
        {
            files: ($behind.path ++ $links)
            times: ($behind.time ++ (times $links | default []))
            absent: ($files | where time == null | get path)
        }
    }

    # What an answer depends on beside files.
    def where-now [] {
        { pwd: $env.PWD, profile: $env.HFENV_PROFILE? }
    }

    def changed [] {
        let known = $env.__hfenv
        $known.again or $known.here != (where-now) or $known.times != (times $known.files) or (
            $known.absent | any {|path| $path | path exists }
        )
    }

    # Takes over what hfenv answers. What is no whole answer changes nothing, and there is nothing
    # to look at then but the next cd.
    def --env renew [told: string] {
        $env.__hfenv = $env.__hfenv | merge {
            here: (where-now), again: false, files: [], times: [], absent: []
        }
        let answer = try {
            let answer = ask [hook-env nu $'($nu.pid)' $told] '' 3sec | from json
            if $answer.api != 1 { return }
            seen $answer.watch | merge ($answer | select told again env)
        } catch { return }
        $env.__hfenv = $env.__hfenv | merge ($answer | reject env)
        load-env $answer.env
    }

    def --env follow [] {
        if (changed) { renew $env.__hfenv.told }
    }

    # Before a typed line runs. nu's own parser would swallow some of git's words, so that git can't
    # be wrapped: here HFENV_GUARD=stop warns, too, and keeps nothing from running.
    def before [] {
        let line = commandline
        if $line =~ $TOKEN {
            for line in [
                'warning: this line has a token in it, and it is in the history now'
                'hint: delete it there, or revoke it; hfenv login asks at a hidden prompt'
            ] { print -e $'hfenv: ($line)' }
        }
        let words = $line | split words
        let verbs = $env.__hfenv.verbs | split row ' '
        if 'git' in $words and ($verbs | any {|verb| $verb in $words }) {
            if $env.HFENV_GUARD? != 'off' { try { ask [hook-git --line] $line 5sec } }
        }
    }

    # The user's hooks without that of a former start, and with this one.
    def with [hooks: any, code: closure] {
        let old = if ($hooks | describe) =~ '^(list|table)' { $hooks } else { [$hooks] }
        $old | where {|hook| $hook != null and (try { $hook.__hfenv } catch { null }) == null }
        | append { __hfenv: true, code: $code }
    }

    export-env {
        $env.__hfenv = {
            bin: (setting '$__hfenv_bin' 'hfenv')
            verbs: (setting '$__hfenv_git_verbs' 'add stage commit push')
            here: null, again: false, told: '', files: [], times: [], absent: []
        }
        let hooks = $env.config?.hooks? | default {}
        $env.config = $env.config? | default {} | upsert hooks ($hooks | merge {
            pre_prompt: (with $hooks.pre_prompt? { follow })
            pre_execution: (with $hooks.pre_execution? { before })
        })
        renew '-'
    }
}

use __hfenv
