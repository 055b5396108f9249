"""A door before a broker that has no login of its own: TLS, and SASL PLAIN as Event Hubs asks it.

It answers what belongs to the login by itself and passes on the rest, with its own address in place
of the broker's.
"""

import datetime
import ipaddress
import socketserver
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_HOST = "127.0.0.1"
_HANDSHAKE, _VERSIONS, _AUTHENTICATE = 17, 18, 36  # keys of Kafka's protocol
_UNSUPPORTED, _REFUSED = 35, 58  # its errors


class _Guest(socketserver.BaseRequestHandler):
    server: "_Door"

    def handle(self) -> None:
        """Let one client in, or not, and carry its requests."""
        door = self.server
        try:
            with (
                door.tls.wrap_socket(self.request, server_side=True) as client,
                create_connection((_HOST, door.behind)) as broker,
            ):
                self._serve(client, broker)
        except OSError:
            return  # the client has gone

    def _serve(self, client: socket, broker: socket) -> None:
        is_known = False
        while request := _read(client):
            key, version, number = struct.unpack(">hhi", request[:8])
            if key == _VERSIONS and version:
                answer = struct.pack(">ihi", number, _UNSUPPORTED, 0)
            elif key == _VERSIONS:
                answer = _with_login(_ask(broker, request))
            elif key == _HANDSHAKE:
                answer = struct.pack(">ihih5s", number, 0, 1, 5, b"PLAIN")
            elif key == _AUTHENTICATE:
                is_known = request.endswith(self.server.token)
                answer = struct.pack(">ihhi", number, 0 if is_known else _REFUSED, -1, 0)
            elif is_known:
                answer = self.server.with_own_address(_ask(broker, request))
            else:
                return
            client.sendall(struct.pack(">i", len(answer)) + answer)


class _Door(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, servers: str, token: bytes, tls: ssl.SSLContext) -> None:
        super().__init__((_HOST, 0), _Guest)
        self.behind, self.token, self.tls = int(servers.rpartition(":")[2]), token, tls

    def with_own_address(self, answer: bytes) -> bytes:
        """Return an answer of the broker's in which it lives here."""
        there, here = (
            _HOST.encode() + struct.pack(">i", port)
            for port in (self.behind, self.server_address[1])
        )
        return answer.replace(there, here)


@contextmanager
def login_door(servers: str, user: str, password: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Guard a broker; yields the address of the door and the file of its certificate."""
    certificate = folder / "door.pem"
    certificate.write_bytes(_certificate())
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with _Door(servers, f"\0{user}\0{password}".encode(), tls) as door:
        Thread(target=door.serve_forever, daemon=True).start()
        yield f"{_HOST}:{door.server_address[1]}", certificate
        door.shutdown()


def _read(source: socket) -> bytes:
    head = source.recv(4)
    left = struct.unpack(">i", head)[0] if len(head) == 4 else 0
    parts = []
    while left and (part := source.recv(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _ask(broker: socket, request: bytes) -> bytes:
    broker.sendall(struct.pack(">i", len(request)) + request)
    return _read(broker)


def _with_login(versions: bytes) -> bytes:
    """Add the login to what a broker says it can do."""
    count = struct.unpack(">i", versions[6:10])[0]
    login = struct.pack(">hhhhhh", _HANDSHAKE, 0, 1, _AUTHENTICATE, 0, 0)
    return versions[:6] + struct.pack(">i", count + 2) + versions[10:] + login


def _certificate() -> bytes:
    """Return a new key and a certificate of this address, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    alone = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_HOST))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - day).not_valid_after(now + day)
    signed = builder.add_extension(alone, critical=True).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private + signed.public_bytes(serialization.Encoding.PEM)
