# shellcheck shell=bash
# hfenv for oh-my-bash: link the folder of this file to "$OSH_CUSTOM/plugins/hfenv", and add hfenv
# to plugins=(…).

if type -P hfenv >/dev/null; then
    eval "$(command hfenv hook bash)"
fi
