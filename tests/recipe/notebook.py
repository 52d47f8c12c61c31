"""Starts the kernel of this name and does what a notebook does: runs cells, and interrupts one."""
import sys

from jupyter_client.manager import start_new_kernel

TOKEN = """import hashlib, os
print("token", hashlib.sha256(os.environ["HF_TOKEN"].encode()).hexdigest())
"""
SAME = """from huggingface_hub import get_token
print(get_token() == os.environ["HF_TOKEN"])
"""
SLEEP = """import time
print("asleep", flush=True)
time.sleep(60)
"""

manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=60)


def run(code):
    said = []

    def hook(message):
        if message["msg_type"] == "stream":
            said.append(message["content"]["text"])

    reply = client.execute_interactive(code, output_hook=hook, timeout=60)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(said).strip()


try:
    print(run(TOKEN))
    print("same", run(SAME))
    print("user", run(sys.argv[2]))
    client.execute(SLEEP)
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=60))["content"].get("status") != "error":
        pass
    print("interrupted", reply["content"]["ename"])
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
