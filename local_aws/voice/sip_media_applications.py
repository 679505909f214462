"""SIP media applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws import moto_backends
from chime_sdk_pulumi.local_aws.arns import parse_arn
from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.quotas import declare
from chime_sdk_pulumi.local_aws.service_models import regions_of
from chime_sdk_pulumi.local_aws.store import new_uuid
from chime_sdk_pulumi.local_aws.tagging import as_mapping
from chime_sdk_pulumi.local_aws.voice.objects import (
    SERVICE_PRINCIPAL,
    SipMediaApplication,
    SipMediaApplicationLoggingConfiguration,
    SipRule,
)
from chime_sdk_pulumi.local_aws.wiring.service_linked_roles import VOICE_CONNECTOR_ROLE

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import RegionalStore, Scope, Store, Structure

SIP_MEDIA_APPLICATIONS = declare(
    "SIP media applications per Region", 30, "AWS General Reference, Amazon Chime SDK endpoints and quotas"
)


class SipMediaApplications:
    """CreateSipMediaApplication and its kin (Developer guide, Using the Amazon Chime SDK PSTN Audio service)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_sip_media_application(self, scope: Scope, request: Structure) -> Structure:
        store = self._store[scope]
        tags = as_mapping(request.get("Tags"))
        self._store.quotas.check(SIP_MEDIA_APPLICATIONS, len(store.table(SipMediaApplication)))
        if request["AwsRegion"] not in regions_of("chime-sdk-voice"):
            raise BadRequestError(f"SIP media applications are not available in the Region {request['AwsRegion']}.")
        _connect_function(scope, request["Endpoints"], request["AwsRegion"])
        application_id = new_uuid()
        arn = scope.arn(f"sma/{application_id}")
        created = self._store.now()
        application = {
            "SipMediaApplicationId": application_id,
            "SipMediaApplicationArn": arn,
            "AwsRegion": request["AwsRegion"],
            "Name": request["Name"],
            "Endpoints": request["Endpoints"],
            "CreatedTimestamp": created,
            "UpdatedTimestamp": created,
        }
        _create_service_linked_role(scope)
        store.table(SipMediaApplication).add(application_id, SipMediaApplication(application))
        store.tags[arn] = tags
        return {"SipMediaApplication": application}

    def get_sip_media_application(self, scope: Scope, request: Structure) -> Structure:
        return {"SipMediaApplication": self._existing(scope, request)}

    def update_sip_media_application(self, scope: Scope, request: Structure) -> Structure:
        application = self._existing(scope, request)
        if "Endpoints" in request:
            _connect_function(scope, request["Endpoints"], application["AwsRegion"])
        _create_service_linked_role(scope)
        changes = {member: request[member] for member in ("Name", "Endpoints") if member in request}
        application |= changes | {"UpdatedTimestamp": self._store.now()}
        return {"SipMediaApplication": application}

    def delete_sip_media_application(self, scope: Scope, request: Structure) -> Structure:
        application = self._existing(scope, request)
        application_id = application["SipMediaApplicationId"]
        # A rule may sit in another Region than its targets, so all of the account's rules count.
        for _, store in self._store.of_account(scope.account):
            for rule in store.table(SipRule):
                targets = [target for state in rule.states() for target in state["TargetApplications"]]
                if any(target["SipMediaApplicationId"] == application_id for target in targets):
                    raise ConflictError(
                        f"The SIP rule {rule.description['SipRuleId']} targets the SIP media application."
                    )
        self._store[scope].table(SipMediaApplication).remove(application_id)
        self._store[scope].table(SipMediaApplicationLoggingConfiguration).remove(application_id)
        del self._store[scope].tags[application["SipMediaApplicationArn"]]
        return {}

    def list_sip_media_applications(self, scope: Scope, request: Structure) -> Structure:
        table = self._store[scope].table(SipMediaApplication)
        applications, rest = page(table, request, scope, "ListSipMediaApplications", largest=100)
        return {"SipMediaApplications": [application.description for application in applications]} | rest

    def _existing(self, scope: Scope, request: Structure) -> Structure:
        return existing_application(self._store[scope], request["SipMediaApplicationId"])


def existing_application(store: RegionalStore, application_id: str) -> Structure:
    """The application.

    Raises:
        NotFoundError: there is none of that id in this account and region.
    """
    application = store.table(SipMediaApplication).get(application_id)
    if application is None:
        raise NotFoundError(f"The SIP media application {application_id} does not exist.")
    return application.description


def _create_service_linked_role(scope: Scope) -> None:
    # Developer guide, Using the Amazon Chime SDK PSTN Audio service, Speak: whoever creates or updates an application
    # need not create the role.
    moto_backends.create_service_linked_role(scope.account, SERVICE_PRINCIPAL, VOICE_CONNECTOR_ROLE)


def _connect_function(scope: Scope, endpoints: list[Structure], region: str) -> None:
    """Check the function of an application, and let the service invoke it if nobody has yet."""
    lambda_arn: str | None = endpoints[0].get("LambdaArn")
    function_arn = parse_arn(lambda_arn) if lambda_arn else None
    if lambda_arn is None or function_arn is None:  # inferred: an application is its function
        raise BadRequestError("The endpoint of a SIP media application must have a LambdaArn.")
    # API reference, CreateSipMediaApplication: in the Region of the application.
    if function_arn.region != region:
        raise BadRequestError(f"The Lambda function must be in {region}, the Region of the SIP media application.")
    # inferred: AWS reads and extends the function's policy with the caller's rights (lambda:GetPolicy,
    # lambda:AddPermission), so the function must exist, in the caller's account.
    function = moto_backends.lambda_function(lambda_arn) if function_arn.account == scope.account else None
    if function is None:
        raise BadRequestError("The Lambda function of the SIP media application does not exist.")
    moto_backends.allow_invocation(function, SERVICE_PRINCIPAL, scope.account)
