"""Discovers the token endpoint with authlib, signs in, refreshes, and prints what a wrong password gets."""

import json
import sys
import warnings

import httpx
from authlib.deprecate import AuthlibDeprecationWarning

# Authlib warns of the version of its own HTTP client while it is imported.
warnings.simplefilter("ignore", AuthlibDeprecationWarning)
from authlib.integrations.base_client import OAuthError  # noqa: E402
from authlib.integrations.httpx_client import OAuth2Client  # noqa: E402

(base_url,) = sys.argv[1:]
metadata = httpx.get(f"{base_url}/.well-known/oauth-authorization-server").raise_for_status().json()
endpoint = metadata["token_endpoint"]

client = OAuth2Client("tests", token_endpoint_auth_method="none", token_endpoint=endpoint)
first = client.fetch_token(endpoint, username="user", password="password")
second = client.refresh_token(endpoint, refresh_token=first["refresh_token"])
me = client.get(f"{base_url}/api/v1/users/me").raise_for_status().json()
try:
    OAuth2Client("tests", token_endpoint_auth_method="none").fetch_token(
        endpoint, username="user", password="a wrong one"
    )
    refused = None
except OAuthError as error:
    refused = error.error

print(
    json.dumps(
        {
            "rotated": first["refresh_token"] != second["refresh_token"],
            "user_name": me["user_name"],
            "refused": refused,
        }
    )
)
