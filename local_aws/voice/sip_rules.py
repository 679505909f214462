"""SIP rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from chime_sdk_pulumi.local_aws.errors import BadRequestError, ConflictError, NotFoundError
from chime_sdk_pulumi.local_aws.pagination import page
from chime_sdk_pulumi.local_aws.store import new_uuid
from chime_sdk_pulumi.local_aws.voice.later_updates import update_later
from chime_sdk_pulumi.local_aws.voice.objects import SipMediaApplication, SipRule, VoiceConnector
from chime_sdk_pulumi.local_aws.voice.phone_number_inventory import (
    associate,
    associated_numbers,
    disassociate,
    inventory_scope,
    usable_number,
)

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.store import Scope, Store, Structure

DISASSOCIATION_SECONDS = 1.0
"""inferred: other tools wait some seconds after a rule was deleted, since its number can't be deleted at once."""


class SipRules:
    """CreateSipRule and its kin (Developer guide, Using the Amazon Chime SDK PSTN Audio service)."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create_sip_rule(self, scope: Scope, request: Structure) -> Structure:
        self._check_trigger(scope, request["TriggerType"], request["TriggerValue"])
        self._check_targets(scope, request["TargetApplications"])
        created = self._store.now()
        rule = {
            "SipRuleId": new_uuid(),
            "Name": request["Name"],
            "Disabled": request.get("Disabled", False),
            "TriggerType": request["TriggerType"],
            "TriggerValue": request["TriggerValue"],
            "TargetApplications": request["TargetApplications"],
            "CreatedTimestamp": created,
            "UpdatedTimestamp": created,
        }
        self._store[scope].table(SipRule).add(rule["SipRuleId"], SipRule(rule))
        if rule["TriggerType"] == "ToPhoneNumber":
            number = usable_number(self._store, scope.account, rule["TriggerValue"])
            associate(self._store, number, "SipRuleId", rule["SipRuleId"])
        return {"SipRule": rule}

    def get_sip_rule(self, scope: Scope, request: Structure) -> Structure:
        return {"SipRule": self._existing(scope, request).description}

    def update_sip_rule(self, scope: Scope, request: Structure) -> Structure:
        rule = self._existing(scope, request)
        if "TargetApplications" in request:
            self._check_targets(scope, request["TargetApplications"])
        members = ("Name", "Disabled", "TargetApplications")
        changes = {member: request[member] for member in members if member in request}
        return {"SipRule": update_later(self._store, scope, "UpdateSipRule", rule, changes)}

    def delete_sip_rule(self, scope: Scope, request: Structure) -> Structure:
        rule = self._existing(scope, request)
        # API reference, SipRule: disable a rule before you delete it. Which error says so is inferred.
        if not rule.description["Disabled"]:
            raise ConflictError("The SIP rule must be disabled before it can be deleted.")
        self._store[scope].table(SipRule).remove(request["SipRuleId"])
        disassociate_number = partial(_disassociate_number, rule_id=request["SipRuleId"])
        self._store.after(inventory_scope(scope.account), "DeleteSipRule", DISASSOCIATION_SECONDS, disassociate_number)
        return {}

    def list_sip_rules(self, scope: Scope, request: Structure) -> Structure:
        application_id = request.get("SipMediaApplicationId")
        rules, rest = page(
            self._store[scope].table(SipRule),
            request,
            scope,
            f"ListSipRules {application_id}",
            largest=100,
            matches=lambda rule: application_id is None or _targets(rule.description, application_id),
        )
        return {"SipRules": [rule.description for rule in rules]} | rest

    def _existing(self, scope: Scope, request: Structure) -> SipRule:
        rule = self._store[scope].table(SipRule).get(request["SipRuleId"])
        if rule is None:
            raise NotFoundError(f"The SIP rule {request['SipRuleId']} does not exist.")
        return rule

    def _check_trigger(self, scope: Scope, trigger_type: str, trigger_value: str) -> None:
        # Developer guide, Using the Amazon Chime SDK PSTN Audio service: the number, or the host name, must be one of
        # the same account. Which error says so is inferred.
        if trigger_type == "ToPhoneNumber":
            self._check_phone_number(scope, trigger_value)
        elif not self._has_host_name(scope, trigger_value):
            raise BadRequestError(
                f"'{trigger_value}' is not the outbound host name of a Voice Connector of this account."
            )
        for _, store in self._store.of_account(scope.account):
            for rule in store.table(SipRule):  # inferred: a call must lead to one rule
                if (rule.description["TriggerType"], rule.description["TriggerValue"]) == (trigger_type, trigger_value):
                    raise ConflictError(f"The SIP rule {rule.description['SipRuleId']} already has this trigger.")

    def _check_phone_number(self, scope: Scope, phone_number: str) -> None:
        try:
            number = usable_number(self._store, scope.account, phone_number)
        except NotFoundError:
            raise BadRequestError("The phone number of the SIP rule is not in the inventory of this account.") from None
        if phone_number != number["E164PhoneNumber"]:  # API reference, CreateSipRule
            raise BadRequestError("The phone number of the SIP rule must be in E.164 format.")
        # Administrator guide, Creating a SIP rule
        if number["ProductType"] != "SipMediaApplicationDialIn":
            raise BadRequestError("The product type of the phone number is not SipMediaApplicationDialIn.")

    def _has_host_name(self, scope: Scope, host_name: str) -> bool:
        return any(
            connector.description["OutboundHostName"] == host_name
            for _, store in self._store.of_account(scope.account)
            for connector in store.table(VoiceConnector)
        )

    def _check_targets(self, scope: Scope, targets: list[Structure]) -> None:
        for target in targets:
            missing = {"SipMediaApplicationId", "Priority", "AwsRegion"} - target.keys()
            if missing:  # inferred: without them, the targets can be neither found nor ordered
                raise BadRequestError(f"Each target application must have {', '.join(sorted(missing))}.")
        regions = [target["AwsRegion"] for target in targets]
        if len(set(regions)) != len(regions):  # Developer guide, same chapter
            raise BadRequestError("Each target application must be in a different Region.")
        for target in targets:
            if not self._has_application(scope, target["SipMediaApplicationId"], target["AwsRegion"]):
                application = target["SipMediaApplicationId"]
                raise BadRequestError(f"The SIP media application {application} is not in {target['AwsRegion']}.")

    def _has_application(self, scope: Scope, application_id: str, region: str) -> bool:
        return any(
            application.description["SipMediaApplicationId"] == application_id
            and application.description["AwsRegion"] == region
            for _, store in self._store.of_account(scope.account)
            for application in store.table(SipMediaApplication)
        )


def _disassociate_number(store: Store, scope: Scope, *, rule_id: str) -> None:
    for number in associated_numbers(store, scope.account, "SipRuleId", rule_id):
        disassociate(store, number)


def _targets(rule: Structure, application_id: str) -> bool:
    return any(target["SipMediaApplicationId"] == application_id for target in rule["TargetApplications"])
