"""Which tokens are believed."""
import base64
import json
import math
import re

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

# As long as a token of a person can be; more is not looked at.
MOST_CHARACTERS = 8000
COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
# How far two clocks may be apart. Seconds.
CLOCK_TOLERANCE = 5


class NotBelieved(Exception):
    """The token is not believed: 401. The message is for the client, and has nothing of the token in it."""


WORDS = {
    jwt.InvalidAlgorithmError: "its algorithm is not that of its key",
    jwt.ExpiredSignatureError: "it has expired",
    jwt.ImmatureSignatureError: "it is not good yet",
    jwt.InvalidIssuerError: "it is from somebody else",
    jwt.InvalidAudienceError: "it is for somebody else",
    jwt.InvalidSignatureError: "its signature is wrong",
    jwt.MissingRequiredClaimError: "it lacks a claim that every token has",
}


def believe(token, key_for, issuer, audience=None):
    """The claims of a token, once all checks have passed: the only ones that anybody may act on.

    Without an audience, tokens that name one are for somebody else. Raises NotBelieved; CannotDecide where the keys
    cannot be had.
    """
    if len(token) > MOST_CHARACTERS or not COMPACT.fullmatch(token):
        raise NotBelieved("it is not a token")
    header = part_of(token, 0)
    kid = header.get("kid")
    found = key_for(kid) if isinstance(kid, str) else None
    if found is None:
        raise NotBelieved("it is signed with a key that is not known")
    alg, key = found
    if "crit" in header:  # PyJWT before 2.12 takes no notice of it (RFC 7515 §4.1.11)
        raise NotBelieved("it asks for something that nobody here knows")

    # PyJWT takes a text for a date, and the token apart once more.
    check_dates(part_of(token, 1))
    check_length(token, key)
    options = {"require": ["exp", "iss"], "verify_iat": False}
    asked = {"algorithms": [alg], "issuer": issuer, "audience": audience, "leeway": CLOCK_TOLERANCE}
    try:
        return jwt.decode(token, key, options=options, **asked)
    except Exception as error:  # whatever it is: nobody is let in by mistake
        raise NotBelieved(WORDS.get(type(error), "it is not good")) from error


def part_of(token, place):
    """The header or the claims, unverified. Refuses a second spelling of the same bytes, and a member that is there twice."""
    for part in token.split("."):
        if base64.urlsafe_b64encode(decoded(part)).rstrip(b"=").decode() != part:
            raise NotBelieved("it is not a token")
    try:
        members = json.loads(decoded(token.split(".")[place]), object_pairs_hook=each_once)
    except (ValueError, RecursionError) as error:
        raise NotBelieved("it is not a token") from error
    if not isinstance(members, dict):
        raise NotBelieved("it is not a token")
    return members


def decoded(part):
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError as error:
        raise NotBelieved("it is not a token") from error


def each_once(pairs):
    """RFC 8725 §3.2, RFC 7519 §4."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotBelieved("it says something twice")
    return members


def check_dates(claims):
    """A date is a number (RFC 7519 §2), and ends."""
    for name in ("exp", "nbf", "iat"):
        date = claims.get(name, 0)
        if isinstance(date, bool) or not isinstance(date, (int, float)) or not is_finite(date):
            raise NotBelieved("one of its dates is not a date")


def is_finite(number):
    try:
        return math.isfinite(number)
    except OverflowError:  # an int of hundreds of digits
        return False


def check_length(token, key):
    """OpenSSL believes an RSA-PSS signature that begins with a zero without that zero, too (RFC 8017 §8.1.2 step 1)."""
    if isinstance(key, RSAPublicKey) and len(decoded(token.split(".")[2])) != (key.key_size + 7) // 8:
        raise NotBelieved("its signature is wrong")


def has_value(claims, name, value):
    """Whether a claim of a person has a value: one part of the list that the directory joins with commas, and exactly that."""
    text = claims.get(name)
    return isinstance(text, str) and value in text.split(",")
