"""AWS Identity and Access Management: roles and policies."""

from typing import ClassVar

from .configuration import Aws, Client
from .documents import Json, dumps
from .resource import TAGGED, AutoName, Property, ResourceType, fields, named, stable, unique
from .tags import Tagging, mapping, pairs
from .values import State

_GONE = frozenset({"NoSuchEntity"})


class Role(ResourceType):
    """A role; its id is its name."""

    token = "aws:iam/role:Role"
    declared_by = ("iam", "Role")
    service = "iam"
    properties: ClassVar = {
        "assumeRolePolicy": Property("AssumeRolePolicyDocument", document="policy"),
        "description": Property("Description"),
        "forceDetachPolicies": Property(default=False, from_aws=False),
        "inlinePolicies": Property(shape=fields("name", "policy"), computed=True, unordered=True, document="policy"),
        "managedPolicyArns": Property(computed=True, unordered=True),
        "maxSessionDuration": Property("MaxSessionDuration", default=3600),
        **named("RoleName"),
        "path": Property("Path", replace=True, default="/"),
        "permissionsBoundary": Property("PermissionsBoundary"),
        **TAGGED,
    }
    outputs: ClassVar = stable(
        "arn", "createDate", "name", "namePrefix", "uniqueId", "inlinePolicies", "managedPolicyArns"
    )
    auto_name = AutoName("name", 64)
    tagging = Tagging("tag_role", "untag_role", "RoleName")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        name = want.get("name") or unique(want["namePrefix"])
        return str(
            aws.client("iam").create_role(
                **self.request(want) | {"RoleName": name, "Tags": pairs(want.get("tagsAll") or {})}
            )["Role"]["RoleName"]
        )

    def settle(self, aws: Aws, id: str, want: State) -> None:
        given = {name for name in ("inlinePolicies", "managedPolicyArns") if want.get(name)}
        self.update(aws, id, want, given, {})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        iam = aws.client("iam")
        role = iam.get_role(RoleName=id)["Role"]
        boundary = role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")
        return {
            **self.reply(
                {
                    **role,
                    "PermissionsBoundary": boundary,
                    "AssumeRolePolicyDocument": _text(role["AssumeRolePolicyDocument"]),
                }
            ),
            **self._attached(iam, id, known),
            "namePrefix": known.get("namePrefix") or "",
            "arn": role["Arn"],
            "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "uniqueId": role["RoleId"],
            "tagsAll": mapping(role.get("Tags", [])),
        }

    def _attached(self, iam: Client, id: str, known: State) -> State:
        # Policies that the role's own properties do not name belong to resources of their own.
        names = [
            name
            for page in iam.get_paginator("list_role_policies").paginate(RoleName=id)
            for name in page["PolicyNames"]
        ]
        own = {policy.get("name") for policy in known.get("inlinePolicies") or []}
        inline = [
            {"name": name, "policy": _text(iam.get_role_policy(RoleName=id, PolicyName=name)["PolicyDocument"])}
            for name in names
            if name in own
        ]
        pages = iam.get_paginator("list_attached_role_policies").paginate(RoleName=id)
        managed = {policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]}
        return {
            "inlinePolicies": inline,
            "managedPolicyArns": sorted(managed & set(known.get("managedPolicyArns") or [])),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        iam = aws.client("iam")
        if "assumeRolePolicy" in changed:
            iam.update_assume_role_policy(RoleName=id, PolicyDocument=want["assumeRolePolicy"])
        if changed & {"description", "maxSessionDuration"}:
            iam.update_role(
                RoleName=id, Description=want.get("description", ""), MaxSessionDuration=want["maxSessionDuration"]
            )
        if "permissionsBoundary" in changed:
            if want.get("permissionsBoundary"):
                iam.put_role_permissions_boundary(RoleName=id, PermissionsBoundary=want["permissionsBoundary"])
            else:
                iam.delete_role_permissions_boundary(RoleName=id)
        if "inlinePolicies" in changed:
            wanted = {
                policy["name"]: policy["policy"] for policy in want.get("inlinePolicies") or [] if policy.get("policy")
            }
            for policy in old.get("inlinePolicies") or []:
                if policy.get("name") not in wanted:
                    iam.delete_role_policy(RoleName=id, PolicyName=policy["name"])
            for name, policy in wanted.items():
                iam.put_role_policy(RoleName=id, PolicyName=name, PolicyDocument=policy)
        if "managedPolicyArns" in changed:
            before, after = set(old.get("managedPolicyArns") or []), set(want.get("managedPolicyArns") or [])
            for arn in before - after:
                iam.detach_role_policy(RoleName=id, PolicyArn=arn)
            for arn in after - before:
                iam.attach_role_policy(RoleName=id, PolicyArn=arn)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        iam = aws.client("iam")
        force = bool(state.get("forceDetachPolicies"))
        for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=id):
            for policy in page["AttachedPolicies"]:
                if force or policy["PolicyArn"] in (state.get("managedPolicyArns") or []):
                    iam.detach_role_policy(RoleName=id, PolicyArn=policy["PolicyArn"])
        own = {policy.get("name") for policy in state.get("inlinePolicies") or []}
        for page in iam.get_paginator("list_role_policies").paginate(RoleName=id):
            for name in page["PolicyNames"]:
                if force or name in own:
                    iam.delete_role_policy(RoleName=id, PolicyName=name)
        iam.delete_role(RoleName=id)


class RolePolicy(ResourceType):
    """An inline policy of a role; its id is `role:name`."""

    token = "aws:iam/rolePolicy:RolePolicy"
    declared_by = ("iam", "RolePolicy")
    service = "iam"
    properties: ClassVar = {
        **named(),
        "policy": Property(document="policy"),
        "role": Property(replace=True),
    }
    outputs: ClassVar = stable("name", "namePrefix")
    auto_name = AutoName("name", 128)
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        name = want.get("name") or unique(want["namePrefix"])
        aws.client("iam").put_role_policy(RoleName=want["role"], PolicyName=name, PolicyDocument=want["policy"])
        return f"{want['role']}:{name}"

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        role, name = id.split(":", 1)
        policy = aws.client("iam").get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        return {"role": role, "name": name, "namePrefix": known.get("namePrefix") or "", "policy": _text(policy)}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        role, name = id.split(":", 1)
        aws.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=want["policy"])

    def delete(self, aws: Aws, id: str, state: State) -> None:
        role, name = id.split(":", 1)
        aws.client("iam").delete_role_policy(RoleName=role, PolicyName=name)


class Policy(ResourceType):
    """A managed policy; its id is its ARN."""

    token = "aws:iam/policy:Policy"
    declared_by = ("iam", "Policy")
    service = "iam"
    properties: ClassVar = {
        "delayAfterPolicyCreationInMs": Property(from_aws=False),
        "description": Property("Description", replace=True),
        **named("PolicyName"),
        "path": Property("Path", replace=True, default="/"),
        "policy": Property("PolicyDocument", document="policy"),
        **TAGGED,
    }
    outputs: ClassVar = stable("arn", "attachmentCount", "name", "namePrefix", "policyId")
    auto_name = AutoName("name", 128)
    tagging = Tagging("tag_policy", "untag_policy", "PolicyArn")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        name = want.get("name") or unique(want["namePrefix"])
        return str(
            aws.client("iam").create_policy(
                **self.request(want) | {"PolicyName": name, "Tags": pairs(want.get("tagsAll") or {})}
            )["Policy"]["Arn"]
        )

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        iam = aws.client("iam")
        policy = iam.get_policy(PolicyArn=id)["Policy"]
        version = iam.get_policy_version(PolicyArn=id, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        return {
            **self.reply({**policy, "PolicyDocument": _text(version["Document"])}),
            "namePrefix": known.get("namePrefix") or "",
            "arn": policy["Arn"],
            # Attaching the policy is another resource's change, and shows there.
            "attachmentCount": known.get("attachmentCount", policy.get("AttachmentCount", 0)),
            "policyId": policy["PolicyId"],
            "tagsAll": mapping(policy.get("Tags", [])),
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        iam = aws.client("iam")
        if "policy" in changed:
            versions = iam.list_policy_versions(PolicyArn=id)["Versions"]
            spare = [version for version in versions if not version["IsDefaultVersion"]]
            if len(versions) >= 5:  # IAM keeps five versions of a policy
                iam.delete_policy_version(
                    PolicyArn=id, VersionId=min(spare, key=lambda version: version["CreateDate"])["VersionId"]
                )
            iam.create_policy_version(PolicyArn=id, PolicyDocument=want["policy"], SetAsDefault=True)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        iam = aws.client("iam")
        for version in iam.list_policy_versions(PolicyArn=id)["Versions"]:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=id, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=id)


class RolePolicyAttachment(ResourceType):
    """A managed policy of a role; its id is `role/ARN`."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    declared_by = ("iam", "RolePolicyAttachment")
    service = "iam"
    properties: ClassVar = {"policyArn": Property(replace=True), "role": Property(replace=True)}
    gone = _GONE
    delete_before_replace = True

    def create(self, aws: Aws, want: State) -> str:
        aws.client("iam").attach_role_policy(RoleName=want["role"], PolicyArn=want["policyArn"])
        return f"{want['role']}/{want['policyArn']}"

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        role, arn = id.split("/", 1)
        pages = aws.client("iam").get_paginator("list_attached_role_policies").paginate(RoleName=role)
        attached = any(policy["PolicyArn"] == arn for page in pages for policy in page["AttachedPolicies"])
        return {"role": role, "policyArn": arn} if attached else None

    def delete(self, aws: Aws, id: str, state: State) -> None:
        role, arn = id.split("/", 1)
        aws.client("iam").detach_role_policy(RoleName=role, PolicyArn=arn)


def _text(document: Json) -> str:
    # boto3 decodes policy documents of IAM.
    return document if isinstance(document, str) else dumps(document)


TYPES = (Role, RolePolicy, Policy, RolePolicyAttachment)
