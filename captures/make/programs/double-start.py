#!/usr/bin/python3
"""Sends each EAPOL-Start that leaves by an interface once more, as a station does that waits for no answer.

usage: double-start.py INTERFACE [SECONDS]     (how much later; 0 if nothing is said)
"""
from __future__ import annotations

import socket
import sys
import time

ALL, EAPOL, START = 0x0003, b"\x88\x8e", 1

wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
wire.bind((sys.argv[1], 0))
delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0
print("listening", flush=True)
while True:
    frame, (_, _, kind, *_) = wire.recvfrom(2_048)
    # What was sent here does not come back.
    if kind == socket.PACKET_OUTGOING and frame[12:14] == EAPOL and frame[15] == START:
        time.sleep(delay)
        wire.send(frame)
        print("sent again", flush=True)
