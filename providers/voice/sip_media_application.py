"""SipMediaApplication: hands the calls that a SIP rule selects to a Lambda function."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Required, TypedDict, Unpack, cast

import pulumi

from .._api import Caller, until
from .._identifier import object_arn
from .._lifecycle import Intent, Lifecycle, changed_fields
from .._members import same_region
from .._model import Api, Immutable, Length, Model, Pattern, Problem, Values
from .._resource import ChimeResource
from .._tags import read_tags, tags_with_mark, update_tags
from ._voice import SERVICE, NamedArguments, delete_if_there, made_by, read_or_gone


class SipMediaApplicationEndpointArgs(TypedDict):
    """What a SIP media application calls."""

    lambda_arn: pulumi.Input[str]
    """The ARN of the function, a version or an alias of it; in the application's region."""


class SipMediaApplicationArgs(TypedDict, total=False):
    """The arguments of a SipMediaApplication."""

    name: pulumi.Input[str]
    """The name, 1 to 256 letters, digits, spaces and ``_ . -``; the logical name and seven digits by default."""
    endpoints: Required[pulumi.Input[Sequence[pulumi.Input[SipMediaApplicationEndpointArgs]]]]
    """Exactly one endpoint."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Up to 50 tags; `aws:defaultTags` are added."""
    region: pulumi.Input[str]
    """The AWS region (the API's AwsRegion); the provider's by default. A change replaces the application."""
    adopt: pulumi.Input[str]
    """The ARN or id of an existing application to take over instead of creating one."""


class SipMediaApplicationEndpoint(Model):
    """SipMediaApplicationEndpoint of the API."""

    lambda_arn: Annotated[
        str,
        Length(None, 10000),
        Pattern(
            r"arn:(aws[a-zA-Z-]*)?:lambda:[a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?",
            "the ARN of a Lambda function",
        ),
    ]


class SipMediaApplicationArguments(NamedArguments):
    """SipMediaApplication's arguments, validated."""

    region: Annotated[str | None, Api("AwsRegion"), Immutable()] = None
    endpoints: Annotated[list[SipMediaApplicationEndpoint], Length(1, 1)]

    def problems(self) -> Iterator[Problem]:
        """The region of the function."""
        for position, endpoint in enumerate(self.endpoints if isinstance(self.endpoints, list) else ()):
            if isinstance(endpoint, SipMediaApplicationEndpoint):
                yield from same_region(
                    ("endpoints", position, "lambda_arn"), endpoint.lambda_arn, self.region, "the Lambda function"
                )


class SipMediaApplicationLifecycle(Lifecycle[SipMediaApplicationArguments]):
    """Create, Get, Update and DeleteSipMediaApplication."""

    kind = "SipMediaApplication"
    service = SERVICE
    arguments = SipMediaApplicationArguments
    shape = ("CreateSipMediaApplication",)
    object_path = "sma/"
    advice: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": (
            "the deploying identity needs lambda:GetPolicy and lambda:AddPermission on the function; "
            "AWS closed SIP media applications to new customers on 29 October 2026"
        ),
        "DeleteSipMediaApplication ConflictException": (
            "a SIP rule still targets the application; delete the rule or take the target out of it"
        ),
        "ForbiddenException": (
            "check chime: permissions in IAM; AWS closed SIP media applications to new customers on 29 October 2026"
        ),
    }

    def create(self, caller: Caller, arguments: SipMediaApplicationArguments, intent: Intent) -> str:
        """CreateSipMediaApplication, which has no token: a lost reply is resolved by looking for the mark."""
        reply = caller.call(
            SERVICE,
            "CreateSipMediaApplication",
            **self.request(arguments),
            Tags=tags_with_mark(arguments, intent.mark),
        )
        return str(cast("Values", reply["SipMediaApplication"])["SipMediaApplicationArn"])

    def made_by(self, caller: Caller, arguments: SipMediaApplicationArguments, intent: Intent) -> list[str]:
        """The applications of this name that carry the mark."""
        return made_by(caller, self.kind, arguments, intent)

    def read(self, caller: Caller, resource_id: str) -> Values | None:
        """GetSipMediaApplication and its tags."""
        short_id = object_arn(resource_id).name
        found = read_or_gone(caller, "GetSipMediaApplication", "SipMediaApplication", SipMediaApplicationId=short_id)
        return found and self.values(found) | {"tags": read_tags(caller, SERVICE, resource_id)}

    def update(
        self, caller: Caller, resource_id: str, old: SipMediaApplicationArguments, new: SipMediaApplicationArguments
    ) -> None:
        """UpdateSipMediaApplication with what differs, and the tag operations."""
        changed = changed_fields(self, old, new)
        fields = sorted(changed & {"name", "endpoints"})
        if fields:
            short_id = object_arn(resource_id).name
            caller.call(
                SERVICE, "UpdateSipMediaApplication", SipMediaApplicationId=short_id, **self.request(new, *fields)
            )
        if "tags" in changed:
            update_tags(caller, SERVICE, resource_id, old, new)

    def delete(self, caller: Caller, resource_id: str) -> None:
        """DeleteSipMediaApplication; a rule that was deleted a moment ago may still count as a target."""
        short_id = object_arn(resource_id).name
        until(
            lambda: delete_if_there(caller, "DeleteSipMediaApplication", SipMediaApplicationId=short_id),
            lambda error: error.code == "ConflictException",
            seconds=15,
        )


class SipMediaApplication(ChimeResource, lifecycle=SipMediaApplicationLifecycle()):
    """A SIP media application of the PSTN Audio service.

    The function needs a permission for ``voiceconnector.chime.amazonaws.com``; the component `PstnApplication` sets it up.
    AWS closed SIP media applications to new customers on 29 October 2026; accounts that had them go on.

    Args:
        resource_name: The logical name in the Pulumi program.
        opts: Pulumi's resource options.
        arguments: See :class:`SipMediaApplicationArgs`.

    Attributes:
        arn: The ARN; also the id.
        sip_media_application_id: The short id, which SIP rules take.
        name: The name.
        endpoints: The endpoint.
        tags: All tags that are set, default tags included.

    Source: CreateSipMediaApplication; Developer guide, "Using the Amazon Chime SDK PSTN Audio service".
    """

    arn: pulumi.Output[str]
    sip_media_application_id: pulumi.Output[str]
    name: pulumi.Output[str]
    endpoints: pulumi.Output[list[SipMediaApplicationEndpointArgs]]
    tags: pulumi.Output[dict[str, str] | None]

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Unpack[SipMediaApplicationArgs],
    ) -> None:
        super().__init__(resource_name, arguments, opts)
        self.arn = self.id
        self.sip_media_application_id = self._from_id("{}")
