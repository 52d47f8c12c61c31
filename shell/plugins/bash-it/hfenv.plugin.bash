# shellcheck shell=bash
# hfenv for bash-it: link this file into "$BASH_IT/plugins/available", then
# `bash-it enable plugin hfenv`.

if declare -F about-plugin >/dev/null; then
    about-plugin 'the right Hugging Face token for every folder'
fi
if type -P hfenv >/dev/null; then
    eval "$(command hfenv hook bash)"
fi
