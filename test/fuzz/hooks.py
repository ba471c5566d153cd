"""What Schemathesis cannot read from the document: that an idempotency key is used for one request only, and whose the key is."""

import uuid

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that the document would allow becomes one that nobody has used; a wrong one stays wrong."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and 1 <= len(key) <= 200 and key.isascii() and key.isprintable():
        case.headers["Idempotency-Key"] = str(uuid.uuid4())
    _name_own_tenant(case)


def _name_own_tenant(case):
    """A tenant that the document would allow becomes the key's own, for any other is refused before all else; a wrong one stays."""
    tenant = (case.headers or {}).get("Bongsu-Tenant")
    if isinstance(tenant, str) and len(tenant) <= 100:
        case.headers["Bongsu-Tenant"] = "city-library"
