"""PHP's TLS streams: the certificate is looked at when the handshake is over."""
from __future__ import annotations

from ..endpoint import Endpoint
from ..network import SERVER
from ..run import Run
from . import version

METHODS = {"TLS 1.2": "STREAM_CRYPTO_METHOD_TLSv1_2_SERVER", "TLS 1.3": "STREAM_CRYPTO_METHOD_TLSv1_3_SERVER"}
PROGRAM = """<?php
$context = stream_context_create(['ssl' => [
    'local_cert' => 'pki/server-rsa.pem', 'local_pk' => 'pki/server-rsa.test-only.key.pem',
    'cafile' => 'pki/root.pem', 'verify_peer' => true, 'verify_peer_name' => false]]);
$server = stream_socket_server('tcp://%s:%d', $code, $text, STREAM_SERVER_BIND | STREAM_SERVER_LISTEN, $context);
$client = stream_socket_accept($server, 20);
if (stream_socket_enable_crypto($client, true, %s)) {
    fread($client, 4096);
    fwrite($client, "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\nConnection: close\\r\\n\\r\\naccepted\\n");
}
fclose($client);
"""


def name() -> str:
    return "PHP " + version("php", "--version").split()[1]


def serve(run: Run, port: int, tls: str) -> Endpoint:
    run.stacks["server"] = name()
    run.write("server.php", PROGRAM % (SERVER, port, METHODS[tls]))
    return run.serve(["php", "-d", "display_errors=1", "server.php"], port)
