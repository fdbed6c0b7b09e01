"""Authlib, as those write it who guard an API with it: the keys are loaded once, when the API starts."""
import json
from urllib.request import urlopen

from authlib.oauth2.rfc7523 import JWTBearerTokenValidator
from authlib.jose import JsonWebKey, JsonWebToken


class ApiTokenValidator(JWTBearerTokenValidator):
    def __init__(self, issuer, audience, algorithm):
        keys = json.loads(urlopen(f"{issuer}/.well-known/jwks.json").read())
        super().__init__(JsonWebKey.import_key_set(keys))
        self.jwt = JsonWebToken([algorithm])
        self.claims_options = {
            "exp": {"essential": True},
            "aud": {"essential": True, "value": audience},
            "iss": {"essential": True, "value": issuer},
        }


def verifier(issuer, audience, algorithm):
    validator = ApiTokenValidator(issuer, audience, algorithm)

    def verify(token):
        claims = validator.jwt.decode(
            token, validator.public_key, claims_options=validator.claims_options
        )
        claims.validate()
        return claims

    return verify
