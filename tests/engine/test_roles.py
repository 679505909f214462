"""A bearer that is a plain member of a channel: each refusal says which operation wanted which role of whom, and loses nothing.

Who may do what is in the Developer guide, "Understanding authorization by role".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.engine.live import assert_live, make_prerequisites, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Outcome, Project

PROGRAM: Final = """\
from chime_sdk_pulumi.providers import identity, messaging

app = identity.AppInstance("app", allow_destroy=True)


def user(name):
    return identity.AppInstanceUser(name, app_instance_arn=app.arn, app_instance_user_id=name)


clerk, ann, bob, eve = (user(name) for name in ("clerk", "ann", "bob", "eve"))
admin = identity.AppInstanceAdmin("admin", app_instance_arn=app.arn, app_instance_admin_arn=clerk.arn)
administrator = admin.app_instance_admin_arn
bearer = administrator
flow = messaging.ChannelFlow(
    "flow",
    app_instance_arn=app.arn,
    processors=[
        {
            "name": "moderate",
            "configuration": {
                "lambda_": {
                    "resource_arn": "arn:aws:lambda:us-east-1:123456789012:function:moderate",
                    "invocation_type": "ASYNC",
                }
            },
            "execution_order": 1,
            "fallback_action": "ABORT",
        }
    ],
)


def channel(name, privacy):
    made = messaging.Channel(
        name, app_instance_arn=app.arn, chime_bearer=bearer, privacy=privacy, metadata="first", allow_destroy=True
    )
    messaging.ChannelMembership(
        f"{name}-of-ann", channel_arn=made.arn, member_arn=ann.arn, type="DEFAULT", chime_bearer=administrator
    )
    return made


channels = {"open": channel("open", "PUBLIC"), "closed": channel("closed", "PRIVATE")}
lobby = messaging.Channel(
    "lobby", app_instance_arn=app.arn, chime_bearer=bearer, member_arns=[ann.arn], metadata="first", allow_destroy=True
)
for name, made in channels.items():
    to = {"channel_arn": made.arn, "chime_bearer": bearer}
    messaging.ChannelMembership(f"{name}-member", member_arn=bob.arn, type="DEFAULT", **to)
    messaging.ChannelModerator(f"{name}-moderator", channel_moderator_arn=bob.arn, **to)
    messaging.ChannelBan(f"{name}-ban", member_arn=eve.arn, **to)
    messaging.ChannelFlowAssociation(f"{name}-association", channel_flow_arn=flow.arn, **to)
"""
LOBBY: Final = PROGRAM[PROGRAM.index("lobby = ") : PROGRAM.index("for name, made")]
PARTS: Final = "for name, made in channels.items():"
MANAGERS: Final = "an AppInstanceAdmin or a moderator of the channel"
NOT_BANNED: Final = (
    "nobody who is banned can be added, not even in the `pulumi up` that lifts the ban, which it does last"
)
ANYBODY_IN_PUBLIC: Final = "an AppInstanceAdmin, or any user if the channel is public"
ANNS: Final = "bearer = ann.arn"
CLERKS: Final = "bearer = administrator"


OF_EACH: Final = ("open", "closed")
UPDATES: Final = (
    ('metadata="second"', "UpdateChannel"),
    (
        'metadata="first", expiration_settings={"expiration_days": 1, "expiration_criterion": "CREATED_TIMESTAMP"}',
        "PutChannelExpirationSettings",
    ),
)


def of_each(kind: str, what: str) -> dict[str, object]:
    """What happens to the parts of a kind, or the operation that was refused and the role that it wants, for both channels."""
    return {f"{channel}-{kind}": what if what == "delete" else (what, MANAGERS) for channel in OF_EACH}


def sentences(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """What could not be done on behalf of Ann: logical name to the operation and the role that it wants."""
    found = re.findall(
        r"\w+ '([\w-]+)' \(us-east-1\): AWS refused (\w+): .*\(ForbiddenException, request [\w-]+\) — (\w+) wants a bearer "
        r"that is (.+): check the role of app-instance/[\w-]+/user/ann, that IAM allows",
        outcome.output,
    )
    assert all(refused == explained for _, refused, explained, _ in found)
    return {name: (operation, role) for name, operation, _, role in found}


@pytest.fixture
def project(new_project: Callable[[str], Project], local_aws: LocalAws) -> Project:
    """A project of the program."""
    make_prerequisites(local_aws)
    return new_project(PROGRAM)


def test_create(project: Project, local_aws: LocalAws) -> None:
    whole, _, parts = PROGRAM.partition(PARTS)
    project.program = whole
    project.up().succeeded()
    before = objects(local_aws)

    project.program = f"{whole}{ANNS}\n{PARTS}{parts}"
    refused = project.up("--continue-on-error")
    assert refused.exit_code != 0
    to_add = ("CreateChannelMembership", f"{MANAGERS} (in an UNRESTRICTED channel a member too); and {NOT_BANNED}")
    assert sentences(refused) == {
        "open-association": ("AssociateChannelFlow", MANAGERS),
        "closed-association": ("DescribeChannel", ANYBODY_IN_PUBLIC),
        "open-member": to_add,
        "closed-member": to_add,
        # A create looks first whether there is one already.
        **of_each("moderator", "DescribeChannelModerator"),
        **of_each("ban", "DescribeChannelBan"),
    }
    assert objects(local_aws) == before

    project.program = PROGRAM
    project.up().succeeded()
    assert_live(local_aws, project)


def test_update_read_and_delete(project: Project, local_aws: LocalAws) -> None:
    project.up().succeeded()
    project.edit(CLERKS, ANNS)
    parts = {f"{channel}-{kind}" for channel in OF_EACH for kind in ("association", "ban", "member", "moderator")}
    assert project.up().succeeded().operations == dict.fromkeys({"lobby", *OF_EACH, *parts}, "update")
    before = objects(local_aws)

    for changes, operation in UPDATES:
        project.program = PROGRAM.replace(CLERKS, ANNS).replace('metadata="first"', changes)
        refused = project.up("--continue-on-error")
        assert sentences(refused) == {channel: (operation, MANAGERS) for channel in ("lobby", *OF_EACH)}
    assert objects(local_aws) == before

    project.program = anns = PROGRAM.replace(CLERKS, ANNS)
    project.up().succeeded()
    assert sentences(project.refresh()) == {
        "closed": ("DescribeChannel", ANYBODY_IN_PUBLIC),
        "closed-association": ("DescribeChannel", ANYBODY_IN_PUBLIC),
        **of_each("moderator", "DescribeChannelModerator"),
        **of_each("ban", "DescribeChannelBan"),
    }

    project.program = anns.partition(PARTS)[0].replace(LOBBY, "")
    refused = project.up("--continue-on-error")
    assert sentences(refused) == {
        "lobby": ("DeleteChannel", MANAGERS),
        "open-association": ("DisassociateChannelFlow", MANAGERS),
        "closed-association": ("DescribeChannel", ANYBODY_IN_PUBLIC),
        **of_each("moderator", "DeleteChannelModerator"),
        **of_each("ban", "DeleteChannelBan"),
    }
    assert refused.operations == of_each("member", "delete")

    project.program = PROGRAM
    project.up().succeeded()
    assert_live(local_aws, project)
