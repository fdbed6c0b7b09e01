"""A server with one route, /hello, for people whose token says what CLAIM asks for."""
import json
import os
import re
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from believe import NotBelieved, believe, has_value
from people_keys import CannotDecide, PeopleKeys


def needed(name, what):
    if not os.environ.get(name):
        sys.exit(f"{name} is not set: {what}")
    return os.environ[name]


PEOPLE_URL = os.environ.get("PEOPLE_URL", "http://localhost:8080")
CA_FILE = os.environ.get("CA_FILE") or None
ISSUER = needed("ISSUER", "whose tokens are believed, as tokens.issuer of the configuration of people")
AUDIENCE = os.environ.get("AUDIENCE") or None
CLAIM, _, VALUE = needed("CLAIM", "what a token must say, as in CLAIM=test=acc").partition("=")
if not CLAIM or not VALUE or re.search("[,=]", VALUE):
    sys.exit("CLAIM is not one name=value, as in CLAIM=test=acc")
try:
    FLOOR = float(os.environ.get("FLOOR_SECONDS", "10"))
    if not FLOOR > 0:
        raise ValueError
except ValueError:
    sys.exit("FLOOR_SECONDS is not a number of seconds, as in FLOOR_SECONDS=10")
PORT = os.environ.get("PORT", "3500")
if not re.fullmatch("[0-9]{1,5}", PORT) or int(PORT) > 65535:
    sys.exit("PORT is not the number of a port, as in PORT=3500")

try:
    keys = PeopleKeys(f"{PEOPLE_URL}/api/pkeys", CA_FILE, FLOOR)
except OSError as error:
    sys.exit(f"CA_FILE cannot be used: {error}")


class Refusal(Exception):
    """How a request is refused (RFC 6750 §3): status, message, and the error of the challenge, if there is one."""


def let_in(authorization):
    """The claims of whoever may come in, for all the Authorization headers of a request. Raises Refusal."""
    if len(authorization) > 1:
        raise Refusal(400, "send one Authorization header", "invalid_request")
    match = re.fullmatch(r"Bearer +(.*)", authorization[0], re.IGNORECASE) if authorization else None
    if not match:  # no error code: the caller may not know that a token is needed (RFC 6750 §3.1)
        raise Refusal(401, "a bearer token is needed", None)
    try:
        claims = believe(match[1], keys.key_for, ISSUER, AUDIENCE)
    except NotBelieved as error:
        raise Refusal(401, f"the token is not believed: {error}", "invalid_token") from error
    except CannotDecide as error:
        raise Refusal(503, str(error), None) from error
    if not has_value(claims, CLAIM, VALUE):
        raise Refusal(403, f"the token does not say {CLAIM}={VALUE}", "insufficient_scope")
    return claims


# Seconds from a connection to the end of its answer.
LONGEST_REQUEST = 10


class Hello(BaseHTTPRequestHandler):
    timeout = LONGEST_REQUEST

    def do_GET(self):
        if self.path != "/hello":
            return self.send(404, {"message": "there is /hello, and nothing else"})
        try:
            claims = let_in(self.headers.get_all("Authorization", []))
        except Refusal as refusal:
            status, message, error = refusal.args
            challenge = 'Bearer realm="people"' + (f', error="{error}"' if error else "")
            return self.send(status, {"message": message}, None if status == 503 else challenge)
        return self.send(200, {"hello": claims.get("sub")})

    def send(self, status, body, challenge=None):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode() + b"\n")

    def log_message(self, format, *args):
        """Says nothing of requests: what is interesting is said where it happens."""


class Server(ThreadingHTTPServer):
    request_queue_size = 128  # how many may come at once

    def __init__(self, *where):
        super().__init__(*where)
        self._deadlines = {}
        self._looks_at = 0

    def process_request(self, request, client_address):
        self._deadlines[request] = time.monotonic() + LONGEST_REQUEST
        super().process_request(request, client_address)

    def shutdown_request(self, request):
        self._deadlines.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self):
        """Ends whoever sends a letter now and then: the timeout of Hello is for one read, and each has a thread."""
        now = time.monotonic()
        if now < self._looks_at:
            return
        self._looks_at = now + 1
        for request, deadline in list(self._deadlines.items()):
            if now > deadline:
                try:
                    request.shutdown(socket.SHUT_RDWR)
                except OSError:  # it has just ended
                    pass


server = Server(("localhost", int(PORT)), Hello)
print(f"http://localhost:{PORT}/hello is open", flush=True)
server.serve_forever()
