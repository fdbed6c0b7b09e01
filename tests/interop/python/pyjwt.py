"""PyJWT, as its page writes it: the keys of an issuer are asked for, and kept."""
import jwt


def verifier(issuer, audience, algorithm):
    keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")

    def verify(token):
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key.key, algorithms=[algorithm], audience=audience, issuer=issuer)

    return verify
