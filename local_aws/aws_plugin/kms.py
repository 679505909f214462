"""AWS Key Management Service: keys, aliases, key policies."""

from typing import ClassVar

from .configuration import Aws, Client
from .documents import dumps
from .resource import REGIONAL, TAGGED, AutoName, Property, ResourceType, changes_with, named, stable, unique
from .tags import Tagging
from .values import State

_GONE = frozenset({"NotFoundException"})


class Key(ResourceType):
    """A key; its id is the key's."""

    token = "aws:kms/key:Key"
    declared_by = ("kms", "Key")
    service = "kms"
    properties: ClassVar = {
        "bypassPolicyLockoutSafetyCheck": Property("BypassPolicyLockoutSafetyCheck", default=False, from_aws=False),
        "customerMasterKeySpec": Property("KeySpec", replace=True, default="SYMMETRIC_DEFAULT"),
        "deletionWindowInDays": Property(from_aws=False),
        "description": Property("Description", computed=True),
        "enableKeyRotation": Property(default=False),
        "isEnabled": Property(default=True),
        "keyUsage": Property("KeyUsage", replace=True, default="ENCRYPT_DECRYPT"),
        "multiRegion": Property("MultiRegion", replace=True, computed=True),
        "policy": Property("Policy", computed=True, document="policy"),
        **REGIONAL,
        **TAGGED,
    }
    outputs: ClassVar = {
        **stable("arn", "keyId", "description", "multiRegion", "policy"),
        "rotationPeriodInDays": changes_with("enableKeyRotation"),
    }
    tagging = Tagging("tag_resource", "untag_resource", "KeyId", pair=("TagKey", "TagValue"))
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        tags = self.tagging.written(want.get("tagsAll"))
        return str(aws.client("kms").create_key(**self.request(want), Tags=tags)["KeyMetadata"]["KeyId"])

    def settle(self, aws: Aws, id: str, want: State) -> None:
        changed = {
            name for name, usual in (("enableKeyRotation", False), ("isEnabled", True)) if want[name] is not usual
        }
        self.update(aws, id, want, changed, {})

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        kms = aws.client("kms")
        key = kms.describe_key(KeyId=id)["KeyMetadata"]
        if key["KeyState"] in ("PendingDeletion", "PendingReplicaDeletion"):
            return None
        rotation = (
            kms.get_key_rotation_status(KeyId=id)
            if key["KeyState"] == "Enabled" and key["KeySpec"] == "SYMMETRIC_DEFAULT"
            else {}
        )
        return {
            "multiRegion": False,
            "description": "",
            **self.reply(key),
            "arn": key["Arn"],
            "keyId": key["KeyId"],
            "isEnabled": key["Enabled"],
            "enableKeyRotation": rotation.get("KeyRotationEnabled", False),
            "rotationPeriodInDays": rotation.get("RotationPeriodInDays", 365)
            if rotation.get("KeyRotationEnabled")
            else 0,
            "policy": kms.get_key_policy(KeyId=id, PolicyName="default")["Policy"],
            "tagsAll": {
                tag["TagKey"]: tag["TagValue"]
                for page in kms.get_paginator("list_resource_tags").paginate(KeyId=id)
                for tag in page["Tags"]
            },
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        kms = aws.client("kms")
        if "isEnabled" in changed and want["isEnabled"]:
            kms.enable_key(KeyId=id)
        if "enableKeyRotation" in changed:
            (kms.enable_key_rotation if want["enableKeyRotation"] else kms.disable_key_rotation)(KeyId=id)
        if "description" in changed:
            kms.update_key_description(KeyId=id, Description=want.get("description") or "")
        if "policy" in changed:
            _put_policy(kms, id, want)
        if "isEnabled" in changed and not want["isEnabled"]:
            kms.disable_key(KeyId=id)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        window = state.get("deletionWindowInDays")
        if self.read(aws, id, state) is not None:
            aws.client("kms").schedule_key_deletion(KeyId=id, **({"PendingWindowInDays": window} if window else {}))


class Alias(ResourceType):
    """Another name of a key; its id is that name."""

    token = "aws:kms/alias:Alias"
    declared_by = ("kms", "Alias")
    service = "kms"
    properties: ClassVar = {
        **named(),
        "targetKeyId": Property(),
        **REGIONAL,
    }
    outputs: ClassVar = {
        **stable("arn", "name", "namePrefix"),
        "targetKeyArn": changes_with("targetKeyId"),
    }
    auto_name = AutoName("name", 238, prefix="alias/")
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        name = want.get("name") or unique(want["namePrefix"])
        aws.client("kms").create_alias(AliasName=name, TargetKeyId=want["targetKeyId"])
        return str(name)

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        kms = aws.client("kms")
        alias = next(
            (
                alias
                for page in kms.get_paginator("list_aliases").paginate()
                for alias in page["Aliases"]
                if alias["AliasName"] == id
            ),
            None,
        )
        if alias is None:
            return None
        key_id = alias["TargetKeyId"]
        key_arn = alias["AliasArn"].replace(f":{id}", f":key/{key_id}")
        return {
            "name": id,
            "namePrefix": known.get("namePrefix") or "",
            "arn": alias["AliasArn"],
            # The program may name the key by its ARN.
            "targetKeyId": key_arn if known.get("targetKeyId") == key_arn else key_id,
            "targetKeyArn": key_arn,
        }

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        aws.client("kms").update_alias(AliasName=id, TargetKeyId=want["targetKeyId"])

    def delete(self, aws: Aws, id: str, state: State) -> None:
        aws.client("kms").delete_alias(AliasName=id)


class KeyPolicy(ResourceType):
    """A key's policy; its id is the key's."""

    token = "aws:kms/keyPolicy:KeyPolicy"
    declared_by = ("kms", "KeyPolicy")
    service = "kms"
    properties: ClassVar = {
        "keyId": Property(replace=True),
        "policy": Property("Policy", document="policy"),
        "bypassPolicyLockoutSafetyCheck": Property("BypassPolicyLockoutSafetyCheck", default=False, from_aws=False),
        **REGIONAL,
    }
    gone = _GONE

    def create(self, aws: Aws, want: State) -> str:
        _put_policy(aws.client("kms"), want["keyId"], want)
        return str(want["keyId"])

    def read(self, aws: Aws, id: str, known: State) -> State | None:
        kms = aws.client("kms")
        if kms.describe_key(KeyId=id)["KeyMetadata"]["KeyState"] == "PendingDeletion":
            return None
        return {"keyId": id, "policy": kms.get_key_policy(KeyId=id, PolicyName="default")["Policy"]}

    def update(self, aws: Aws, id: str, want: State, changed: set[str], old: State) -> None:
        _put_policy(aws.client("kms"), id, want)

    def delete(self, aws: Aws, id: str, state: State) -> None:
        """Leave the key with the policy that it would have been created with: a key is never without one."""
        statement = {
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{aws.partition}:iam::{aws.account_id}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        document = {"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}
        _put_policy(aws.client("kms"), id, {"policy": dumps(document)})


def _put_policy(kms: Client, key_id: str, want: State) -> None:
    bypass = bool(want.get("bypassPolicyLockoutSafetyCheck"))
    kms.put_key_policy(KeyId=key_id, PolicyName="default", Policy=want["policy"], BypassPolicyLockoutSafetyCheck=bypass)


TYPES = (Key, Alias, KeyPolicy)
