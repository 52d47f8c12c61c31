module completions {

  def "nu-complete hfenv profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv color" [] {
    [ "auto" "always" "never" ]
  }

  # The right Hugging Face token for every tool, and for nobody else
  export extern hfenv [
    --profile(-p): string@"nu-complete hfenv profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    --version(-V)             # Print version
  ]

  def "nu-complete hfenv export profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv export color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv export target" [] {
    [ "sh" "bash" "zsh" "ksh" "fish" "tcsh" "elvish" "nu" "xonsh" "pwsh" "cmd" "json" "dotenv" "docker" "github" "systemd" "k8s" ]
  }

  # Print the environment for a shell or in a file format
  export extern "hfenv export" [
    --profile(-p): string@"nu-complete hfenv export profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv export color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --env-file: path          # Also take the token and settings of this file, without approval
    --help(-h)                # Print help
    target?: string@"nu-complete hfenv export target" # sh, bash, zsh, ksh, fish, tcsh, elvish, nu, xonsh, pwsh, cmd; json, dotenv, docker, github, systemd, k8s. Without it: the calling shell
  ]

  def "nu-complete hfenv run profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv run color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv run only" [] {
    [ "HF_TOKEN" "HF_ENDPOINT" "DO_NOT_TRACK" "HF_ASSETS_CACHE" "HF_DATASETS_OFFLINE" "HF_HOME" "HF_HUB_CACHE" "HF_HUB_DISABLE_PROGRESS_BARS" "HF_HUB_DISABLE_SYMLINKS_WARNING" "HF_HUB_DISABLE_TELEMETRY" "HF_HUB_DISABLE_XET" "HF_HUB_DOWNLOAD_TIMEOUT" "HF_HUB_ETAG_TIMEOUT" "HF_HUB_OFFLINE" "HF_HUB_VERBOSITY" "HF_XET_CACHE" "HF_XET_HIGH_PERFORMANCE" "TRANSFORMERS_OFFLINE" ]
  }

  # Run a command with the token in its environment
  export extern "hfenv run" [
    --profile(-p): string@"nu-complete hfenv run profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv run color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --only: string@"nu-complete hfenv run only" # Set only these variables
    --env-file: path          # Also take the token and settings of this file, without approval
    --help(-h)                # Print help
    ...command: string        # The command and its arguments
  ]

  def "nu-complete hfenv hook profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv hook color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv hook shell" [] {
    [ "bash" "zsh" "fish" "tcsh" "elvish" "nu" "xonsh" "pwsh" ]
  }

  # Print the plugin that follows cd, for a shell's rc file
  export extern "hfenv hook" [
    --profile(-p): string@"nu-complete hfenv hook profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv hook color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    shell: string@"nu-complete hfenv hook shell" # bash, zsh, fish, tcsh, elvish, xonsh, nu or pwsh
  ]

  def "nu-complete hfenv login profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv login color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv login store" [] {
    [ "keyring" "kernel" "file" "hf" ]
  }

  # Save a token as a profile
  export extern "hfenv login" [
    --profile(-p): string@"nu-complete hfenv login profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv login color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --store: string@"nu-complete hfenv login store" # keyring, kernel, file or hf; the keyring unless said otherwise
    --no-verify               # Don't ask the Hub whether the token works
    --keep-default            # Leave the default profile as it is
    --browser                 # Log in with a browser: a page and a code are shown
    --no-browser              # Show the page only, don't open it
    --open                    # Open the token page and paste
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv logout profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv logout color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv logout name" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  # Forget a profile and its token
  export extern "hfenv logout" [
    --profile(-p): string@"nu-complete hfenv logout profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv logout color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --all                     # Forget every profile
    --force                   # Forget it even if its store can't be reached
    --help(-h)                # Print help
    name?: string@"nu-complete hfenv logout name" # The profile; the default one without it
  ]

  def "nu-complete hfenv switch profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv switch color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv switch name" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  # Make a profile the default
  export extern "hfenv switch" [
    --profile(-p): string@"nu-complete hfenv switch profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv switch color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    name: string@"nu-complete hfenv switch name" # The profile
  ]

  def "nu-complete hfenv list profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv list color" [] {
    [ "auto" "always" "never" ]
  }

  # List the profiles and saved logins
  export extern "hfenv list" [
    --profile(-p): string@"nu-complete hfenv list profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv list color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --names                   # Print the names only
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv import profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv import color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv import kinds" [] {
    [ "hf" "git" "netrc" "shell" "dotenv" "ci" ]
  }

  def "nu-complete hfenv import store" [] {
    [ "keyring" "kernel" "file" "hf" ]
  }

  # Make profiles of tokens that lie in plain text
  export extern "hfenv import" [
    --profile(-p): string@"nu-complete hfenv import profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv import color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --remove                  # Take the tokens out of plain text, once they are in profiles
    --dry-run                 # Show what was found and change nothing
    --yes                     # Don't ask before anything is changed
    --store: string@"nu-complete hfenv import store" # keyring, kernel, file or hf; the keyring unless said otherwise
    --no-verify               # Don't ask the Hub whose tokens these are
    --undo                    # Put back what was removed, with the tokens from their profiles
    --help(-h)                # Print help
    ...kinds: string@"nu-complete hfenv import kinds" # hf, git, netrc, shell, dotenv or ci
  ]

  def "nu-complete hfenv rotate profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv rotate color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv rotate name" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  # Replace a token everywhere, and prove the old one dead
  export extern "hfenv rotate" [
    --profile(-p): string@"nu-complete hfenv rotate profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv rotate color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --dry-run                 # Show where the token lies and change nothing
    --yes                     # Don't ask before anything is changed
    --fewer-rights            # Take a token that may do less than the old one
    --no-browser              # Don't open the token page in a browser
    --abandon                 # Forget the former token though it may still work
    --help(-h)                # Print help
    name: string@"nu-complete hfenv rotate name" # The profile
  ]

  def "nu-complete hfenv token profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv token color" [] {
    [ "auto" "always" "never" ]
  }

  # Print the token that would be used
  export extern "hfenv token" [
    --profile(-p): string@"nu-complete hfenv token profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv token color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --show                    # Print it on a terminal, too
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv whoami profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv whoami color" [] {
    [ "auto" "always" "never" ]
  }

  # Ask the Hub whose token is used
  export extern "hfenv whoami" [
    --profile(-p): string@"nu-complete hfenv whoami profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv whoami color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --fresh                   # Ask the Hub even if it answered within the last minute
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv access profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv access color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv access kind" [] {
    [ "model" "dataset" "space" "kernel" ]
  }

  # Say whether repositories may be read, and what to do if not
  export extern "hfenv access" [
    --profile(-p): string@"nu-complete hfenv access profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv access color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --type: string@"nu-complete hfenv access kind" # What kind of repository they are: model, dataset, space or kernel
    --write                   # Whether they may be written to
    --help(-h)                # Print help
    ...repos: string          # org/name, datasets/org/name, `hf://org/name`, or an address of the Hub
  ]

  def "nu-complete hfenv why profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv why color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv why consumer" [] {
    [ "shell" "git" "python" "fetch" ]
  }

  # Explain which token is used here, and why
  export extern "hfenv why" [
    --profile(-p): string@"nu-complete hfenv why profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv why color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --for: string@"nu-complete hfenv why consumer" # shell, git [URL], python or fetch [REPO]
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv doctor profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv doctor color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv doctor checks" [] {
    [ "token-sources" "project" "python-view" "python-git" "legacy-variables" "implicit-token" "offline-variables" "token-expiry" "token-role" "token-works" "rejections" "own-files" "profiles" "env-files" "plain-text" "notebooks" "shell-history" "file-modes" "git-version" "git-helper" "git-path" "git-others" "shell-hook" "guard" "keyring" "kernel-keyring" "program" "clock" "proxy" "endpoint" "certificates" "cache-variables" "cache-space" "cache-permissions" "cache-symlinks" "cache-parts" ]
  }

  # Look for what is wrong, and say what to do about it
  export extern "hfenv doctor" [
    --profile(-p): string@"nu-complete hfenv doctor profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv doctor color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --fix                     # Make the safe changes, after showing them
    --undo                    # Take back what the last --fix has done
    --dry-run                 # Show what --fix or --undo would do
    --yes                     # Don't ask before --fix or --undo changes anything
    --online                  # Ask the Hub, too: is it there, do the tokens work, is the clock right
    --list                    # List the checks
    --help(-h)                # Print help
    ...checks: string@"nu-complete hfenv doctor checks" # Only these checks
  ]

  def "nu-complete hfenv allow profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv allow color" [] {
    [ "auto" "always" "never" ]
  }

  # Let the project files of a folder count
  export extern "hfenv allow" [
    --profile(-p): string@"nu-complete hfenv allow profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv allow color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --yes(-y)                 # Don't ask
    --help(-h)                # Print help
    dir?: directory           # The folder; the current one without it
  ]

  def "nu-complete hfenv deny profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv deny color" [] {
    [ "auto" "always" "never" ]
  }

  # Never use the project files of a folder
  export extern "hfenv deny" [
    --profile(-p): string@"nu-complete hfenv deny profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv deny color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    dir?: directory           # The folder; the current one without it
  ]

  def "nu-complete hfenv setup profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv setup color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv setup part" [] {
    [ "git" "shell" "guard" ]
  }

  def "nu-complete hfenv setup shell" [] {
    [ "sh" "bash" "zsh" "ksh" "fish" "tcsh" "elvish" "nu" "xonsh" ]
  }

  # Set up git and the shell, or undo it
  export extern "hfenv setup" [
    --profile(-p): string@"nu-complete hfenv setup profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv setup color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --undo                    # Take out exactly what was put in
    --dry-run                 # Show the change and make none
    --shell: string@"nu-complete hfenv setup shell" # The shell to set up instead of the calling one
    --help(-h)                # Print help
    part?: string@"nu-complete hfenv setup part" # git, shell or guard; the first two without it
  ]

  def "nu-complete hfenv guard profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard color" [] {
    [ "auto" "always" "never" ]
  }

  # What the guard does
  export extern "hfenv guard" [
    --profile(-p): string@"nu-complete hfenv guard profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv guard scan profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard scan color" [] {
    [ "auto" "always" "never" ]
  }

  # Look for secrets in files, commits or messages
  export extern "hfenv guard scan" [
    --staged                  # What the next commit takes along
    --range: string           # What these commits bring in
    --history                 # Every commit, tag and message of the repository
    --message: path           # A commit message
    --stdin                   # Standard input
    --sarif                   # Print SARIF 2.1.0
    --verify                  # Ask the Hub whether a token that was found still works
    --profile(-p): string@"nu-complete hfenv guard scan profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard scan color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    ...paths: path            # Files and folders; the current folder without any
  ]

  def "nu-complete hfenv guard install profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard install color" [] {
    [ "auto" "always" "never" ]
  }

  # Put the guard into git's hooks
  export extern "hfenv guard install" [
    --global                  # For every repository of this user, by git's core.hooksPath
    --dry-run                 # Show the change and make none
    --profile(-p): string@"nu-complete hfenv guard install profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard install color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv guard uninstall profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard uninstall color" [] {
    [ "auto" "always" "never" ]
  }

  # Take the guard out of git's hooks
  export extern "hfenv guard uninstall" [
    --global                  # What install --global put in
    --dry-run                 # Show the change and make none
    --profile(-p): string@"nu-complete hfenv guard uninstall profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard uninstall color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv guard status profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard status color" [] {
    [ "auto" "always" "never" ]
  }

  # Say whether git asks the guard here
  export extern "hfenv guard status" [
    --profile(-p): string@"nu-complete hfenv guard status profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard status color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv guard allow profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard allow color" [] {
    [ "auto" "always" "never" ]
  }

  # Note that a finding is no secret
  export extern "hfenv guard allow" [
    --reason: string          # Why, for whoever reads the list
    --profile(-p): string@"nu-complete hfenv guard allow profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard allow color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    ...fingerprints: string   # As guard scan prints it
  ]

  def "nu-complete hfenv guard rules profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv guard rules color" [] {
    [ "auto" "always" "never" ]
  }

  # List what is looked for
  export extern "hfenv guard rules" [
    --profile(-p): string@"nu-complete hfenv guard rules profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv guard rules color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv fetch profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv fetch color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv fetch kind" [] {
    [ "model" "dataset" "space" "kernel" ]
  }

  # Download files into the cache that Python shares
  export extern "hfenv fetch" [
    --profile(-p): string@"nu-complete hfenv fetch profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv fetch color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --type: string@"nu-complete hfenv fetch kind" # What kind of repository it is: model, dataset, space or kernel
    --revision: string        # A branch, a tag, a commit or refs/pr/N; main unless said otherwise
    --include: string         # Only files that match, such as '*.json'; * crosses /; may be given more than once
    --exclude: string         # No files that match; may be given more than once
    --local-dir: directory    # Put real files into this folder instead of the cache
    --cache-dir: directory    # Use this cache
    --max-workers: string     # Most connections at once
    --dry-run                 # Show what would come, and how much
    --force                   # Download what is here, too
    --offline                 # Ask nobody: what is in the cache must be enough
    --help(-h)                # Print help
    repo: string              # org/name, datasets/org/name, hf://org/name[@REVISION][/PATH], or an address of the Hub
    ...files: string          # Only these files; FOLDER/ means all that is in it
  ]

  def "nu-complete hfenv cache profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache color" [] {
    [ "auto" "always" "never" ]
  }

  # What is done with the cache
  export extern "hfenv cache" [
    --profile(-p): string@"nu-complete hfenv cache profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv cache ls sort" [] {
    [ "name" "name:desc" "size" "size:asc" "accessed" "accessed:asc" "modified" "modified:asc" ]
  }

  def "nu-complete hfenv cache ls profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache ls color" [] {
    [ "auto" "always" "never" ]
  }

  # List what is in the cache
  export extern "hfenv cache ls" [
    --revisions               # List revisions instead of repositories
    --filter(-f): string      # Only what this is true of, such as 'size>1GB'; all of several
    --sort: string@"nu-complete hfenv cache ls sort" # By size, name, accessed or modified, with :asc or :desc
    --limit: string           # Only the first N
    --profile(-p): string@"nu-complete hfenv cache ls profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache ls color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv cache rm profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache rm color" [] {
    [ "auto" "always" "never" ]
  }

  # Delete repositories or revisions
  export extern "hfenv cache rm" [
    --yes(-y)                 # Don't ask
    --dry-run                 # Show what would be deleted, and delete nothing
    --profile(-p): string@"nu-complete hfenv cache rm profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache rm color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
    ...targets: string        # org/name, datasets/org/name, the first 7 or more digits of a revision, or `hf://…`
  ]

  def "nu-complete hfenv cache prune profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache prune color" [] {
    [ "auto" "always" "never" ]
  }

  # Delete what nobody refers to
  export extern "hfenv cache prune" [
    --yes(-y)                 # Don't ask
    --dry-run                 # Show what would be deleted, and delete nothing
    --profile(-p): string@"nu-complete hfenv cache prune profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache prune color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv cache verify profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache verify color" [] {
    [ "auto" "always" "never" ]
  }

  # Check that files are what their names say
  export extern "hfenv cache verify" [
    --revision: string        # Only this branch, tag or commit
    --repair                  # Delete what is wrong, so that it can be fetched again
    --profile(-p): string@"nu-complete hfenv cache verify profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache verify color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
    ...repos: string          # org/name, datasets/org/name …; all of them without any
  ]

  def "nu-complete hfenv cache trim profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache trim color" [] {
    [ "auto" "always" "never" ]
  }

  # Make the cache smaller, least recently used first
  export extern "hfenv cache trim" [
    --max-size: string        # As large as the cache may be, such as 200GB, 1.5TB or 50GiB
    --yes(-y)                 # Don't ask
    --dry-run                 # Show what would be deleted, and delete nothing
    --profile(-p): string@"nu-complete hfenv cache trim profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache trim color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv cache where profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache where color" [] {
    [ "auto" "always" "never" ]
  }

  # Print where the cache is
  export extern "hfenv cache where" [
    --profile(-p): string@"nu-complete hfenv cache where profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache where color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
  ]

  def "nu-complete hfenv cache move profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv cache move color" [] {
    [ "auto" "always" "never" ]
  }

  # Move the cache to another folder
  export extern "hfenv cache move" [
    --profile(-p): string@"nu-complete hfenv cache move profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv cache move color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --cache-dir: directory    # Use this cache
    --help(-h)                # Print help
    to: directory             # Where to: a new or empty folder, or one that a move began to fill
  ]

  def "nu-complete hfenv git-credential profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv git-credential color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv git-credential operation" [] {
    [ "get" "store" "erase" "capability" ]
  }

  # Speak git's credential helper protocol
  export extern "hfenv git-credential" [
    --profile(-p): string@"nu-complete hfenv git-credential profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv git-credential color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    operation: string@"nu-complete hfenv git-credential operation" # get, store, erase or capability
  ]

  def "nu-complete hfenv completions profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv completions shell" [] {
    [ "bash" "zsh" "fish" "pwsh" "elvish" "nu" ]
  }

  # Print the completions for a shell
  export extern "hfenv completions" [
    --profile(-p): string@"nu-complete hfenv completions profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv completions color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    shell: string@"nu-complete hfenv completions shell" # bash, zsh, fish, pwsh, elvish or nu
  ]

  def "nu-complete hfenv man profile" [] {
    try { ^hfenv list --names | complete | get stdout | lines | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }
  }

  def "nu-complete hfenv man color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete hfenv man page" [] {
    [ "hfenv" "git-credential-hfenv" "access" "allow" "cache" "cache-ls" "cache-move" "cache-prune" "cache-rm" "cache-trim" "cache-verify" "cache-where" "completions" "deny" "doctor" "export" "fetch" "git-credential" "guard" "guard-allow" "guard-install" "guard-rules" "guard-scan" "guard-status" "guard-uninstall" "hook" "import" "list" "login" "logout" "man" "rotate" "run" "setup" "switch" "token" "whoami" "why" ]
  }

  # Print a page of the manual
  export extern "hfenv man" [
    --profile(-p): string@"nu-complete hfenv man profile" # Use this profile or saved login
    --token-stdin             # Read the token from standard input
    --token-file: path        # Read the token from a file
    --endpoint: string        # The Hub's address, instead of HF_ENDPOINT
    --quiet(-q)               # Say nothing but errors
    --verbose(-v)             # Say more, such as how the token was found
    --color: string@"nu-complete hfenv man color" # Colour: auto, always or never
    --no-input                # Never ask a question
    --json                    # Print JSON: status, list, whoami, access, import, why, doctor, fetch, cache, guard
    --help(-h)                # Print help
    ...page: string@"nu-complete hfenv man page" # The command, or git-credential-hfenv; hfenv as a whole without it
  ]

}

export use completions *
