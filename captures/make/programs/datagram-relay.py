"""Passes datagrams on between a client and a server, and treats some of them badly, by a seed:
datagram-relay.py PORT SERVER SERVER-PORT OWN-PORT SEED LOSS% DOUBLE% LATE%

Of each hundred, so many are lost, sent twice, or sent after the next ones.
"""
import random
import select
import socket
import sys
import time

port, server, server_port, own_port, seed, loss, double, late = (
    int(a) if a.isdigit() else a for a in sys.argv[1:9])
dice = random.Random(seed)
front = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
front.bind((server, port))
back = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
back.bind((server, own_port))
back.connect((server, server_port))
client = None
waiting: list[tuple[float, socket.socket, bytes]] = []
print("relays", flush=True)


def send(where: socket.socket, data: bytes) -> None:
    try:
        where.send(data) if where is back else where.sendto(data, client)
    except OSError:
        pass


while True:
    now = time.monotonic()
    due = [w for w in waiting if w[0] <= now]
    waiting = [w for w in waiting if w[0] > now]
    for _, where, data in due:
        send(where, data)
    timeout = min([w[0] for w in waiting], default=now + 1) - now
    for ready in select.select([front, back], [], [], max(0, timeout))[0]:
        try:
            data, source = ready.recvfrom(65535)
        except OSError:
            continue
        if ready is front:
            client = source
        if client is None:
            continue
        where = back if ready is front else front
        roll = dice.randrange(100)
        if roll < loss:
            print("lost", len(data), flush=True)
        elif roll < loss + double:
            print("doubled", len(data), flush=True)
            send(where, data)
            send(where, data)
        elif roll < loss + double + late:
            print("late", len(data), flush=True)
            waiting.append((time.monotonic() + 0.012, where, data))
        else:
            send(where, data)
