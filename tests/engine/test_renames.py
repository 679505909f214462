"""A resource that is renamed without an alias, when its object is one that there can be only one of."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Final

import pytest

from tests.engine.harness import edited
from tests.engine.live import assert_live, chime_calls, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from chime_sdk_pulumi.local_aws import LocalAws

    from tests.engine.harness import Project

PROGRAM: Final = """\
import pulumi
from chime_sdk_pulumi.providers import identity, messaging

app = identity.AppInstance("app", allow_destroy=True)
clerk = identity.AppInstanceUser("clerk", app_instance_arn=app.arn, app_instance_user_id="clerk")
guest = identity.AppInstanceUser("guest", app_instance_arn=app.arn, app_instance_user_id="guest")
admin = identity.AppInstanceAdmin("admin", app_instance_arn=app.arn, app_instance_admin_arn=clerk.arn)
bearer = admin.app_instance_admin_arn
channel = messaging.Channel("channel", app_instance_arn=app.arn, chime_bearer=bearer, allow_destroy=True)
messaging.ChannelMembership(
    "membership", channel_arn=channel.arn, member_arn=guest.arn, type="DEFAULT", chime_bearer=bearer
)
messaging.ChannelModerator("moderator", channel_arn=channel.arn, channel_moderator_arn=guest.arn, chime_bearer=bearer)
banned = identity.AppInstanceUser("banned", app_instance_arn=app.arn, app_instance_user_id="banned")
messaging.ChannelBan("ban", channel_arn=channel.arn, member_arn=banned.arn, chime_bearer=bearer)
"""
RENAMED: Final = {
    '"clerk", app': ("clerk", "chief"),
    '"admin", app': ("admin", "promoted"),
    '"membership", ch': ("membership", "seat"),
    '"moderator", ch': ("moderator", "chair"),
    '"ban", ch': ("ban", "exclusion"),
}
"""The kinds that exist once per user, among them the bearer of everything; the text of each, its name and its new one."""
REFUSALS: Final = {
    "admin": ("AppInstanceAdmin 'promoted'", "it is an administrator already"),
    "membership": ("ChannelMembership 'seat'", "it is a member already"),
    "moderator": ("ChannelModerator 'chair'", "it is a moderator already"),
    "ban": ("ChannelBan 'exclusion'", "it is banned already"),
}


@pytest.fixture
def project(new_project: Callable[[str], Project]) -> Project:
    """A stack of the program."""
    project = new_project(PROGRAM)
    project.up().succeeded()
    return project


def renamed(program: str, *names: str) -> str:
    """The program after some of the renames."""
    for text, (old, new) in RENAMED.items():
        if old in names:
            program = edited(program, text, text.replace(old, new))
    return program


def test_renamed_resources_keep_their_objects(project: Project, local_aws: LocalAws) -> None:
    ids = {resource.name: resource.id for resource in project.resources()}
    names = dict(RENAMED.values())
    so_far = len(chime_calls(local_aws))
    for program, options in ((renamed(PROGRAM, *names), ()), (PROGRAM, ("--refresh",))):
        project.program = program
        announced = project.preview(*options).succeeded()
        assert sorted(announced.operations.values()) == ["create"] * len(names) + ["delete"] * len(names)
        assert project.up(*options).succeeded().changes == announced.changes
        assert_live(local_aws, project)
        assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
    assert {resource.name: resource.id for resource in project.resources()} == ids
    assert [call for call in chime_calls(local_aws)[so_far:] if call.startswith("Delete")] == []


def test_renamed_roles_are_refused_where_no_journal_knows_them(project: Project, local_aws: LocalAws) -> None:
    """A fresh checkout. A user carries a mark, which is enough."""
    before = objects(local_aws)
    shutil.rmtree(project.folder / ".chime-sdk-pulumi")
    for old, (resource, sentence) in REFUSALS.items():
        project.program = renamed(PROGRAM, old)
        refused = project.up()
        assert refused.exit_code != 0
        assert re.search(rf"{resource} \(us-east-1\): AWS refused Create.* — {sentence}.*adopt=", refused.output), old
    project.program = renamed(PROGRAM, "clerk")
    assert project.up().succeeded().operations == {"clerk": "delete", "chief": "create"}
    assert objects(local_aws) == before
    assert_live(local_aws, project)


@pytest.mark.parametrize("first", ["guest", "again"])
def test_object_that_is_declared_twice_is_no_rename(first: str, project: Project, local_aws: LocalAws) -> None:
    """Whichever the engine comes to first; the object stays with the one that is left."""
    user = 'identity.AppInstanceUser("{}", app_instance_arn=app.arn, app_instance_user_id="guest"{})'
    old, new = f"guest = {user.format('guest', '')}\n", f"again = {user.format('again', '')}\n"
    both = old + new
    if first == "again":
        both = new + f"guest = {user.format('guest', ', opts=pulumi.ResourceOptions(depends_on=[again])')}\n"
    project.edit(old, both)
    refused = project.up()
    assert refused.exit_code != 0
    if first == "guest":
        assert "AppInstanceUser 'again' (us-east-1): AWS refused CreateAppInstanceUser" in refused.output
    else:
        assert "AppInstanceUser 'guest' (us-east-1): the resource 'again' of this program has become" in refused.output

    project.program = PROGRAM
    project.up("--refresh").succeeded()
    assert_live(local_aws, project)
    assert project.preview("--refresh", "--expect-no-changes").succeeded().operations == {}
