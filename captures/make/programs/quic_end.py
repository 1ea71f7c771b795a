#!/usr/bin/python3
"""One end of a QUIC connection with aioquic, which says on standard output what it made of the other.

usage: quic_end.py server|client ADDRESS PORT [options]

aioquic's server can ask for a certificate and judges none: what it accepts is decided here, with the means of aioquic's own
client. It needs aioquic from PyPI.
"""
from __future__ import annotations

import argparse
import asyncio
import functools
import ssl

from aioquic import tls
from aioquic.asyncio import connect, serve
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, HandshakeCompleted, StreamDataReceived
from aioquic.quic.packet import QuicProtocolVersion

say = functools.partial(print, flush=True)
VERSIONS = {"1": QuicProtocolVersion.VERSION_1, "2": QuicProtocolVersion.VERSION_2, "unknown": 0x1A2A3A4A}


class CertificateRequired(tls.Alert):
    """What a server says that wants a certificate and gets none (RFC 8446, section 6.2)."""

    description = tls.AlertDescription(116)


class UnknownCA(tls.Alert):
    description = tls.AlertDescription(48)


def judge(options: argparse.Namespace) -> None:
    """Has servers ask for a certificate, and look at it."""
    if options.request == "none":
        return
    begin, certificate, verify = (tls.Context.__init__, tls.Context._server_handle_certificate,
                                  tls.Context._server_handle_certificate_verify)

    def init(self, *arguments, **named):
        begin(self, *arguments, **named)
        self._request_client_certificate = not self._is_client

    def handle_certificate(self, data):
        certificate(self, data)
        if self._peer_certificate is None:
            say("client presented no certificate")
            if options.request == "required":
                raise CertificateRequired("client presented no certificate")

    def handle_verify(self, data):
        verify(self, data)
        say(f"client presented {self._peer_certificate.subject.rfc4514_string()}")
        try:
            tls.verify_certificate(self._peer_certificate, self._peer_certificate_chain, cafile=options.ca)
        except tls.AlertBadCertificate as error:
            raise UnknownCA(str(error)) from error

    tls.Context.__init__ = init
    tls.Context._server_handle_certificate = handle_certificate
    tls.Context._server_handle_certificate_verify = handle_verify


class End(QuicConnectionProtocol):
    """Answers what it is asked, over HTTP/3 if that was agreed on."""

    options: argparse.Namespace
    http = None

    def quic_event_received(self, event) -> None:
        if isinstance(event, HandshakeCompleted):
            say(f"finished: {event.alpn_protocol} resumed {event.session_resumed}")
            if event.alpn_protocol == "h3":
                self.http = H3Connection(self._quic)
        elif isinstance(event, ConnectionTerminated):
            say(f"ended: error {event.error_code:#x} frame {event.frame_type} reason {event.reason_phrase!r}")
        if self.http:
            for one in self.http.handle_event(event):
                self.answer_request(one)
        elif isinstance(event, StreamDataReceived) and not self._quic.configuration.is_client:
            say(f"heard: {event.data!r}")
            self._quic.send_stream_data(event.stream_id, b"served", end_stream=True)
            self.transmit()
        elif isinstance(event, StreamDataReceived):
            say(f"heard: {event.data!r}")
            self.heard.set()

    def answer_request(self, event) -> None:
        if self._quic.configuration.is_client:
            if isinstance(event, HeadersReceived):
                say(f"status: {dict(event.headers)[b':status'].decode()}")
            elif isinstance(event, DataReceived):
                say(f"heard: {event.data!r}")
            if event.stream_ended:
                self.heard.set()
        elif isinstance(event, HeadersReceived):
            status, text = (self.options.answer.split(":", 1) + [""])[:2]
            self.http.send_headers(event.stream_id, [
                (b":status", status.encode()), (b"server", b"mtlscope-test"), (b"content-type", b"text/plain")])
            self.http.send_data(event.stream_id, text.encode(), end_stream=True)
            self.transmit()

    @functools.cached_property
    def heard(self) -> asyncio.Event:
        return asyncio.Event()

    def ask(self) -> None:
        stream = self._quic.get_next_available_stream_id()
        if self.http:
            self.http.send_headers(stream, [(b":method", b"GET"), (b":scheme", b"https"),
                                            (b":authority", b"api.example"), (b":path", b"/")], end_stream=True)
        else:
            self._quic.send_stream_data(stream, b"hello", end_stream=True)
        self.transmit()


def configuration(options: argparse.Namespace, is_client: bool) -> QuicConfiguration:
    settings = QuicConfiguration(is_client=is_client, alpn_protocols=[options.alpn], idle_timeout=6)
    if options.keys:
        settings.secrets_log_file = open(options.keys, "a", buffering=1)
    if options.certificate:
        settings.load_cert_chain(options.certificate, options.key)
    if options.ca:
        settings.load_verify_locations(options.ca)
    if options.group_first:
        tls.Context._supported_groups = [tls.Group[options.group_first]]
    if options.versions:
        settings.supported_versions = [VERSIONS[one] for one in options.versions.split(",")]
        settings.original_version = settings.supported_versions[0]
    if is_client:
        settings.server_name = options.name
        settings.verify_mode = ssl.CERT_REQUIRED
    return settings


async def run_server(options: argparse.Namespace) -> None:
    tickets: dict[bytes, tls.SessionTicket] = {}
    End.options = options
    await serve(
        options.address, options.port, configuration=configuration(options, False), create_protocol=End,
        retry=options.retry,
        session_ticket_handler=(lambda ticket: tickets.update({ticket.ticket: ticket})) if options.tickets else None,
        session_ticket_fetcher=tickets.pop if options.tickets else None)
    say("listening")
    await asyncio.Event().wait()


async def run_client(options: argparse.Namespace) -> int:
    failed = False
    settings = configuration(options, True)

    def keep(ticket: tls.SessionTicket) -> None:
        say("ticket")
        settings.session_ticket = ticket

    for number in range(options.times):
        try:
            async with connect(options.address, options.port, configuration=settings, create_protocol=End,
                               session_ticket_handler=keep if options.tickets else None,
                               local_port=options.local_port + number if options.local_port else 0) as end:
                end.ask()
                await asyncio.wait_for(end.heard.wait(), 4)
                if options.rebind:
                    end._transport.close()
                    await asyncio.get_running_loop().create_datagram_endpoint(
                        lambda: end, local_addr=("::", options.local_port + 500))
                    end.heard.clear()
                    end.ask()
                    await asyncio.wait_for(end.heard.wait(), 4)
                await asyncio.sleep(options.stay)
        except (ConnectionError, asyncio.TimeoutError) as error:
            say(f"failed: {type(error).__name__} {error}")
            failed = True
    return 1 if failed else 0


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client"])
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    for name in ("certificate", "key", "ca", "keys", "versions", "group-first"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--request", choices=["none", "optional", "required"], default="none")
    parser.add_argument("--name", default="api.example")
    parser.add_argument("--alpn", default="mtlscope-test")
    parser.add_argument("--answer", default="200:served", help="status and text over HTTP/3")
    parser.add_argument("--retry", action="store_true")
    parser.add_argument("--tickets", action="store_true")
    parser.add_argument("--rebind", action="store_true", help="go on from another port")
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--local-port", type=int, default=0)
    parser.add_argument("--stay", type=float, default=0.2)
    options = parser.parse_args()
    judge(options)
    if options.role == "server":
        asyncio.run(run_server(options))
        return 0
    return asyncio.run(run_client(options))


if __name__ == "__main__":
    raise SystemExit(main())
