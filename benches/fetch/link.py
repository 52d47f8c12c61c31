"""A link between two TUN interfaces: every packet waits, and some never arrive.

    link.py INTERFACE INTERFACE MILLISECONDS PER-CENT

Says "ready" when both interfaces are there, and ends when its input does.
"""

import collections
import fcntl
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
# More packets than this on their way are dropped, as by any router.
MOST = 100_000


def interface(name):
    """Opens a new TUN interface."""
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def take(tun, queue, delay, loss):
    """Reads what waits in an interface."""
    for _ in range(256):
        try:
            packet = os.read(tun, 2048)
        except BlockingIOError:
            return
        if len(queue) < MOST and random.random() >= loss:
            queue.append((time.monotonic() + delay, packet))


def give(tun, queue):
    """Writes what has waited long enough."""
    now = time.monotonic()
    while queue and queue[0][0] <= now:
        packet = queue.popleft()[1]
        try:
            os.write(tun, packet)
        except OSError:
            # The interface is not up yet, or has no room: a loss.
            continue


def main():
    names, delay, loss = sys.argv[1:3], float(sys.argv[3]) / 1000, float(sys.argv[4]) / 100
    tuns = [interface(name) for name in names]
    print("ready", flush=True)
    ways = [(tuns[0], tuns[1], collections.deque()), (tuns[1], tuns[0], collections.deque())]
    queues = {way[0]: way[2] for way in ways}
    while True:
        due = [queue[0][0] for queue in queues.values() if queue]
        wait = max(0.0, min(due) - time.monotonic()) if due else None
        ready = select.select([*tuns, sys.stdin], [], [], wait)[0]
        if sys.stdin in ready:
            return
        for tun in ready:
            take(tun, queues[tun], delay, loss)
        for _, target, queue in ways:
            give(target, queue)


main()
