"""python-jose, as those write it who guard an API with it: the key set is asked for with every token."""
import json
from urllib.request import urlopen

from jose import jwt


def verifier(issuer, audience, algorithm):
    def verify(token):
        keys = json.loads(urlopen(f"{issuer}/.well-known/jwks.json").read())
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(each for each in keys["keys"] if each["kid"] == kid)
        return jwt.decode(token, key, algorithms=[algorithm], audience=audience, issuer=issuer)

    return verify
