#!/bin/sh
# py-vapid 1.9.6 (beneath pywebpush). Expected: VAPID's contact may be any https: address (RFC 8292,
# 2.1), as https://example.org/contact. Real: sign() refuses one with a path; one without passes, and
# so does the same one once conf["no-strict"] is set.
# Why it matters here: an operator's contact is judged with the settings, and must not fail at a push.
set -eu
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/v" && "$dir/v/bin/pip" -q install py-vapid==1.9.6
seen=$("$dir/v/bin/python" - <<'PY'
from py_vapid import Vapid02, VapidException
def signs(contact, **conf):
    key = Vapid02(conf=conf)
    key.generate_keys()
    try:
        key.sign({"aud": "https://push.example.org", "exp": 4102444800, "sub": contact})
    except VapidException as error:
        return "refused"
    return "signed"
page = "https://example.org/contact"
print(signs("https://example.org"), signs(page), signs(page, **{"no-strict": True}))
PY
)
echo "py-vapid 1.9.6: $seen"
[ "$seen" = "signed refused signed" ]
