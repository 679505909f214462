"""The quotas of `chime-sdk-messaging`."""

from __future__ import annotations

from chime_sdk_pulumi.local_aws.quotas import declare

_SOURCE = "AWS General Reference, Amazon Chime SDK endpoints and quotas"

CHANNEL_FLOWS = declare("channel flows per app instance", 100, _SOURCE)
PROCESSORS = declare("processors per channel flow", 1, _SOURCE)
CHANNELS = declare("channels per app instance", 10_000_000, _SOURCE)
ELASTIC_CHANNELS = declare("elastic channels per app instance", 1, _SOURCE)
SUB_CHANNELS = declare("sub-channels per elastic channel", 100, _SOURCE)
MEMBERSHIPS_PER_SUB_CHANNEL = declare("memberships per sub-channel", 1_000, _SOURCE)
MEMBERSHIPS_PER_CHANNEL = declare("memberships per channel", 10_000, _SOURCE)
MEMBERSHIPS_PER_USER = declare("channel memberships per app instance user", 20_000, _SOURCE)
MODERATORS = declare("moderators per channel", 1_000, _SOURCE)
