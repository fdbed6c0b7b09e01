"""The public keys of people, kept and fetched again when the set says so."""
import http.client
import json
import re
import socket
import ssl
import sys
import threading
import time
from datetime import datetime
from urllib.parse import urlsplit

import jwt

# What tokens may be signed with, each with the one kind of key that it goes with (RFC 7518 §3.1, RFC 8037 §3.1).
ALGORITHMS = {
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
    "PS256": ("RSA", None),
    "PS384": ("RSA", None),
    "PS512": ("RSA", None),
}
FEWEST_RSA_BITS = 2048

# However late the set says it is: a key that was taken out is believed for no longer than this. Seconds.
LONGEST_WAIT = 3600
# While new keys cannot be had, those of before are good for this much longer; then nobody is let in.
LONGEST_OUTAGE = 300
FETCH_TIMEOUT = 3
MOST_BYTES = 65536


class CannotDecide(Exception):
    """Nobody can say whether the token is good, for the keys cannot be had: 503, and not 401."""


class PeopleKeys:
    """Fetches the set again when its `exp` says so, or when a token names a key that is not in it.

    url: of the set, …/api/pkeys; ca_file: the certificate authority to trust, None for those of the system;
    floor: seconds between two fetches, whatever the set and the tokens say.
    """

    def __init__(self, url, ca_file, floor):
        self._url = urlsplit(url)
        self._tls = ssl.create_default_context(cafile=ca_file)
        self._floor = floor
        self._fetching = threading.Lock()
        self._keys = {}
        self._fetched_at = self._look_again_at = self._ends_at = float("-inf")
        self._is_away = False

    def key_for(self, kid):
        """The key with an id: (alg, key), or None where there is none. Raises CannotDecide."""
        if self._fetched_at > time.time():  # the clock was set back: ask at once, and take it for an outage
            self._look_again_at = time.time()
            self._ends_at = min(self._ends_at, self._look_again_at + LONGEST_OUTAGE)
            self._fetched_at = float("-inf")
        if self._is_due(kid):
            # One fetch for all; while people are away nobody waits who need not.
            must_wait = not self._is_away or time.time() >= self._ends_at or kid not in self._keys
            if self._fetching.acquire(blocking=must_wait):
                try:
                    if self._is_due(kid):  # somebody else may have fetched it meanwhile
                        self._look_again()
                finally:
                    self._fetching.release()
        if time.time() >= self._ends_at:
            raise CannotDecide("the keys are too old, and new ones cannot be had")
        if self._is_away and kid not in self._keys:
            raise CannotDecide("the key may be a new one, and new ones cannot be had")
        return self._keys.get(kid)

    def _is_due(self, kid):
        now = time.time()
        return now >= self._look_again_at or (kid not in self._keys and now >= self._fetched_at + self._floor)

    def _look_again(self):
        try:
            key_set = json.loads(self._fetch())
            keys, exp = read_keys(key_set["keys"]), read_date(key_set["exp"])
            now = time.time()
            self._keys = keys
            self._look_again_at = min(max(exp, now + self._floor), now + LONGEST_WAIT)
            self._ends_at = self._look_again_at + LONGEST_OUTAGE
            self._is_away = False
        except Exception as error:  # whatever it is: there are no new keys
            self._look_again_at = time.time() + self._floor
            self._is_away = True
            print(f"the keys at {self._url.geturl()} cannot be had: {error!r}", file=sys.stderr, flush=True)
        self._fetched_at = time.time()

    def _fetch(self):
        """Follows no redirect: whoever answers at another address says nothing about people."""
        if self._url.scheme == "https":
            connection = http.client.HTTPSConnection(self._url.netloc, timeout=FETCH_TIMEOUT, context=self._tls)
        else:
            connection = http.client.HTTPConnection(self._url.netloc, timeout=FETCH_TIMEOUT)

        is_late = threading.Event()

        def give_up():  # the timeout of a connection is for one read: many small ones would take for ever
            is_late.set()
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except (AttributeError, OSError):  # it is not open yet: whoever opens it looks at is_late
                pass

        timer = threading.Timer(FETCH_TIMEOUT, give_up)
        timer.start()
        try:
            connection.connect()
            if is_late.is_set():
                raise TimeoutError("it took too long to connect")
            connection.request("GET", self._url.path)
            response = connection.getresponse()
            if response.status != 200:
                raise ValueError(f"the answer is {response.status}")
            text = response.read(MOST_BYTES + 1)
            if len(text) > MOST_BYTES:
                raise ValueError(f"the answer is longer than {MOST_BYTES} bytes")
            return text
        finally:
            timer.cancel()
            connection.close()


def read_keys(key_list):
    """Keys that are not for us are left out. Raises ValueError where none is left."""
    keys = {}
    for jwk in key_list:
        kid, alg = jwk.get("kid"), jwk.get("alg")
        is_ours = isinstance(kid, str) and jwk.get("use", "sig") == "sig" and isinstance(alg, str)
        if not is_ours or ALGORITHMS.get(alg) != (jwk.get("kty"), jwk.get("crv")):
            continue
        if kid in keys:
            raise ValueError("two keys have one id")
        key = jwt.PyJWK(jwk).key
        if jwk["kty"] == "RSA" and key.key_size < FEWEST_RSA_BITS:
            raise ValueError("an RSA key is too short")
        keys[kid] = (alg, key)
    if not keys:
        raise ValueError("there is no key that tokens may be signed with")
    return keys


RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def read_date(text):
    """Seconds since 1970. Raises ValueError."""
    match = RFC_3339.fullmatch(text)
    if not match:
        raise ValueError("exp of the key set is not a date (RFC 3339)")
    seconds, fraction, zone = match.groups()
    return datetime.fromisoformat(seconds + zone.replace("Z", "+00:00")).timestamp() + float(fraction or 0)
