"""MSAL for Python, as its page writes it: a tenant's issuer stands below it at v2.0."""
import msal


def application(settings):
    return msal.ConfidentialClientApplication(
        settings["id"],
        client_credential=settings["secret"],
        authority=f"{settings['issuer']}/issuers",
        validate_authority=False,
    )


def discover(settings, _):
    application(settings)
    return settings["issuer"]


def body(settings, _):
    answer = application(settings).acquire_token_for_client(scopes=["orders.read"])
    if "access_token" not in answer:
        raise RuntimeError(answer)
    return answer["access_token"]
