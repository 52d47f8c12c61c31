# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_hfenv_global_optspecs
    string join \n p/profile= token-stdin token-file= endpoint= q/quiet v/verbose color= no-input json h/help V/version
end

function __fish_hfenv_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_hfenv_global_optspecs) -- $cmd 2>/dev/null
    or begin
        set -e cmd[-1]
        argparse -s (__fish_hfenv_global_optspecs) -- $cmd 2>/dev/null
    end
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_hfenv_using_subcommand
    set -l cmd (__fish_hfenv_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c hfenv -n "__fish_hfenv_needs_command" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_needs_command" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_needs_command" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_needs_command" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_needs_command" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_needs_command" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_needs_command" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_needs_command" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_needs_command" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_needs_command" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_needs_command" -s V -l version -d 'Print version'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "export" -d 'Print the environment for a shell or in a file format'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "run" -d 'Run a command with the token in its environment'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "hook" -d 'Print the plugin that follows cd, for a shell\'s rc file'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "login" -d 'Save a token as a profile'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "logout" -d 'Forget a profile and its token'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "switch" -d 'Make a profile the default'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "list" -d 'List the profiles and saved logins'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "ls" -d 'List the profiles and saved logins'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "import" -d 'Make profiles of tokens that lie in plain text'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "rotate" -d 'Replace a token everywhere, and prove the old one dead'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "token" -d 'Print the token that would be used'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "whoami" -d 'Ask the Hub whose token is used'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "access" -d 'Say whether repositories may be read, and what to do if not'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "why" -d 'Explain which token is used here, and why'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "status" -d 'Explain which token is used here, and why'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "doctor" -d 'Look for what is wrong, and say what to do about it'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "allow" -d 'Let the project files of a folder count'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "deny" -d 'Never use the project files of a folder'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "setup" -d 'Set up git and the shell, or undo it'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "guard" -d 'What the guard does'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "fetch" -d 'Download files into the cache that Python shares'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "cache" -d 'What is done with the cache'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "git-credential" -d 'Speak git\'s credential helper protocol'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "completions" -d 'Print the completions for a shell'
complete -c hfenv -n "__fish_hfenv_needs_command" -f -a "man" -d 'Print a page of the manual'
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l env-file -d 'Also take the token and settings of this file, without approval' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l only -d 'Set only these variables' -r -f -a "HF_TOKEN\t''
HF_ENDPOINT\t''
DO_NOT_TRACK\t''
HF_ASSETS_CACHE\t''
HF_DATASETS_OFFLINE\t''
HF_HOME\t''
HF_HUB_CACHE\t''
HF_HUB_DISABLE_PROGRESS_BARS\t''
HF_HUB_DISABLE_SYMLINKS_WARNING\t''
HF_HUB_DISABLE_TELEMETRY\t''
HF_HUB_DISABLE_XET\t''
HF_HUB_DOWNLOAD_TIMEOUT\t''
HF_HUB_ETAG_TIMEOUT\t''
HF_HUB_OFFLINE\t''
HF_HUB_VERBOSITY\t''
HF_XET_CACHE\t''
HF_XET_HIGH_PERFORMANCE\t''
TRANSFORMERS_OFFLINE\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l env-file -d 'Also take the token and settings of this file, without approval' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l store -d 'keyring, kernel, file or hf; the keyring unless said otherwise' -r -f -a "keyring\t''
kernel\t''
file\t''
hf\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l no-verify -d 'Don\'t ask the Hub whether the token works'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l keep-default -d 'Leave the default profile as it is'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l browser -d 'Log in with a browser: a page and a code are shown'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l no-browser -d 'Show the page only, don\'t open it'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -l open -d 'Open the token page and paste'
complete -c hfenv -n "__fish_hfenv_using_subcommand login" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l all -d 'Forget every profile'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -l force -d 'Forget it even if its store can\'t be reached'
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -l names -d 'Print the names only'
complete -c hfenv -n "__fish_hfenv_using_subcommand list" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -l names -d 'Print the names only'
complete -c hfenv -n "__fish_hfenv_using_subcommand ls" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l store -d 'keyring, kernel, file or hf; the keyring unless said otherwise' -r -f -a "keyring\t''
kernel\t''
file\t''
hf\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l remove -d 'Take the tokens out of plain text, once they are in profiles'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l dry-run -d 'Show what was found and change nothing'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l yes -d 'Don\'t ask before anything is changed'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l no-verify -d 'Don\'t ask the Hub whose tokens these are'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -l undo -d 'Put back what was removed, with the tokens from their profiles'
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l dry-run -d 'Show where the token lies and change nothing'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l yes -d 'Don\'t ask before anything is changed'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l fewer-rights -d 'Take a token that may do less than the old one'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l no-browser -d 'Don\'t open the token page in a browser'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -l abandon -d 'Forget the former token though it may still work'
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -l show -d 'Print it on a terminal, too'
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -l fresh -d 'Ask the Hub even if it answered within the last minute'
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l type -d 'What kind of repository they are: model, dataset, space or kernel' -r -f -a "model\t''
dataset\t''
space\t''
kernel\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -l write -d 'Whether they may be written to'
complete -c hfenv -n "__fish_hfenv_using_subcommand access" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l for -d 'shell, git [URL], python or fetch [REPO]' -r -f -a "shell\t''
git\t''
python\t''
fetch\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand why" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l for -d 'shell, git [URL], python or fetch [REPO]' -r -f -a "shell\t''
git\t''
python\t''
fetch\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand status" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l fix -d 'Make the safe changes, after showing them'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l undo -d 'Take back what the last --fix has done'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l dry-run -d 'Show what --fix or --undo would do'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l yes -d 'Don\'t ask before --fix or --undo changes anything'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l online -d 'Ask the Hub, too: is it there, do the tokens work, is the clock right'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -l list -d 'List the checks'
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -s y -l yes -d 'Don\'t ask'
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l shell -d 'The shell to set up instead of the calling one' -r -f -a "sh\t''
bash\t''
zsh\t''
ksh\t''
fish\t''
tcsh\t''
elvish\t''
nu\t''
xonsh\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l undo -d 'Take out exactly what was put in'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -l dry-run -d 'Show the change and make none'
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -f -a "scan" -d 'Look for secrets in files, commits or messages'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -f -a "install" -d 'Put the guard into git\'s hooks'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -f -a "uninstall" -d 'Take the guard out of git\'s hooks'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -f -a "status" -d 'Say whether git asks the guard here'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -f -a "allow" -d 'Note that a finding is no secret'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and not __fish_seen_subcommand_from scan install uninstall status allow rules" -f -a "rules" -d 'List what is looked for'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l range -d 'What these commits bring in' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l message -d 'A commit message' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l staged -d 'What the next commit takes along'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l history -d 'Every commit, tag and message of the repository'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l stdin -d 'Standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l sarif -d 'Print SARIF 2.1.0'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l verify -d 'Ask the Hub whether a token that was found still works'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from scan" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l global -d 'For every repository of this user, by git\'s core.hooksPath'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l dry-run -d 'Show the change and make none'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l global -d 'What install --global put in'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l dry-run -d 'Show the change and make none'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l reason -d 'Why, for whoever reads the list' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from allow" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand guard; and __fish_seen_subcommand_from rules" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l type -d 'What kind of repository it is: model, dataset, space or kernel' -r -f -a "model\t''
dataset\t''
space\t''
kernel\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l revision -d 'A branch, a tag, a commit or refs/pr/N; main unless said otherwise' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l include -d 'Only files that match, such as \'*.json\'; * crosses /; may be given more than once' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l exclude -d 'No files that match; may be given more than once' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l local-dir -d 'Put real files into this folder instead of the cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l max-workers -d 'Most connections at once' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l dry-run -d 'Show what would come, and how much'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l force -d 'Download what is here, too'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -l offline -d 'Ask nobody: what is in the cache must be enough'
complete -c hfenv -n "__fish_hfenv_using_subcommand fetch" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "ls" -d 'List what is in the cache'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "list" -d 'List what is in the cache'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "rm" -d 'Delete repositories or revisions'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "prune" -d 'Delete what nobody refers to'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "verify" -d 'Check that files are what their names say'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "trim" -d 'Make the cache smaller, least recently used first'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "where" -d 'Print where the cache is'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and not __fish_seen_subcommand_from ls list rm prune verify trim where move" -f -a "move" -d 'Move the cache to another folder'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -s f -l filter -d 'Only what this is true of, such as \'size>1GB\'; all of several' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l sort -d 'By size, name, accessed or modified, with :asc or :desc' -r -f -a "name\t''
name:desc\t''
size\t''
size:asc\t''
accessed\t''
accessed:asc\t''
modified\t''
modified:asc\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l limit -d 'Only the first N' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l revisions -d 'List revisions instead of repositories'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -s f -l filter -d 'Only what this is true of, such as \'size>1GB\'; all of several' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l sort -d 'By size, name, accessed or modified, with :asc or :desc' -r -f -a "name\t''
name:desc\t''
size\t''
size:asc\t''
accessed\t''
accessed:asc\t''
modified\t''
modified:asc\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l limit -d 'Only the first N' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l revisions -d 'List revisions instead of repositories'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -s y -l yes -d 'Don\'t ask'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l dry-run -d 'Show what would be deleted, and delete nothing'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Don\'t ask'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l dry-run -d 'Show what would be deleted, and delete nothing'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l revision -d 'Only this branch, tag or commit' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l repair -d 'Delete what is wrong, so that it can be fetched again'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l max-size -d 'As large as the cache may be, such as 200GB, 1.5TB or 50GiB' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -s y -l yes -d 'Don\'t ask'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l dry-run -d 'Show what would be deleted, and delete nothing'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from trim" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from where" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l cache-dir -d 'Use this cache' -r -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand cache; and __fish_seen_subcommand_from move" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -s h -l help -d 'Print help'
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -s p -l profile -d 'Use this profile or saved login' -r -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -l token-file -d 'Read the token from a file' -r -F
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -l endpoint -d 'The Hub\'s address, instead of HF_ENDPOINT' -r -f
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -l color -d 'Colour: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -l token-stdin -d 'Read the token from standard input'
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -s q -l quiet -d 'Say nothing but errors'
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -s v -l verbose -d 'Say more, such as how the token was found'
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -l no-input -d 'Never ask a question'
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -l json -d 'Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard'
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -s h -l help -d 'Print help'

# Profile names, one a line.
function __fish_hfenv_names
    command -q hfenv; and command hfenv list --names 2>/dev/null
end

complete -c hfenv -n "__fish_hfenv_using_subcommand login" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand list ls" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand token" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand whoami" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand why status" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand guard" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand cache" -f
complete -c hfenv -n "__fish_hfenv_using_subcommand export" -f -a "sh bash zsh ksh fish tcsh elvish nu xonsh pwsh cmd json dotenv docker github systemd k8s"
complete -c hfenv -n "__fish_hfenv_using_subcommand run" -f -a "(__fish_complete_subcommand --fcs-skip=2 -p --profile --token-file --endpoint --color --env-file --only --store --type --for --shell --range --message --reason --revision --include --exclude --local-dir --cache-dir --max-workers -f --filter --sort --limit --max-size)"
complete -c hfenv -n "__fish_hfenv_using_subcommand hook" -f -a "bash zsh fish tcsh elvish nu xonsh pwsh"
complete -c hfenv -n "__fish_hfenv_using_subcommand logout" -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand switch" -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand import" -f -a "hf git netrc shell dotenv ci"
complete -c hfenv -n "__fish_hfenv_using_subcommand rotate" -f -a "(__fish_hfenv_names)"
complete -c hfenv -n "__fish_hfenv_using_subcommand doctor" -f -a "token-sources project python-view python-git legacy-variables implicit-token offline-variables token-expiry token-role token-works rejections own-files profiles env-files plain-text notebooks shell-history file-modes git-version git-helper git-path git-others shell-hook guard keyring kernel-keyring program clock proxy endpoint certificates cache-variables cache-space cache-permissions cache-symlinks cache-parts"
complete -c hfenv -n "__fish_hfenv_using_subcommand allow" -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand deny" -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand setup" -f -a "git shell guard"
complete -c hfenv -n "__fish_hfenv_using_subcommand move" -f -a "(__fish_complete_directories)"
complete -c hfenv -n "__fish_hfenv_using_subcommand git-credential" -f -a "get store erase capability"
complete -c hfenv -n "__fish_hfenv_using_subcommand completions" -f -a "bash zsh fish pwsh elvish nu"
complete -c hfenv -n "__fish_hfenv_using_subcommand man" -f -a "hfenv git-credential-hfenv access allow cache cache-ls cache-move cache-prune cache-rm cache-trim cache-verify cache-where completions deny doctor export fetch git-credential guard guard-allow guard-install guard-rules guard-scan guard-status guard-uninstall hook import list login logout man rotate run setup switch token whoami why"
