"""A live event: an elastic channel for a crowd, and moderators who see every part of it.

It is named and sized by the stack's configuration, which Pulumi.yaml describes.
"""

import pulumi
import pulumi_aws as aws

import chime_sdk_pulumi as chime

config = pulumi.Config()
allow_destroy = config.require_bool("allowDestroy")
if pulumi.Config("aws").require("region") != "us-east-1":
    raise pulumi.RunError("Elastic channels exist in us-east-1 only: `pulumi config set aws:region us-east-1`.")

event = chime.identity.AppInstance("event", allow_destroy=allow_destroy)
host = chime.identity.AppInstanceUser("host", app_instance_arn=event.arn, app_instance_user_id="host")
admin = chime.identity.AppInstanceAdmin("host", app_instance_arn=event.arn, app_instance_admin_arn=host.arn)
moderators = {
    user_id: chime.identity.AppInstanceUser(user_id, app_instance_arn=event.arn, app_instance_user_id=user_id)
    for user_id in config.require_object("moderators")
}

# What happens before there is a stream, no stream tells.
log = chime.components.MessagingDataStream(
    "log", app_instance_arn=event.arn, stream={"retention_period": config.require_int("streamHours")}
)
stage = chime.messaging.Channel(
    "stage",
    app_instance_arn=event.arn,
    chime_bearer=admin.app_instance_admin_arn,
    elastic_channel_configuration={
        "maximum_sub_channels": config.require_int("subChannels"),
        "target_memberships_per_sub_channel": config.require_int("viewersPerSubChannel"),
        "minimum_membership_percentage": 40,
    },
    allow_destroy=allow_destroy,
    opts=pulumi.ResourceOptions(depends_on=[log]),
)
moderating = [
    chime.messaging.ChannelModerator(
        f"stage-{user_id}",
        channel_arn=stage.arn,
        channel_moderator_arn=moderator.arn,
        chime_bearer=admin.app_instance_admin_arn,
    )
    for user_id, moderator in moderators.items()
]

# Nobody can be seated before being a moderator.
unseated = aws.sqs.Queue("unseated", sqs_managed_sse_enabled=True, message_retention_seconds=1_209_600)
seats = chime.components.SubChannelModerators(
    "seats",
    app_instance_arn=event.arn,
    moderator_arns=[moderator.arn for moderator in moderators.values()],
    stream={"arn": log.channel_stream_arn, "key_arn": log.channel_stream_key_arn},
    failure_destination={"arn": unseated.arn},
    opts=pulumi.ResourceOptions(depends_on=moderating),
)

pulumi.export("appInstanceArn", event.arn)
pulumi.export("channelArn", stage.arn)
pulumi.export("hostArn", host.arn)
pulumi.export("seatingFunctionArn", seats.function_arn)
pulumi.export("stream", log.channel_stream_name)
pulumi.export("unseatedQueueUrl", unseated.url)
