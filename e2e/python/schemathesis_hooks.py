"""A client has one credential: with the token that the run was given, no API key is sent."""

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.headers is not None:
        case.headers.pop("x-api-key", None)
