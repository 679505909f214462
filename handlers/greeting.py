"""Answers a call with a greeting and hangs up.

Source: Developer guide, Using the Amazon Chime SDK PSTN Audio service: invocation events, Speak, Hangup.
"""

import os
from typing import Any


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """What to do on a call: when it comes in, greet and hang up; afterwards nothing more.

    Args:
        event: What happened on the call.
        _context: Lambda's own; not used.
    """
    actions: list[dict[str, Any]] = []
    if event["InvocationEventType"] == "NEW_INBOUND_CALL":
        call_id = event["CallDetails"]["Participants"][0]["CallId"]
        actions = [
            {"Type": "Speak", "Parameters": {"CallId": call_id, "Text": os.environ["GREETING"]}},
            {"Type": "Hangup", "Parameters": {"CallId": call_id, "SipResponseCode": "0"}},
        ]
    return {"SchemaVersion": event["SchemaVersion"], "Actions": actions}
