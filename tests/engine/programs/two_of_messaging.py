"""Two messaging applications, each with one of each resource, whose outputs are exported as other resources get to see them."""

import pulumi
from chime_sdk_pulumi.providers import identity, messaging

account = "us-east-1:123456789012"
version = "1"
apps = {
    name: identity.AppInstance(name, metadata=f"{version}-{name}", tags={"release": "2023-prod"}, allow_destroy=True)
    for name in ("one", "two", "spare")
}
homes = {"one": "one", "two": "two"}
abroad = identity.AppInstance("abroad", region="us-east-1", allow_destroy=True)


def everything_in(name: str) -> None:
    """One of each resource inside an AppInstance; every argument that can be changed has a value of this version's and its own."""
    app = apps[homes[name]].arn
    days = len(name) + int(version)
    metadata, tags = f"{version}-{name}", {"release": f"{version}023-{name}"}
    user = identity.AppInstanceUser(
        f"{name}-user",
        app_instance_arn=app,
        app_instance_user_id="007",
        expiration_settings={"expiration_days": days, "expiration_criterion": "CREATED_TIMESTAMP"},
        metadata=metadata,
        tags=tags,
    )
    admin = identity.AppInstanceAdmin(f"{name}-admin", app_instance_arn=app, app_instance_admin_arn=user.arn)
    alias = f"arn:aws:lex:{account}:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
    bot = identity.AppInstanceBot(
        f"{name}-bot",
        app_instance_arn=app,
        configuration={"lex": {"lex_bot_alias_arn": alias, "locale_id": "en_US" if version == "1" else "de_DE"}},
        metadata=metadata,
        tags=tags,
    )
    retention = identity.AppInstanceRetentionSettings(
        f"{name}-retention", app_instance_arn=app, channel_retention_settings={"retention_days": days}
    )
    stream = f"arn:aws:kinesis:{account}:stream/chime-messaging-{'one' if version == '1' else 'two'}"
    messaging.MessagingStreamingConfigurations(
        f"{name}-streaming",
        app_instance_arn=app,
        streaming_configurations=[{"data_type": "Channel", "resource_arn": stream}],
    )
    function = f"arn:aws:lambda:{account}:function:moderate"
    flow = messaging.ChannelFlow(
        f"{name}-flow",
        app_instance_arn=app,
        processors=[
            {
                "name": f"{version}-{name}",
                "configuration": {"lambda_": {"resource_arn": function, "invocation_type": "ASYNC"}},
                "execution_order": 1,
                "fallback_action": "ABORT",
            }
        ],
        tags=tags,
    )
    bearer = admin.app_instance_admin_arn
    channel = messaging.Channel(
        f"{name}-channel",
        app_instance_arn=app,
        channel_id="2023-prod",
        chime_bearer=bearer,
        expiration_settings={"expiration_days": days, "expiration_criterion": "CREATED_TIMESTAMP"},
        allow_destroy=True,
        metadata=metadata,
        tags=tags,
    )
    messaging.ChannelMembership(
        f"{name}-membership", channel_arn=channel.arn, member_arn=bot.arn, type="DEFAULT", chime_bearer=bearer
    )
    messaging.ChannelModerator(
        f"{name}-moderator", channel_arn=channel.arn, channel_moderator_arn=bot.arn, chime_bearer=bearer
    )
    guest = identity.AppInstanceUser(f"{name}-guest", app_instance_arn=app, app_instance_user_id="1e5")
    messaging.ChannelBan(f"{name}-ban", channel_arn=channel.arn, member_arn=guest.arn, chime_bearer=bearer)
    messaging.ChannelFlowAssociation(
        f"{name}-association", channel_arn=channel.arn, channel_flow_arn=flow.arn, chime_bearer=bearer
    )
    for made in (user, bot, guest, channel):
        pulumi.export(made._name, {"arn": made.arn, "name": made.name, "metadata": made.metadata, "tags": made.tags})
    pulumi.export(flow._name, {"arn": flow.arn, "name": flow.name, "tags": flow.tags})
    pulumi.export(retention._name, retention.channel_retention_settings)


for name in homes:
    everything_in(name)
