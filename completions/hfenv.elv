
use builtin;
use str;

set edit:completion:arg-completer[hfenv] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    fn names {
        try {
            e:hfenv list --names 2>/dev/null | from-lines
        } catch e {
            nop
        }
    }
    var command = 'hfenv'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'hfenv'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand export 'Print the environment for a shell or in a file format'
            cand run 'Run a command with the token in its environment'
            cand hook 'Print the plugin that follows cd, for a shell''s rc file'
            cand login 'Save a token as a profile'
            cand logout 'Forget a profile and its token'
            cand switch 'Make a profile the default'
            cand list 'List the profiles and saved logins'
            cand ls 'List the profiles and saved logins'
            cand token 'Print the token that would be used'
            cand whoami 'Ask the Hub whose token is used'
            cand why 'Explain which token is used here, and why'
            cand status 'Explain which token is used here, and why'
            cand allow 'Let the project files of a folder count'
            cand deny 'Never use the project files of a folder'
            cand setup 'Set up git and the shell, or undo it'
            cand guard 'What the guard does'
            cand git-credential 'Speak git''s credential helper protocol'
            cand completions 'Print the completions for a shell'
            cand man 'Print a page of the manual'
        }
        &'hfenv;export'= {
            put sh bash zsh ksh fish tcsh elvish nu xonsh pwsh cmd json dotenv docker github systemd k8s
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --env-file 'Also take the token and settings of this file, without approval'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;run'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --only 'Set only these variables'
            cand --env-file 'Also take the token and settings of this file, without approval'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;hook'= {
            put bash zsh fish tcsh elvish nu xonsh pwsh
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;login'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --store 'keyring, kernel, file or hf; the keyring unless said otherwise'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand --no-verify 'Don''t ask the Hub whether the token works'
            cand --keep-default 'Leave the default profile as it is'
            cand --open 'Open the token page in $BROWSER first'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;logout'= {
            names
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand --all 'Forget every profile'
            cand --force 'Forget it even if its store can''t be reached'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;switch'= {
            names
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;list'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand --names 'Print the names only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;ls'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand --names 'Print the names only'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;token'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand --show 'Print it on a terminal, too'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;whoami'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;why'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --for 'shell, git [URL] or python'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;status'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --for 'shell, git [URL] or python'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;allow'= {
            edit:complete-filename $words[-1]
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -y 'Don''t ask'
            cand --yes 'Don''t ask'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;deny'= {
            edit:complete-filename $words[-1]
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;setup'= {
            put git shell guard
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --shell 'The shell to set up instead of the calling one'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand --undo 'Take out exactly what was put in'
            cand --dry-run 'Show the change and make none'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;guard'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
            cand scan 'Look for secrets in files, commits or messages'
            cand install 'Put the guard into git''s hooks'
            cand uninstall 'Take the guard out of git''s hooks'
            cand status 'Say whether git asks the guard here'
            cand allow 'Note that a finding is no secret'
            cand rules 'List what is looked for'
        }
        &'hfenv;guard;scan'= {
            edit:complete-filename $words[-1]
            cand --range 'What these commits bring in'
            cand --message 'A commit message'
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --staged 'What the next commit takes along'
            cand --history 'Every commit, tag and message of the repository'
            cand --stdin 'Standard input'
            cand --sarif 'Print SARIF 2.1.0'
            cand --verify 'Ask the Hub whether a token that was found still works'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;guard;install'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --global 'For every repository of this user, by git''s core.hooksPath'
            cand --dry-run 'Show the change and make none'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;guard;uninstall'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --global 'What install --global put in'
            cand --dry-run 'Show the change and make none'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;guard;status'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;guard;allow'= {
            cand --reason 'Why, for whoever reads the list'
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;guard;rules'= {
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;git-credential'= {
            put get store erase capability
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;completions'= {
            put bash zsh fish pwsh elvish nu
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'hfenv;man'= {
            put hfenv git-credential-hfenv allow completions deny export git-credential guard guard-allow guard-install guard-rules guard-scan guard-status guard-uninstall hook list login logout man run setup switch token whoami why
            cand -p 'Use this profile or saved login'
            cand --profile 'Use this profile or saved login'
            cand --token-file 'Read the token from a file'
            cand --endpoint 'The Hub''s address, instead of HF_ENDPOINT'
            cand --color 'Colour: auto, always or never'
            cand --token-stdin 'Read the token from standard input'
            cand -q 'Say nothing but errors'
            cand --quiet 'Say nothing but errors'
            cand -v 'Say more, such as how the token was found'
            cand --verbose 'Say more, such as how the token was found'
            cand --no-input 'Never ask a question'
            cand --json 'Print JSON: status, list, whoami, why, guard scan and guard rules'
            cand -h 'Print help'
            cand --help 'Print help'
        }
    ]
    var values = [
        &-p= { names }
        &--profile= { names }
        &--token-file= { edit:complete-filename $words[-1] }
        &--endpoint= { nop }
        &--color= { put auto always never }
        &--env-file= { edit:complete-filename $words[-1] }
        &--only= { put HF_TOKEN HF_ENDPOINT DO_NOT_TRACK HF_ASSETS_CACHE HF_DATASETS_OFFLINE HF_HOME HF_HUB_CACHE HF_HUB_DISABLE_PROGRESS_BARS HF_HUB_DISABLE_SYMLINKS_WARNING HF_HUB_DISABLE_TELEMETRY HF_HUB_DISABLE_XET HF_HUB_DOWNLOAD_TIMEOUT HF_HUB_ETAG_TIMEOUT HF_HUB_OFFLINE HF_HUB_VERBOSITY HF_XET_CACHE HF_XET_HIGH_PERFORMANCE TRANSFORMERS_OFFLINE }
        &--store= { put keyring kernel file hf }
        &--for= { put shell git python }
        &--shell= { put sh bash zsh ksh fish tcsh elvish nu xonsh }
        &--range= { nop }
        &--message= { edit:complete-filename $words[-1] }
        &--reason= { nop }
    ]
    if (has-key $values $words[-2]) {
        $values[$words[-2]]
    } elif (has-key $completions $command) {
        $completions[$command]
    }
}
