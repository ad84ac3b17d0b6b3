"""The ways by which octets get into the server: its ports in plain text and over TLS, and the page's login and terminals."""
import http.cookiejar
import json
import socket
import ssl
import urllib.error
import urllib.parse
import urllib.request

from harness import PATIENCE

BEFORE_TLS = {"stls": ("pop3", b"STLS\r\n", b"+OK Begin"), "starttls": ("smtp", b"EHLO a\r\nSTARTTLS\r\n", b"220 2.0.0")}
OVER_TLS = ("stls", "starttls", "pop3s", "smtps")


def trusting_all():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def dial(server, way):
    """A connection to that port, or one on which TLS has begun so."""
    port, begin, until = BEFORE_TLS.get(way, (way, b"", b""))
    line = socket.create_connection((server.host, server.ports[port]), PATIENCE)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line.sendall(begin)
    heard = b""
    while until not in heard or not heard.endswith(b"\n"):
        if not begin:
            break
        heard += line.recv(4096)
    return trusting_all().wrap_socket(line) if way in OVER_TLS else line


def type_at_port(server, way, parts):
    """Says it all, and hears the server out: whoever comes next finds the maildrop free."""
    with dial(server, way) as line:
        for part in parts:
            line.sendall(part)
        socket.socket.shutdown(line, socket.SHUT_WR)  # TLS, too, goes on hearing
        return b"".join(iter(lambda: line.recv(4096), b""))


class Page:
    """A browser, without its window."""

    def __init__(self, server):
        self.address, self.key = server.link.split("/#key=")
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def open(self, path, data=None):
        return self.opener.open(self.address + path, data, timeout=PATIENCE)

    def post(self, path, form):
        """What it answers, be it a refusal."""
        with self.open("/session") as session:
            token = json.load(session)["token"]
        try:
            with self.open(path, f"{form}&token={token}".encode()) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.read()

    def type_in_terminal(self, protocol, lines):
        """The lines, the last of which ends the conversation; what the page has said to them."""
        terminal = json.loads(self.post("/t", "protocol=" + protocol))["id"]
        said = b"".join(self.post(f"/t/{terminal}/line", "line=" + urllib.parse.quote(line)) for line in lines)
        with self.open(f"/t/{terminal}/events") as events:
            for told in events:
                said += told
                if b'"ended":' in told:
                    return said
        raise AssertionError(f"the terminal has not ended: {said}")
