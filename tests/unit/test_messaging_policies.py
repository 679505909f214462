"""The policies of those who use messaging: what the developer guide grants, to one user each, and to nobody else."""

from __future__ import annotations

import pytest
from chime_sdk_pulumi.components import policies
from chime_sdk_pulumi.components.policies import MessagingUserAccess, PolicyDocument
from chime_sdk_pulumi.local_aws.wiring.evaluation import Policy, Request, RolePrincipal, ServicePrincipal, decide

ACCOUNT = "111122223333"
APP = f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/chat"
OTHER_APP = f"arn:aws:chime:us-east-1:{ACCOUNT}:app-instance/other"
KEY = "my_applications_user_id"
SERVER = f"arn:aws:iam::{ACCOUNT}:role/server"
USER_ROLE = f"arn:aws:iam::{ACCOUNT}:role/user"
POOL = "us-east-1:11111111-2222-3333-4444-555555555555"

GUIDE = {
    MessagingUserAccess.CONNECT_ONLY: {"Connect", "GetMessagingSessionEndpoint"},
    MessagingUserAccess.MINIMAL: {
        "GetMessagingSessionEndpoint",
        "ListChannels",
        "DescribeChannel",
        "ListChannelMembershipsForAppInstanceUser",
        "DescribeChannelMembershipForAppInstanceUser",
        "ListChannelsModeratedByAppInstanceUser",
        "DescribeChannelModeratedByAppInstanceUser",
        "SendChannelMessage",
        "GetChannelMessage",
        "ListChannelMessages",
        "Connect",
    },
    MessagingUserAccess.FULL: {
        "GetMessagingSessionEndpoint",
        "CreateChannel",
        "DescribeChannel",
        "DeleteChannel",
        "UpdateChannel",
        "ListChannels",
        "ListSubChannels",
        "ListChannelMembershipsForAppInstanceUser",
        "DescribeChannelMembershipForAppInstanceUser",
        "ListChannelsModeratedByAppInstanceUser",
        "DescribeChannelModeratedByAppInstanceUser",
        "UpdateChannelReadMarker",
        "CreateChannelModerator",
        "DescribeChannelModerator",
        "ListChannelModerators",
        "DeleteChannelModerator",
        "SendChannelMessage",
        "GetChannelMessage",
        "DeleteChannelMessage",
        "UpdateChannelMessage",
        "RedactChannelMessage",
        "ListChannelMessages",
        "CreateChannelMembership",
        "DescribeChannelMembership",
        "DeleteChannelMembership",
        "ListChannelMemberships",
        "CreateChannelBan",
        "DeleteChannelBan",
        "ListChannelBans",
        "DescribeChannelBan",
        "Connect",
        "AssociateChannelFlow",
        "DisassociateChannelFlow",
        "GetChannelMessageStatus",
    },
}
"""The actions of the guide's policies for end users, in its order."""


def may(document: PolicyDocument, action: str, resource: str, **tags: str) -> bool:
    """Whether a role with this policy, in a session with these tags, may do something."""
    role = RolePrincipal(USER_ROLE, ACCOUNT, (Policy("policy", document),))
    context = {f"aws:principaltag/{key}": (value,) for key, value in tags.items()}
    return decide(Request(role, f"chime:{action}", resource, context, ACCOUNT)).allowed


def actions(document: PolicyDocument) -> list[str]:
    """All actions of a document, each as often as it is there."""
    return [action.removeprefix("chime:") for statement in document["Statement"] for action in statement["Action"]]


@pytest.mark.parametrize("access", MessagingUserAccess)
def test_end_users_may_do_what_the_guide_grants_each_once(access: MessagingUserAccess) -> None:
    assert sorted(actions(policies.messaging_user_policy(APP, KEY, access))) == sorted(GUIDE[access])


@pytest.mark.parametrize("access", MessagingUserAccess)
def test_end_users_act_as_themselves_alone(access: MessagingUserAccess) -> None:
    document = policies.messaging_user_policy(APP, KEY, access)
    for action in GUIDE[access] - {"GetMessagingSessionEndpoint"}:
        assert may(document, action, f"{APP}/user/ann", my_applications_user_id="ann"), action
        assert not may(document, action, f"{APP}/user/bob", my_applications_user_id="ann"), action
        assert not may(document, action, f"{OTHER_APP}/user/ann", my_applications_user_id="ann"), action
        assert not may(document, action, f"{APP}/user/ann"), action
        assert not may(document, action, f"{APP}/user/ann", another_tag="ann"), action


def test_end_users_act_in_channels_of_the_app_instance_alone() -> None:
    document = policies.messaging_user_policy(APP, KEY)
    assert may(document, "SendChannelMessage", f"{APP}/channel/lobby")
    assert not may(document, "SendChannelMessage", f"{OTHER_APP}/channel/lobby")
    assert not may(document, "Connect", f"{APP}/channel/lobby")
    assert may(document, "AssociateChannelFlow", f"{APP}/channel-flow/moderation")
    assert not may(document, "SendChannelMessage", f"{APP}/channel-flow/moderation")


def test_the_variable_reaches_iam_as_it_is_with_the_key_of_choice() -> None:
    (_, as_user) = policies.messaging_user_policy(APP, "uid", MessagingUserAccess.CONNECT_ONLY)["Statement"]
    assert as_user["Resource"] == [f"{APP}/user/${{aws:PrincipalTag/uid}}"]


def test_further_actions_are_granted_where_they_belong() -> None:
    further = ["chime:PutChannelMembershipPreferences", "chime:SearchChannels"]
    document = policies.messaging_user_policy(APP, KEY, MessagingUserAccess.CONNECT_ONLY, further)
    assert may(document, "PutChannelMembershipPreferences", f"{APP}/channel/lobby")
    assert may(document, "SearchChannels", f"{APP}/user/ann", my_applications_user_id="ann")
    assert not may(document, "SearchChannels", f"{APP}/channel/lobby")


def test_a_back_end_does_what_the_guide_grants_as_its_own_user() -> None:
    document = policies.messaging_back_end_policy(APP, f"{APP}/user/back-end-worker")
    assert sorted(actions(document)) == [
        "CreateChannel",
        "CreateChannelMembership",
        "DeleteChannel",
        "DeleteChannelMembership",
        "ListChannelMemberships",
        "ListChannelMessages",
        "ListChannels",
        "SendChannelMessage",
    ]
    assert may(document, "SendChannelMessage", f"{APP}/user/back-end-worker")
    assert may(document, "SendChannelMessage", f"{APP}/channel/lobby")
    assert not may(document, "SendChannelMessage", f"{APP}/user/ann")


def test_a_back_end_may_be_let_create_users_who_are_nothing_yet_that_a_statement_could_name() -> None:
    document = policies.messaging_back_end_policy(APP, f"{APP}/user/worker", ["chime:CreateAppInstanceUser"])
    (create,) = (
        statement for statement in document["Statement"] if "chime:CreateAppInstanceUser" in statement["Action"]
    )
    assert create == {"Sid": "Create", "Effect": "Allow", "Action": ["chime:CreateAppInstanceUser"], "Resource": ["*"]}


def test_a_back_end_may_be_let_act_as_anybody_and_do_more() -> None:
    document = policies.messaging_back_end_policy(APP, f"{APP}/user/*", ["chime:CreateChannelModerator"])
    assert may(document, "CreateChannelModerator", f"{APP}/user/ann")
    assert not may(document, "CreateChannelModerator", f"{OTHER_APP}/user/ann")


@pytest.mark.parametrize(
    ("role", "tags", "allowed"),
    [
        (SERVER, {KEY: "ann"}, True),
        (SERVER, {}, False),
        (SERVER, {KEY: ""}, False),
        (SERVER, {"another_tag": "ann"}, False),
        (f"{SERVER}-2", {KEY: "ann"}, False),
    ],
)
@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:TagSession"])
def test_the_server_vends_credentials_and_says_for_whom(
    role: str, tags: dict[str, str], allowed: bool, action: str
) -> None:
    trust = Policy("trust policy", policies.messaging_user_trust_policy(SERVER, KEY))
    right = Policy("policy", policies.messaging_server_policy(USER_ROLE))
    request = Request(
        RolePrincipal(role, ACCOUNT, (right,)),
        action,
        USER_ROLE,
        {f"aws:requesttag/{key.lower()}": (value,) for key, value in tags.items()},
        ACCOUNT,
        (trust,),
        resource_decides=True,
    )
    assert decide(request).allowed is allowed


def test_an_identity_pool_vends_credentials_to_those_it_has_authenticated() -> None:
    (statement,) = policies.messaging_identity_pool_trust_policy(POOL)["Statement"]
    assert statement["Principal"] == {"Federated": "cognito-identity.amazonaws.com"}
    assert statement["Action"] == ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    assert statement["Condition"] == {
        "StringEquals": {"cognito-identity.amazonaws.com:aud": POOL},
        "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
    }


LOCATION = "arn:aws:s3:::chat-files/attachments"
DATA_KEY = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/one"


@pytest.mark.parametrize("shared", [True, False])
def test_attachments_are_kept_in_the_folder_of_the_user_and_shared_on_request(shared: bool) -> None:
    document = policies.messaging_attachments_policy(LOCATION, KEY, shared_downloads=shared)
    role = RolePrincipal(USER_ROLE, ACCOUNT, (Policy("policy", document),))

    def may(action: str, resource: str) -> bool:
        context = {f"aws:principaltag/{KEY}": ("ann",)}
        return decide(Request(role, f"s3:{action}", resource, context, ACCOUNT)).allowed

    for action in ("PutObject", "GetObject", "DeleteObject"):
        assert may(action, f"{LOCATION}/ann/cat.png")
        assert may(action, f"{LOCATION}/bob/cat.png") is (shared and action == "GetObject")
        assert not may(action, f"{LOCATION}/annabel/cat.png") or (shared and action == "GetObject")
        assert not may(action, "arn:aws:s3:::chat-files/other/ann/cat.png")
    assert sum(len(statement["Action"]) for statement in document["Statement"]) == 3


def test_the_key_of_attachments_is_used_through_s3_alone() -> None:
    document = policies.messaging_attachments_policy(LOCATION, KEY, DATA_KEY)
    assert document["Statement"][-1] == {
        "Sid": "UseKeyForAttachments",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": [DATA_KEY],
        "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}},
    }


@pytest.mark.parametrize("service", ["lambda", "ec2"])
def test_a_service_runs_the_server(service: str) -> None:
    trust = Policy("trust policy", policies.messaging_server_trust_policy(service))
    for name, allowed in ((service, True), ("states", False)):
        principal = ServicePrincipal(f"{name}.amazonaws.com")
        assert decide(Request(principal, "sts:AssumeRole", SERVER, {}, ACCOUNT, (trust,))).allowed is allowed
