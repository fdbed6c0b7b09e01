"""jwcrypto, as its page writes it: the key set is loaded once."""
import json
from urllib.request import urlopen

from jwcrypto import jwk, jwt


def verifier(issuer, audience, algorithm):
    keys = jwk.JWKSet.from_json(urlopen(f"{issuer}/.well-known/jwks.json").read())

    def verify(token):
        believed = jwt.JWT(
            jwt=token, key=keys, algs=[algorithm], check_claims={"iss": issuer, "aud": audience, "exp": None}
        )
        return json.loads(believed.claims)

    return verify
