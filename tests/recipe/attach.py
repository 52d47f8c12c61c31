"""The editor's end of a debugger: attaches as the launch configuration says, and goes on."""
import json
import socket
import sys
import time

config = json.loads(sys.argv[1])
place = (config["connect"]["host"], config["connect"]["port"])
attached = False
for _ in range(300):
    try:
        wire = socket.create_connection(place, timeout=60)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
stream = wire.makefile("rb")


def send(number, command, arguments):
    body = {"seq": number, "type": "request", "command": command, "arguments": arguments}
    body = json.dumps(body).encode()
    wire.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)


def receive():
    length = 0
    while line := stream.readline().strip():
        length = int(line.split(b":")[1])
    return json.loads(stream.read(length))


send(1, "initialize", {"adapterID": config["type"]})
send(2, config["request"], config)
while (event := receive().get("event")) != "terminated":
    if event == "initialized":
        send(3, "configurationDone", {})
        attached = True
assert attached
