"""Says what PyJWT thinks of tokens: in each line of stdin a list of questions, in each line of stdout a list of claims or
names of errors.

The keys come from the address of the key set. SSL_CERT_FILE names the trust anchor.
"""
import json
import sys

import jwt


def answer(question):
    try:
        key = jwt.PyJWKClient(question["jwksUri"]).get_signing_key_from_jwt(question["token"])
        return jwt.decode(
            question["token"],
            key.key,
            algorithms=[question["algorithm"]],
            issuer=question["issuer"],
            audience=question["audience"],
            options={"require": ["iss", "sub", "aud", "exp", "iat", "jti"]},
        )
    except jwt.PyJWTError as error:
        return type(error).__name__


for line in sys.stdin:
    print(json.dumps([answer(question) for question in json.loads(line)]), flush=True)
