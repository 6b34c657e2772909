"""What an answer of a push service means for one message. Pure: an answer in, an outcome out.

Statuses: RFC 8030, 5 and 8.4; RFC 8292, 4.2;
https://mozilla-services.github.io/autopush-rs/errors.html. Edge's service says 406 where others
say 429. Bodies differ from service to service and are not read.
"""

from datetime import datetime

from push.posts import Answer, is_html, retry_after
from push.transports import (
    KEY_REJECTED,
    THROTTLED,
    Accepted,
    Dead,
    Outcome,
    Refused,
    Retry,
    Unknown,
)


def outcome_of(answer: Answer, now: datetime) -> Outcome:
    """Return the outcome of one message; its code is made from the status, so it may be logged."""
    status = answer.status
    match status:
        case 200 | 201 | 202 | 204:
            if is_html(answer.headers, answer.body):
                return Refused(f"HTML_{status}")
            return Accepted(f"web_push/{status}")
        case 404 | 410:
            # The subscription is over, which only the browser can mend.
            return Dead("UNREGISTERED")
        case 401 | 403:
            # Or the subscription was made with another key (push/holds/browsers.py).
            return Retry(None, KEY_REJECTED, hold="platform")
        case 406 | 429:
            return Retry(retry_after(answer.headers, now), THROTTLED, hold="platform")
        case 500 | 503:
            return Retry(retry_after(answer.headers, now), f"HTTP_{status}")
        case 502 | 504:
            # A gateway that got no answer may have passed the message on.
            return Unknown(f"HTTP_{status}")
    return Refused(f"HTTP_{status}")
