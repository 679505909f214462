"""Where the messages and events of an app instance are streamed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ForbiddenError, NotFoundError
from chime_sdk_pulumi.local_aws.identity.objects import AppInstance
from chime_sdk_pulumi.local_aws.messaging.authorization import missing
from chime_sdk_pulumi.local_aws.messaging.objects import MessagingStreamingConfigurations
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import MESSAGING_ROLE

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure
    from moto.kinesis.models import Stream

SERVICE_PRINCIPAL = "messaging.chime.amazonaws.com"
NAME_PREFIX = "chime-messaging-"
FEWEST_SHARDS = 2


class StreamingConfigurations:
    """PutMessagingStreamingConfigurations and its kin (Developer guide, Streaming messaging data)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put_messaging_streaming_configurations(self, scope: Scope, request: Structure) -> Structure:
        arn = self._app_instance_arn(scope, "PutMessagingStreamingConfigurations", request)
        configurations: list[Structure] = request["StreamingConfigurations"]
        types = [configuration["DataType"] for configuration in configurations]
        if len(set(types)) != len(types):  # inferred
            raise BadRequestError("Each DataType can be given once.")
        for configuration in configurations:
            _check_stream(scope, configuration["ResourceArn"])
        # Developer guide, Using service-linked roles: this call creates the role.
        moto_backends.create_service_linked_role(scope.account, SERVICE_PRINCIPAL, MESSAGING_ROLE)
        # inferred from the method PUT: what was put before is replaced, and doesn't stay beside it.
        value = {"StreamingConfigurations": configurations}
        table = self._store[scope].table(MessagingStreamingConfigurations)
        table.put(_key(arn), MessagingStreamingConfigurations(arn, value))
        return value

    def get_messaging_streaming_configurations(self, scope: Scope, request: Structure) -> Structure:
        arn = self._app_instance_arn(scope, "GetMessagingStreamingConfigurations", request)
        configurations = self._store[scope].table(MessagingStreamingConfigurations).get(_key(arn))
        if configurations is None:  # inferred: the reply can't be an empty list
            raise NotFoundError(f"The app instance {arn} has no streaming configurations.")
        return configurations.value

    def delete_messaging_streaming_configurations(self, scope: Scope, request: Structure) -> Structure:
        # inferred: to delete what was never put is no error
        arn = self._app_instance_arn(scope, "DeleteMessagingStreamingConfigurations", request)
        self._store[scope].table(MessagingStreamingConfigurations).remove(_key(arn))
        return {}

    def _app_instance_arn(self, scope: Scope, operation: str, request: Structure) -> str:
        arn: str = request["AppInstanceArn"]
        if arn not in self._store[scope].table(AppInstance):
            raise missing(operation)(f"The app instance {arn} does not exist, or you are not allowed to use it.")
        return arn


def _key(app_instance_arn: str) -> str:
    return f"{app_instance_arn}/streaming-configurations"


def _check_stream(scope: Scope, stream_arn: str) -> None:
    # Developer guide, Streaming messaging data, has these as prerequisites. That they are checked here, and the errors,
    # are inferred.
    arn = parse_arn(stream_arn)
    if arn is None or arn.service != "kinesis" or (arn.account, arn.region) != scope:
        raise BadRequestError(f"{stream_arn} is not a Kinesis data stream in the app instance's account and Region.")
    name = arn.resource.removeprefix("stream/")
    if not name.startswith(NAME_PREFIX):
        raise BadRequestError(f"The name of the Kinesis data stream {name} must start with {NAME_PREFIX}.")
    stream = _stream(scope, name)
    if stream is None:
        raise ForbiddenError(f"Unable to access Kinesis stream {name}.")
    if len(stream.shards) < FEWEST_SHARDS:
        raise BadRequestError(f"The Kinesis data stream {name} must have at least {FEWEST_SHARDS} shards.")
    if stream.encryption_type != "KMS":
        raise BadRequestError(f"The Kinesis data stream {name} must have server-side encryption.")


def _stream(scope: Scope, name: str) -> Stream | None:
    from moto.kinesis.models import kinesis_backends  # noqa: PLC0415  # moto's modules are slow to import

    return kinesis_backends[scope.account][scope.region].streams.get(name)
