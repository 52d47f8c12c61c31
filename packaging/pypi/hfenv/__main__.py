"""Starts the program that was installed along with this module."""

import os
import subprocess
import sys
import sysconfig


def program():
    """Where pip put it: the scripts of this environment, of the user, or of --target."""
    name = "hfenv" + (sysconfig.get_config_var("EXE") or "")
    user = sysconfig.get_preferred_scheme("user") if sys.version_info >= (3, 10) else os.name + "_user"
    beside = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=user),
        os.path.join(beside, "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    sys.exit("hfenv: the program is not in {}; install hfenv anew".format(" or ".join(folders)))


if __name__ == "__main__":
    words = [program(), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(words[0], words)
    sys.exit(subprocess.call(words))
