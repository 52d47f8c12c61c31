# hfenv for the plugin managers of zsh, by the Zsh Plugin Standard. Most take the repository's name;
# for oh-my-zsh, link this folder to $ZSH_CUSTOM/plugins/hfenv and add hfenv to plugins=(…).
#
# It evaluates `hfenv hook zsh` where the program is in the path, and does nothing elsewhere.

0="${ZERO:-${${0:#$ZSH_ARGZERO}:-${(%):-%N}}}"
0="${${(M)0:#/*}:-$PWD/$0}"

if whence -p hfenv >/dev/null; then
    eval "$(command hfenv hook zsh)"
    typeset -g __hfenv_completions="${0:h}/completions"
    if [[ -r $__hfenv_completions/_hfenv ]]; then
        fpath+=("$__hfenv_completions")
        # oh-my-zsh has looked for completions before.
        ! functions compdef >/dev/null || { autoload -Uz _hfenv && compdef _hfenv hfenv }
    fi

    # Takes everything back. What is exported stays: those are the user's values now.
    hfenv_plugin_unload() {
        emulate -L zsh
        local list
        for list in precmd_functions chpwd_functions zshaddhistory_functions; do
            set -A $list "${(@)${(@P)list}:#__hfenv_*}"
            ((${(P)#list})) || unset $list
        done
        fpath=("${(@)fpath:#$__hfenv_completions}")
        [[ $(functions git) != *__hfenv_git* ]] || unfunction git
        unset HFENV_STATE
        unfunction -m '__hfenv_*'
        unset -m '__hfenv_*'
        unfunction hfenv_plugin_unload
    }
fi
