#!/usr/bin/python3
"""Passes datagrams on between clients and one server, and loses, doubles and delays some, by a fixed seed.

usage: udp_relay.py LISTEN_PORT SERVER_ADDRESS SERVER_PORT SEED LOSS DUPLICATION REORDERING     (shares of 0 to 1)
"""
from __future__ import annotations

import asyncio
import random
import sys


class Back(asyncio.DatagramProtocol):
    """The side of one client that faces the server."""

    def __init__(self, relay: "Relay", client: tuple):
        self.relay, self.client = relay, client

    def connection_made(self, transport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, _) -> None:
        self.relay.pass_on(data, lambda: self.relay.transport.sendto(data, self.client))


class Relay(asyncio.DatagramProtocol):
    def __init__(self, server: tuple, seed: int, loss: float, duplication: float, reordering: float):
        self.server, self.chance = server, random.Random(seed)
        self.loss, self.duplication, self.reordering = loss, duplication, reordering
        self.backs: dict[tuple, asyncio.Future] = {}

    def connection_made(self, transport) -> None:
        self.transport = transport
        print("listening", flush=True)

    def datagram_received(self, data: bytes, client: tuple) -> None:
        loop = asyncio.get_running_loop()
        if client not in self.backs:
            self.backs[client] = loop.create_task(
                loop.create_datagram_endpoint(lambda: Back(self, client), remote_addr=self.server))
        back = self.backs[client]
        self.pass_on(data, lambda: back.add_done_callback(lambda done: done.result()[0].sendto(data)))

    def pass_on(self, data: bytes, send) -> None:
        """Decides a datagram's fate."""
        loop = asyncio.get_running_loop()
        fate, again, delay = self.chance.random(), self.chance.random(), self.chance.random()
        if fate < self.loss:
            return
        loop.call_later(0.012 if delay < self.reordering else 0.001, send)
        if again < self.duplication:
            loop.call_later(0.004, send)


async def main() -> None:
    port, address, server_port, seed = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(
        lambda: Relay((address, server_port), seed, *map(float, sys.argv[5:8])), local_addr=(address, port))
    await asyncio.Event().wait()


asyncio.run(main())
