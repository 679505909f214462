"""The policies that the Amazon Chime SDK needs, as functions that return plain policy documents.

They know nothing of Pulumi, and the same arguments always give the same document::

    json.dumps(policies.resource_access_policy(scope, transcribe=True, stream_arn=stream_arn))
"""

from ._document import Condition, PolicyDocument, Scope, Statement
from .call_analytics import (
    post_call_policy,
    post_call_trust_policy,
    resource_access_policy,
    resource_access_trust_policy,
)
from .events import event_log_policy, event_queue_policy, event_topic_policy
from .functions import (
    channel_flow_callback_policy,
    function_policy,
    function_stream_policy,
    function_trust_policy,
    sub_channel_moderators_policy,
)
from .messaging import (
    MessagingUserAccess,
    lex_bot_alias_policy,
    messaging_attachments_policy,
    messaging_back_end_policy,
    messaging_developer_policy,
    messaging_identity_pool_trust_policy,
    messaging_server_policy,
    messaging_server_trust_policy,
    messaging_user_policy,
    messaging_user_trust_policy,
)
from .storage import encrypted_transport_bucket_policy, event_topic_key_policy, key_policy

__all__ = [
    "Condition",
    "MessagingUserAccess",
    "PolicyDocument",
    "Scope",
    "Statement",
    "channel_flow_callback_policy",
    "encrypted_transport_bucket_policy",
    "event_log_policy",
    "event_queue_policy",
    "event_topic_key_policy",
    "event_topic_policy",
    "function_policy",
    "function_stream_policy",
    "function_trust_policy",
    "key_policy",
    "lex_bot_alias_policy",
    "messaging_attachments_policy",
    "messaging_back_end_policy",
    "messaging_developer_policy",
    "messaging_identity_pool_trust_policy",
    "messaging_server_policy",
    "messaging_server_trust_policy",
    "messaging_user_policy",
    "messaging_user_trust_policy",
    "post_call_policy",
    "post_call_trust_policy",
    "resource_access_policy",
    "resource_access_trust_policy",
    "sub_channel_moderators_policy",
]
