# Profile names, one a line, without the odd ones: what is offered gets into the line as it is.
_hfenv_names() {
    local name
    command hfenv list --names 2>/dev/null | while IFS= read -r name; do
        case $name in
        *[!A-Za-z0-9._+@-]* | [!A-Za-z0-9]* | "") ;;
        *) printf '%s\n' "$name" ;;
        esac
    done
}

# Completes the command behind "hfenv run": by its own completion if bash-completion is there.
_hfenv_command() {
    local name
    if declare -F _command_offset >/dev/null; then
        _command_offset "$1"
    elif ((COMP_CWORD == $1)); then
        while IFS= read -r name; do
            COMPREPLY+=("$name")
        done < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
    fi
}

# bash takes words apart at = and @, which options and profile names have in them. Here the line is
# split at blanks alone, and --option=value is two words; what bash has of a word already is taken
# from the front of each answer.
_hfenv_complete() {
    local i line=${COMP_LINE:0:COMP_POINT} option="" run="" reply kept
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        run) run=$((i + 1)) ;;
        --) [[ -n $run ]] && run=$((i + 1)) && break ;;
        esac
    done
    if [[ $run -gt 0 && (${COMP_WORDS[run - 1]} == -- || $run -eq COMP_CWORD && $2 != -*) ]]; then
        _hfenv_command "$run"
        return
    fi

    local word=${line##*[[:space:]]} words replies=()
    kept=${word%"$2"}
    read -ra words <<<"${line%"$word"}"
    if [[ $word == --*=* ]]; then
        option=${word%%=*}=
        words+=("${word%%=*}")
        word=${word#*=}
    fi
    local COMP_WORDS=("${words[@]}" "$word") COMP_CWORD=${#words[@]}
    _hfenv "$1" "$word" "${words[COMP_CWORD - 1]}"

    for reply in "${COMPREPLY[@]}"; do
        # Options are offered when one is begun.
        if [[ $word == -* || $reply != -* ]]; then
            reply=$option$reply
            replies+=("${reply#"$kept"}")
        fi
    done
    COMPREPLY=("${replies[@]}")
}
