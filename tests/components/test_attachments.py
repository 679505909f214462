"""Attachments: where files are kept, who may keep them, and which pages may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.components import Attachments, policies
from chime_sdk_pulumi.components.policies import Scope

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.components.deployment import Deployment

TAG = "my_applications_user_id"
BUCKET = "arn:aws:s3:::files-bucket"
KEY = "arn:aws:kms:us-east-1:111122223333:key/files-key"


def test_a_created_bucket_is_private_encrypted_and_has_a_folder_for_each_user(
    deploy: Callable[..., Deployment],
) -> None:
    deployment = deploy(lambda: Attachments("files", user_role_name="users", tags={"team": "chat"}))
    assert set(deployment.resources) == {
        "Key files-key",
        "Bucket files-bucket",
        "BucketServerSideEncryptionConfiguration files-bucket-encryption",
        "BucketPublicAccessBlock files-bucket-public-access",
        "BucketOwnershipControls files-bucket-ownership",
        "BucketPolicy files-bucket-policy",
        "RolePolicy files-user-policy",
    }
    assert {made.parent for made in deployment.resources.values()} == {"files"}
    assert deployment["Key files-key"].document("policy") == policies.key_policy(
        Scope("aws", "us-east-1", "111122223333")
    )
    assert deployment["BucketPolicy files-bucket-policy"].document(
        "policy"
    ) == policies.encrypted_transport_bucket_policy(BUCKET)
    granted = deployment["RolePolicy files-user-policy"]
    assert granted.inputs["role"] == "users"
    assert granted.document("policy") == policies.messaging_attachments_policy(BUCKET, TAG, KEY)
    assert deployment.outputs["bucket_name"] == "files-bucket"
    assert deployment.outputs["bucket_arn"] == BUCKET
    assert deployment.outputs["key_arn"] == KEY


def test_pages_of_the_web_client_alone_use_the_bucket(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: Attachments("files", user_role_name="users", allowed_origins=["https://chat.example.com"])
    )
    assert deployment.inputs("BucketCorsConfiguration files-bucket-cors") == {
        "bucket": "files-bucket",
        "corsRules": [
            {
                "allowedOrigins": ["https://chat.example.com"],
                "allowedMethods": ["DELETE", "GET", "HEAD", "PUT"],
                "allowedHeaders": ["*"],
                "exposeHeaders": ["ETag"],
                "maxAgeSeconds": 3600,
            }
        ],
    }


def test_tag_prefix_and_sharing_are_as_chosen_without_a_key(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: Attachments(
            "files",
            user_role_name="users",
            session_tag_key="uid",
            prefix="attachments",
            shared_downloads=True,
            key={"skip": True},
        )
    )
    assert "Key files-key" not in deployment.resources
    assert deployment["RolePolicy files-user-policy"].document("policy") == policies.messaging_attachments_policy(
        f"{BUCKET}/attachments", "uid", shared_downloads=True
    )
    assert deployment.outputs["key_arn"] is None


def test_a_brought_bucket_is_left_as_it_is_and_its_key_granted(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: Attachments(
            "files", user_role_name="users", bucket={"existing": {"arn": "arn:aws:s3:::shared", "key_arn": KEY}}
        )
    )
    assert set(deployment.resources) == {"RolePolicy files-user-policy"}
    assert deployment["RolePolicy files-user-policy"].document("policy") == policies.messaging_attachments_policy(
        "arn:aws:s3:::shared", TAG, KEY
    )
    assert deployment.outputs["bucket_name"] == "shared"


def test_the_region_reaches_every_child(deploy: Callable[..., Deployment]) -> None:
    deployment = deploy(
        lambda: Attachments("files", user_role_name="users", allowed_origins=["https://a"], region="eu-central-1")
    )
    regional = set(deployment.resources) - {"RolePolicy files-user-policy"}
    assert {name for name in regional if deployment.inputs(name).get("region") != "eu-central-1"} == set()
