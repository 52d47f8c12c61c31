# hfenv for fisher, and for whoever links this file into ~/.config/fish/conf.d.
#
# It sources `hfenv hook fish` where the program is in the path: now, or before the first prompt,
# since config.fish comes after this and may add to the path.

function _hfenv_load --on-event fish_prompt
    functions --erase _hfenv_load
    command -q hfenv
    and command hfenv hook fish | source
end

# Takes everything back, when fisher removes the plugin. What is exported stays: those are the
# user's values now.
function _hfenv_uninstall --on-event hfenv_uninstall
    functions -q git
    and functions git | string match -q '*__hfenv_git *'
    and functions --erase git
    functions --erase (functions --all --names | string match '__hfenv_*')
    set --erase --global (set --names | string match '__hfenv_*')
    functions --erase _hfenv_load _hfenv_uninstall
end

command -q hfenv
and _hfenv_load
