#!/bin/sh
# webauthn (py_webauthn) 3.0.1. Expected: making options for a site that no browser can have a
# passkey for is an error, since an rp id is a domain (WebAuthn Level 3, 5.1.2). Real: an IP address,
# a whole address with its scheme and one with a port make options as good as those of `localhost`;
# only the browser refuses, with a SecurityError that the server never hears of.
# Why it matters here: a practice reached by an IP address would be offered passkeys that cannot be.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install webauthn==3.0.1
seen=$("$dir/v/bin/python" - <<'PY'
from webauthn import generate_registration_options
def told(site):
    try:
        made = generate_registration_options(rp_id=site, rp_name="Practice", user_name="ben")
        return made.rp.id == site
    except Exception as error:
        return type(error).__name__
sites = ("localhost", "127.0.0.1", "192.0.2.7", "https://care.example", "care.example:8000", "")
print(*map(told, sites))
PY
)
echo "webauthn 3.0.1: $seen"
[ "$seen" = "True True True True True ValueError" ]
