"""Canonical form: one for what a program says, for what the state holds, and for what AWS returns."""

import json
import random
from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import (
    UNKNOWN,
    Arguments,
    Unordered,
    Value,
    Values,
    api_name,
    canonical,
    construct,
    dump,
    from_api,
    marker,
    structure,
    to_api,
    validate,
)
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.unit.examples import CONNECTOR, EXAMPLES, FUNCTION
from tests.unit.strategies import arguments

KINDS = sorted(MODULES)


def model_of(kind: str) -> type[Arguments]:
    return load(kind).lifecycle.arguments


MODELS = {kind: model_of(kind) for kind in KINDS}
OF_API = {
    kind: {name for name in model.model_fields if api_name(model, name) is None} for kind, model in MODELS.items()
}
"""Arguments that a Get operation does not return in the object's structure."""


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_canonical_form_is_its_own_canonical_form(kind: str, data: st.DataObject) -> None:
    values = canonical(MODELS[kind], data.draw(arguments(MODELS[kind])))
    assert canonical(MODELS[kind], values) == values


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_what_aws_returns_is_what_the_program_said(kind: str, data: st.DataObject) -> None:
    model = MODELS[kind]
    said = canonical(model, data.draw(arguments(model)))
    returned = canonical(model, from_api(model, to_api(model, said)))
    ours = {name: value for name, value in said.items() if name in OF_API[kind] and name not in returned}
    assert returned | ours == said


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_canonical_form_survives_the_model(kind: str, data: st.DataObject) -> None:
    said = canonical(MODELS[kind], data.draw(arguments(MODELS[kind])))
    assert canonical(MODELS[kind], dump(construct(MODELS[kind], said))) == said


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_order_that_means_nothing_makes_no_difference(kind: str, data: st.DataObject) -> None:
    model = MODELS[kind]
    values = data.draw(arguments(model))
    shuffled = dict(values)
    for name, field in model.model_fields.items():
        value, order = shuffled.get(name), marker(field, Unordered)
        if order and isinstance(value, list):
            # Elements that the order cannot tell apart are refused where they can differ in anything else.
            assume(not order.by or _tells_apart(order.by, value))
            shuffled[name] = random.Random(data.draw(st.integers())).sample(value, len(value))
    assert canonical(model, shuffled) == canonical(model, values)


def _tells_apart(by: tuple[str, ...], elements: list[Value]) -> bool:
    keys = [tuple(element.get(name) for name in by) for element in elements if isinstance(element, Mapping)]
    return len(set(keys)) == len(keys)


@pytest.mark.parametrize("kind", KINDS)
def test_valid_example_is_valid_in_canonical_form(kind: str) -> None:
    model = MODELS[kind]
    _, problems = validate(model, canonical(model, EXAMPLES[kind]), kind)
    assert [problem for problem in problems if not problem.warning] == []


def test_defaults_are_dropped_and_spelt_out_in_requests() -> None:
    model = MODELS["VoiceConnectorTermination"]
    values: Values = {
        "voice_connector_id": CONNECTOR,
        "cps_limit": 1,
        "disabled": False,
        "calling_regions": ["US"],
        "cidr_allowed_list": ["198.51.100.0/27"],
    }
    said = canonical(model, values)
    assert said.keys() == {"voice_connector_id", "calling_regions", "cidr_allowed_list"}
    assert to_api(model, said) == {
        "CpsLimit": 1,
        "Disabled": False,
        "CallingRegions": ["US"],
        "CidrAllowedList": ["198.51.100.0/27"],
    }


def test_true_is_not_taken_for_the_default_one() -> None:
    assert canonical(MODELS["VoiceConnectorTermination"], {"cps_limit": True})["cps_limit"] is True


def test_nothing_is_as_good_as_an_empty_optional() -> None:
    app_instance = MODELS["AppInstance"]
    assert canonical(app_instance, {"name": "a", "metadata": "", "tags": {}}) == canonical(app_instance, {"name": "a"})
    streaming = MODELS["VoiceConnectorStreamingConfiguration"]
    assert canonical(streaming, {"streaming_notification_targets": []}) == {}


def test_required_list_that_aws_has_emptied_is_seen() -> None:
    assert canonical(MODELS["VoiceConnectorOrigination"], {"routes": []}) != canonical(
        MODELS["VoiceConnectorOrigination"], {}
    )


def test_mapping_of_structures_is_walked() -> None:
    model = MODELS["LexBotAlias"]
    settings: Values = {"de_DE": {"enabled": True, "code_hook_specification": None}, "en_US": UNKNOWN}
    said = canonical(model, {"bot_alias_locale_settings": settings})
    assert said == {"bot_alias_locale_settings": {"de_DE": {"enabled": True}, "en_US": UNKNOWN}}
    assert canonical(model, {"bot_alias_locale_settings": {}}) == {}


def test_names_of_an_api_that_begin_small() -> None:
    model = MODELS["LexBotAlias"]
    assert to_api(model, canonical(model, EXAMPLES["LexBotAlias"]), "bot_id", "bot_alias_locale_settings") == {
        "botId": "ABCDEFGHIJ",
        "botAliasLocaleSettings": {
            "en_US": {
                "enabled": True,
                "codeHookSpecification": {
                    "lambdaCodeHook": {"lambdaARN": FUNCTION, "codeHookInterfaceVersion": "1.0"},
                },
            },
            "es_419": {"enabled": False},
        },
    }


def test_structure_can_be_the_default() -> None:
    """Sentiment that is not looked for is as good as nothing said about it."""
    model = MODELS["LexBotAlias"]
    said = canonical(model, {"bot_id": "ABCDEFGHIJ", "sentiment_analysis_settings": {"detect_sentiment": False}})
    assert said == {"bot_id": "ABCDEFGHIJ"}
    assert to_api(model, said) == {"botId": "ABCDEFGHIJ", "sentimentAnalysisSettings": {"detectSentiment": False}}


POLICY = """{
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "lex:RecognizeText", "Resource": "arn"}
}"""
STATEMENT = {
    "Action": ["lex:RecognizeText"],
    "Effect": "Allow",
    "Principal": {"AWS": ["*"]},
    "Resource": ["arn"],
}


def spelling(policy: object) -> object:
    text = policy if isinstance(policy, str) else json.dumps(policy)
    return canonical(MODELS["LexResourcePolicy"], {"policy": text})["policy"]


def test_policies_that_mean_the_same_have_one_spelling() -> None:
    version = {"Version": "2012-10-17"}
    assert spelling(POLICY) == spelling({"Statement": [STATEMENT], **version})
    other = {**STATEMENT, "Action": ["lex:PutSession", "lex:DeleteSession"], "Condition": {"Bool": {"a": True}}}
    same = {**STATEMENT, "Action": ["lex:DeleteSession", "lex:PutSession"], "Condition": {"Bool": {"a": ["true"]}}}
    assert spelling({"Statement": [STATEMENT, other], **version}) == spelling(
        {"Statement": [same, STATEMENT], **version}
    )
    assert spelling({"Statement": [STATEMENT]}) != spelling({"Statement": [other]})
    assert json.loads(str(spelling(POLICY))) == {"Statement": [STATEMENT], **version}


@pytest.mark.parametrize("policy", ["not JSON", "{}", "[]", '{"Statement": "x"}'])
def test_what_is_no_policy_is_left_as_it_is(policy: str) -> None:
    assert spelling(policy) == policy


def test_phone_numbers_have_one_spelling() -> None:
    model = MODELS["VoiceConnectorTermination"]
    assert canonical(model, {"default_phone_number": "12065550100"}) == {"default_phone_number": "+12065550100"}


def test_routes_are_sorted_by_priority_as_numbers() -> None:
    model = MODELS["VoiceConnectorOrigination"]
    routes: list[Value] = [{"host": "a", "priority": 10}, {"host": "b", "priority": 9}]
    assert canonical(model, {"routes": routes})["routes"] == [routes[1], routes[0]]


def test_unknown_elements_go_last() -> None:
    model = MODELS["VoiceConnectorTermination"]
    assert canonical(model, {"calling_regions": [UNKNOWN, "US", "DE"]})["calling_regions"] == ["DE", "US", UNKNOWN]


def test_rules_of_alerts_keep_their_order() -> None:
    model = MODELS["MediaInsightsPipelineConfiguration"]
    rules: list[Value] = [{"type": "Sentiment"}, {"type": "KeywordMatch"}]
    said = canonical(model, {"real_time_alert_configuration": {"rules": rules}})
    assert said == {"real_time_alert_configuration": {"rules": rules}}


def test_what_the_model_does_not_know_is_dropped() -> None:
    reply: Values = {"Name": "a", "RequireEncryption": True, "CreatedTimestamp": "now", "OutboundHostName": "host"}
    assert from_api(MODELS["VoiceConnector"], reply) == {"name": "a", "require_encryption": True}


def test_request_takes_the_named_fields_only() -> None:
    values: Values = {"name": "a", "require_encryption": True}
    assert to_api(MODELS["VoiceConnector"], values, "name") == {"Name": "a"}


def test_structures_are_found_through_lists_and_options() -> None:
    fields = MODELS["VoiceConnectorStreamingConfiguration"].model_fields
    assert structure(fields["streaming_notification_targets"]) is not None
    assert structure(fields["media_insights_configuration"]) is not None
    assert structure(fields["disabled"]) is None
