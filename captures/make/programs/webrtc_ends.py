#!/usr/bin/env python3
"""Both ends of a WebRTC data channel with aiortc, which say on standard output what they made of each other.

    webrtc_ends.py OFFERING ANSWERING KEYS        the ends' addresses; secrets are appended to the file KEYS

Who answers the offer is the client of DTLS. Both present certificates that they made themselves, and check the other's by
its fingerprint in the session description alone.
"""
import asyncio
import sys

import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.rtcdtlstransport import RTCCertificate

ADDRESSES, KEYS = iter(sys.argv[1:3]), sys.argv[3]
# Asked once by each end, the one that offers first.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [next(ADDRESSES)]
make_context = RTCCertificate._create_ssl_context


def context_with_log(certificate, *arguments, **named):
    context = make_context(certificate, *arguments, **named)

    def log(connection, line: bytes) -> None:
        with open(KEYS, "ab") as file:
            file.write(line + b"\n")

    context.set_keylog_callback(log)
    return context


RTCCertificate._create_ssl_context = context_with_log


def port(end: RTCPeerConnection) -> int:
    pair = end.sctp.transport.transport._connection._nominated[1]
    return pair.local_candidate.port


async def main() -> None:
    offering, answering = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
    heard = asyncio.get_running_loop().create_future()
    channel = offering.createDataChannel("chat")
    channel.on("open", lambda: channel.send("hello"))
    answering.on("datachannel", lambda theirs: theirs.on("message", lambda text: heard.set_result(text)))
    await offering.setLocalDescription(await offering.createOffer())
    await answering.setRemoteDescription(offering.localDescription)
    await answering.setLocalDescription(await answering.createAnswer())
    await offering.setRemoteDescription(answering.localDescription)
    print("heard:", await asyncio.wait_for(heard, 10), flush=True)
    for name, end in (("offering", offering), ("answering", answering)):
        transport = end.sctp.transport
        certificate = transport._ssl.get_peer_certificate()
        print(f"{name}: role {transport._role}, state {transport.state}, port {port(end)}, peer presented "
              f"{certificate.digest('sha256').decode()[:23]}", flush=True)
    await offering.close()
    await answering.close()


asyncio.run(main())
