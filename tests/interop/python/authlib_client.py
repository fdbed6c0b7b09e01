"""The OAuth client of Authlib with requests, as its page writes it."""
import os

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url


def session(settings, method="client_secret_basic", **further):
    trust_plain_http(settings)
    client = {"client_id": settings["id"], "client_secret": settings["secret"]} | further
    return OAuth2Session(token_endpoint_auth_method=method, **client)


def grant(client, settings):
    parameters = {"grant_type": "client_credentials", "audience": settings["audience"]}
    return client.fetch_token(f"{settings['issuer']}/token", **parameters)["access_token"]


def trust_plain_http(settings):
    if settings["issuer"].startswith("http:"):
        os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    else:
        os.environ.pop("AUTHLIB_INSECURE_TRANSPORT", None)


def grant_by_json(settings, auth=None, **proof):
    """requests alone: Authlib sends forms."""
    parameters = {"grant_type": "client_credentials", "audience": settings["audience"]} | proof
    answer = requests.post(f"{settings['issuer']}/token", json=parameters, auth=auth).json()
    return answer["access_token"] if "access_token" in answer else refuse(answer)


def refuse(answer):
    raise RuntimeError(answer)


def header(settings, _):
    if settings.get("sendsJson"):
        return grant_by_json(settings, auth=(settings["id"], settings["secret"]))
    return grant(session(settings), settings)


def body(settings, _):
    if settings.get("sendsJson"):
        return grant_by_json(settings, client_id=settings["id"], client_secret=settings["secret"])
    return grant(session(settings, "client_secret_post"), settings)


def key(settings, _):
    client = session(settings, "private_key_jwt", client_secret=settings["key"])
    headers = {"alg": "ES256", "kid": settings["key"]["kid"]}
    audience = settings["issuer"] + ("" if settings.get("assertsForIssuer") else "/token")
    client.register_client_auth_method(PrivateKeyJWT(audience, headers=headers, alg="ES256"))
    return grant(client, settings)


def certificate(settings, _):
    trust_plain_http(settings)
    client = OAuth2Session(client_id=settings["id"], token_endpoint_auth_method="none")
    client.cert = (settings["certificate"]["cert"], settings["certificate"]["key"])
    return grant(client, settings)


def introspect(settings, token):
    return session(settings).introspect_token(f"{settings['issuer']}/introspect", token=token).json()["active"]


def revoke(settings, token):
    return session(settings).revoke_token(f"{settings['issuer']}/revoke", token=token).status_code


def discover(settings, _):
    trust_plain_http(settings)
    metadata = requests.get(get_well_known_url(settings["issuer"], external=True)).json()
    OpenIDProviderMetadata(metadata).validate()
    AuthorizationServerMetadata(metadata).validate()
    return metadata["issuer"]
