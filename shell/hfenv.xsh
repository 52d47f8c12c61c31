# hfenv for xonsh: follows cd, warns before git takes a secret along, keeps typed tokens out of the
# history. Printed by `hfenv hook xonsh`, behind lines that set __hfenv_bin and __hfenv_git_verbs.
#
# An unchanged prompt starts no process: $PWD and the times of the watched files are compared here.
# On a change one process answers with JSON. All of it is plain Python, so that neither
# $XONSH_TRACE_SUBPROC nor $RAISE_SUBPROC_ERROR has anything to do with it.

import json as _hfenv_json
import os as _hfenv_os
import re as _hfenv_re
import subprocess as _hfenv_subprocess
import sys as _hfenv_sys

_hfenv_state = {"pwd": None, "profile": None, "again": False, "told": "", "watch": {}}
_hfenv_token = _hfenv_re.compile("hf_[A-Za-z0-9]{34}|hf_(?:oauth|jwt)_eyJ")


def _hfenv_say(*lines):
    """Talks on the terminal, past whatever xonsh does with print()."""
    _hfenv_sys.stderr.write("".join("hfenv: " + line + "\n" for line in lines))
    _hfenv_sys.stderr.flush()


def _hfenv_setting(name, default):
    """A variable that the lines before this file may have set."""
    return globals().get(name, default)


def _hfenv_run(program, words, text, limit):
    """What the program prints if it succeeds. One that hangs is killed when its time is over."""
    done = _hfenv_subprocess.run(
        [program] + words,
        input=text.encode("utf-8", "surrogateescape"),
        stdout=_hfenv_subprocess.PIPE,
        env=__xonsh__.env.detype(),
        timeout=limit,
    )
    return done.stdout.decode("utf-8") if done.returncode == 0 else ""


def _hfenv_ask(words, text="", limit=3):
    """The same from wherever hfenv is by now; nothing if it is gone."""
    for program in dict.fromkeys([_hfenv_setting("__hfenv_bin", "hfenv"), "hfenv"]):
        try:
            return _hfenv_run(program, words, text, limit)
        except _hfenv_subprocess.TimeoutExpired:
            _hfenv_say(program + " does not answer; the next cd tries again")
            return ""
        except UnicodeDecodeError:
            return ""
        except OSError:
            # Moved by an upgrade, perhaps.
            continue
    return ""


def _hfenv_time(path):
    """When a file was changed, in nanoseconds; None if there is no such file."""
    try:
        return _hfenv_os.stat(path).st_mtime_ns
    except (OSError, ValueError):
        return None


def _hfenv_number(time):
    """A time of the answer. (A bare name before `and` would be a command to xonsh.)"""
    return None if time is None else int(time)


def _hfenv_where():
    """What an answer depends on beside files."""
    env = __xonsh__.env
    return {"pwd": env.get("PWD"), "profile": env.get("HFENV_PROFILE")}


def _hfenv_changed():
    state = _hfenv_state
    if state["again"] or any(state[name] != now for name, now in _hfenv_where().items()):
        return True
    return any(_hfenv_time(path) != time for path, time in state["watch"].items())


def _hfenv_update(told):
    """Takes over what hfenv answers. What is no whole answer changes nothing, and there is nothing
    to look at then but the next cd."""
    _hfenv_state.update(_hfenv_where(), again=False, watch={})
    pid = str(_hfenv_os.getpid())
    try:
        answer = _hfenv_json.loads(_hfenv_ask(["hook-env", "xonsh", pid, told]))
        if answer["api"] != 1:
            return
        env = answer["env"].items()
        watch = {path: _hfenv_number(time) for path, time in answer["watch"].items()}
        _hfenv_state.update(watch=watch, told=answer["told"], again=answer["again"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return
    for name, value in env:
        if value is None:
            __xonsh__.env.pop(name, None)
        else:
            __xonsh__.env[name] = value


def _hfenv_follow(**_):
    if _hfenv_changed():
        _hfenv_update(_hfenv_state["told"])


def _hfenv_before(cmd, **_):
    """Before a typed line runs. An alias for git would stand in the way of pipes and of the
    terminal, so HFENV_GUARD=stop warns here, too, and keeps nothing from running."""
    if _hfenv_token.search(cmd):
        _hfenv_hide_line()
    verbs = _hfenv_setting("__hfenv_git_verbs", "add stage commit push").split()
    words = cmd.split()
    if "git" in words and any(verb in words for verb in verbs):
        if __xonsh__.env.get("HFENV_GUARD") != "off":
            _hfenv_ask(["hook-git", "--line"], cmd, 5)


def _hfenv_hide_line():
    """The history forgets for one line that it remembers."""
    history = __xonsh__.history
    kept = getattr(history, "remember_history", None)
    if kept:
        history.remember_history = False
        _hfenv_state["remember"] = True
    end = ", and it is in the history now" if kept is None else " and was kept out of the history"
    _hfenv_say(
        "warning: this line has a token in it" + end,
        "hint: hfenv login asks for it at a hidden prompt",
    )


def _hfenv_after(**_):
    if _hfenv_state.pop("remember", False):
        __xonsh__.history.remember_history = True


def _hfenv_on(event, handler):
    """Takes the place of the handler of a former `execx`."""
    for old in [known for known in event if known.__name__ == handler.__name__]:
        event.discard(old)
    event(handler)


_hfenv_on(events.on_chdir, _hfenv_follow)
_hfenv_on(events.on_pre_prompt, _hfenv_follow)
_hfenv_on(events.on_precommand, _hfenv_before)
_hfenv_on(events.on_postcommand, _hfenv_after)
_hfenv_update("-")
