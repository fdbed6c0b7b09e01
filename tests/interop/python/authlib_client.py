"""The OAuth client of Authlib with requests, as its page writes it."""
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url


def session(settings, method="client_secret_basic", **further):
    client = {"client_id": settings["id"], "client_secret": settings["secret"]} | further
    return OAuth2Session(token_endpoint_auth_method=method, **client)


def grant(client, settings):
    parameters = {"grant_type": "client_credentials", "audience": settings["audience"]}
    return client.fetch_token(f"{settings['issuer']}/token", **parameters)["access_token"]


def header(settings, _):
    return grant(session(settings), settings)


def body(settings, _):
    return grant(session(settings, "client_secret_post"), settings)


def key(settings, _):
    client = session(settings, "private_key_jwt", client_secret=settings["key"])
    headers = {"alg": "ES256", "kid": settings["key"]["kid"]}
    client.register_client_auth_method(PrivateKeyJWT(f"{settings['issuer']}/token", headers=headers, alg="ES256"))
    return grant(client, settings)


def introspect(settings, token):
    return session(settings).introspect_token(f"{settings['issuer']}/introspect", token=token).json()["active"]


def revoke(settings, token):
    return session(settings).revoke_token(f"{settings['issuer']}/revoke", token=token).status_code


def discover(settings, _):
    metadata = requests.get(get_well_known_url(settings["issuer"], external=True)).json()
    OpenIDProviderMetadata(metadata).validate()
    AuthorizationServerMetadata(metadata).validate()
    return metadata["issuer"]
