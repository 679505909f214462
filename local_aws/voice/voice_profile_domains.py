"""Voice profile domains, which hold the voice profiles that speaker search compares a caller with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, NotFoundError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.store import create_once, new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping
from chime_sdk_pulumi.local_aws.voice.objects import VoiceProfileDomain

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure
    from moto.kms.models import Key

VOICE_PROFILE_DOMAINS = declare("voice profile domains per Region", 3, "Developer guide, Call analytics service quotas")

_ENCRYPTION_CONTEXT = "aws:chime:voice-profile-domain:arn"


class VoiceProfileDomains:
    """CreateVoiceProfileDomain and its kin (Developer guide, Using Amazon Chime SDK voice analytics)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_voice_profile_domain(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        table = store.table(VoiceProfileDomain)

        def create() -> str:
            tags = as_mapping(request.get("Tags"))
            self._store.quotas.check(VOICE_PROFILE_DOMAINS, len(table))
            key = _usable_key(scope, request["ServerSideEncryptionConfiguration"]["KmsKeyArn"])
            domain_id = new_uuid()
            arn = scope.arn(f"voice-profile-domain/{domain_id}")
            created = self._store.now()
            description = {
                "VoiceProfileDomainId": domain_id,
                "VoiceProfileDomainArn": arn,
                "Name": request["Name"],
                "Description": request.get("Description"),
                "ServerSideEncryptionConfiguration": request["ServerSideEncryptionConfiguration"],
                "CreatedTimestamp": created,
                "UpdatedTimestamp": created,
            }
            _grant_use(scope, key, arn)
            table.add(domain_id, VoiceProfileDomain(description))
            store.tags[arn] = tags
            return arn

        arn = create_once(store, "CreateVoiceProfileDomain", request, create)
        return {"VoiceProfileDomain": self._existing(scope, arn.rpartition("/")[2])}

    def get_voice_profile_domain(self, scope: Scope, request: Structure) -> Structure:
        return {"VoiceProfileDomain": self._existing(scope, request["VoiceProfileDomainId"])}

    def update_voice_profile_domain(self, scope: Scope, request: Structure) -> Structure:
        domain = self._existing(scope, request["VoiceProfileDomainId"])
        changes = {member: request[member] for member in ("Name", "Description") if member in request}
        domain |= changes | {"UpdatedTimestamp": self._store.now()}
        return {"VoiceProfileDomain": domain}

    def delete_voice_profile_domain(self, scope: Scope, request: Structure) -> Structure:
        domain = self._existing(scope, request["VoiceProfileDomainId"])
        store = self._store[scope]
        _retire_grant(domain)
        store.table(VoiceProfileDomain).remove(domain["VoiceProfileDomainId"])
        del store.tags[domain["VoiceProfileDomainArn"]]
        return {}

    def list_voice_profile_domains(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(VoiceProfileDomain)
        domains, rest = page(table, request, scope, "ListVoiceProfileDomains", largest=100)
        return {"VoiceProfileDomains": [domain.description for domain in domains]} | rest

    def _existing(self, scope: Scope, domain_id: str) -> Structure:
        domain = self._store[scope].table(VoiceProfileDomain).get(domain_id)
        if domain is None:
            raise NotFoundError(f"The voice profile domain {domain_id} does not exist.")
        return domain.description


def _usable_key(scope: Scope, key_arn: str) -> Key:
    """The key; refuses one that the service could not use, at once: creating a domain creates a grant for it.

    (Administrator guide, Monitoring encryption keys. That the key must be of the call's account and Region, and the error,
    are inferred.)
    """
    arn = parse_arn(key_arn)
    if arn is None or arn.service != "kms" or not arn.resource.startswith("key/"):
        raise BadRequestError("The KmsKeyArn must be the ARN of a KMS key.")
    if (arn.account, arn.region) != scope:
        raise BadRequestError("The KMS key must be in the account and Region of the voice profile domain.")
    key = moto_backends.kms_key(key_arn)
    if key is None:
        raise BadRequestError("The KMS key does not exist.")
    # API reference, ServerSideEncryptionConfiguration: no asymmetric keys.
    if key.key_spec != "SYMMETRIC_DEFAULT":
        raise BadRequestError("The KMS key must be a symmetric encryption key.")
    if key.key_state != "Enabled":
        raise BadRequestError(f"The KMS key must be enabled, but is {key.key_state}.")
    return key


def _grant_use(scope: Scope, key: Key, domain_arn: str) -> None:
    """Let the service use the key for one domain (Administrator guide, Monitoring encryption keys)."""
    service = f"chimevoiceconnector.{scope.region}.amazonaws.com"
    operations = ["GenerateDataKey", "Decrypt", "DescribeKey", "RetireGrant"]
    constraints = {"EncryptionContextSubset": {_ENCRYPTION_CONTEXT: domain_arn}}
    key.add_grant("", service, operations, constraints, retiring_principal=service)


def _retire_grant(domain: Structure) -> None:
    key = moto_backends.kms_key(domain["ServerSideEncryptionConfiguration"]["KmsKeyArn"])
    if key is None:
        return
    for grant in list(key.grants.values()):
        subset = (grant.constraints or {}).get("EncryptionContextSubset", {})
        if subset.get(_ENCRYPTION_CONTEXT) == domain["VoiceProfileDomainArn"]:
            key.retire_grant(grant.id)
