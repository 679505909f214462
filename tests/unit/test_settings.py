"""Configuration, as a stack hands it over (nested values as JSON) and as an explicit provider does (nested values as they are)."""

import json
from collections.abc import Mapping

import pytest
from chime_sdk_pulumi.providers._errors import ChimeError
from chime_sdk_pulumi.providers._settings import Settings, environment_region, settings_from

ROLES = [
    {"roleArn": "arn:aws:iam::111122223333:role/first", "sessionName": "deploy", "externalId": "shared"},
    {"roleArn": "arn:aws:iam::444455556666:role/second", "policy": "{}", "sourceIdentity": "me", "duration": "30m"},
]
SNAKE_CASE = [
    {"role_arn": "arn:aws:iam::111122223333:role/first", "session_name": "deploy", "external_id": "shared"},
    {"role_arn": "arn:aws:iam::444455556666:role/second", "policy": "{}", "source_identity": "me", "duration": "30m"},
]
STACK: Mapping[str, object] = {
    "shop:region": "mars-1",
    "aws:region": "eu-central-1",
    "aws:profile": "deploy",
    "aws:accessKey": "AKIA",
    "aws:secretKey": "s3cr3t",
    "aws:token": "t0k3n",
    "aws:assumeRoles": json.dumps(ROLES),
    "aws:endpoints": json.dumps([{"chimesdkvoice": "http://voice"}, {"sts": "http://sts"}]),
    "aws:defaultTags": json.dumps({"tags": {"team": "support"}}),
    "aws:ignoreTags": json.dumps({"keys": ["owner"], "keyPrefixes": ["corp:"]}),
    "aws:maxRetries": "7",
    "aws:allowedAccountIds": json.dumps(["111122223333"]),
    "aws:forbiddenAccountIds": json.dumps(["444455556666"]),
    "aws:skipRegionValidation": "true",
    "aws:useFipsEndpoint": "true",
    "aws:sharedCredentialsFiles": json.dumps(["/credentials"]),
    "aws:sharedConfigFiles": json.dumps(["/config"]),
    "aws:skipMetadataApiCheck": "true",
}
PROVIDER: Mapping[str, object] = {
    "region": "eu-central-1",
    "profile": "deploy",
    "access_key": "AKIA",
    "secret_key": "s3cr3t",
    "token": "t0k3n",
    "assume_roles": SNAKE_CASE,
    "endpoints": [{"chimesdkvoice": "http://voice"}, {"sts": "http://sts"}],
    "default_tags": {"tags": {"team": "support"}},
    "ignore_tags": {"keys": ["owner"], "keyPrefixes": ["corp:"]},
    "max_retries": 7.0,
    "allowed_account_ids": ["111122223333"],
    "forbidden_account_ids": ["444455556666"],
    "skip_region_validation": True,
    "use_fips_endpoint": True,
    "shared_credentials_files": ["/credentials"],
    "shared_config_files": ["/config"],
}


def test_a_stack_and_a_provider_mean_the_same() -> None:
    settings = settings_from(STACK)
    assert settings == settings_from(PROVIDER)
    assert settings.region == "eu-central-1"
    assert [role.role_arn for role in settings.roles] == [role["roleArn"] for role in ROLES]
    assert settings.tags == {"team": "support"}
    assert settings.max_retries == 7
    assert settings.allowed_account_ids == ("111122223333",)
    assert settings.skip_region_validation
    assert settings.use_fips_endpoint


def test_nothing_configured() -> None:
    assert settings_from({}) == Settings()
    assert settings_from({"aws:region": "", "aws:profile": None}) == Settings()
    assert Settings().tags == {}
    assert Settings().roles == ()
    assert Settings().max_retries == 25


@pytest.mark.parametrize(("text", "flag"), [("true", True), ("True", True), ("false", False), ("", False)])
def test_flags_arrive_as_text(text: str, flag: bool) -> None:
    assert settings_from({"aws:skipRegionValidation": text}).skip_region_validation is flag


def test_one_account_needs_no_list() -> None:
    assert settings_from({"aws:allowedAccountIds": "111122223333"}).allowed_account_ids == ("111122223333",)


def test_the_older_single_role() -> None:
    settings = settings_from({"aws:assumeRole": json.dumps(ROLES[0])})
    assert [role.external_id for role in settings.roles] == ["shared"]


@pytest.mark.parametrize("name", ["chime-sdk-voice", "chimesdkvoice", "chime"])
def test_endpoint_of_a_service(name: str) -> None:
    settings = settings_from({"aws:endpoints": json.dumps([{"s3": "http://s3"}, {name: "http://here"}])})
    assert settings.endpoint("chime-sdk-voice") == "http://here"
    assert settings.endpoint("sts") is None


def test_ignored_tags() -> None:
    settings = settings_from(STACK)
    ignored = {key: settings.ignores_tag(key) for key in ("owner", "corp:cost", "aws:created", "owners", "team")}
    assert ignored == {"owner": True, "corp:cost": True, "aws:created": True, "owners": False, "team": False}


@pytest.mark.parametrize(
    ("configuration", "source"),
    [
        ({}, "the environment"),
        ({"aws:profile": "deploy"}, "the profile deploy (aws:profile)"),
        ({"aws:profile": "deploy", "aws:accessKey": "AKIA"}, "aws:accessKey"),
        (STACK, "the role arn:aws:iam::444455556666:role/second"),
    ],
)
def test_source_of_the_credentials(configuration: Mapping[str, object], source: str) -> None:
    assert settings_from(configuration).credentials_source == source


@pytest.mark.parametrize(
    ("configuration", "key"),
    [
        ({"aws:maxRetries": "many"}, "aws:maxRetries"),
        ({"aws:maxRetries": "-1"}, "aws:maxRetries"),
        ({"aws:endpoints": '{"broken'}, "aws:endpoints"),
        ({"aws:assumeRoles": '[{"sessionName": "hunter2"}]'}, "aws:assumeRoles"),
        ({"aws:defaultTags": '{"tags": ["hunter2"]}'}, "aws:defaultTags"),
        ({"aws:secretKey": ["hunter2"]}, "aws:secretKey"),
    ],
)
def test_what_cannot_be_read_is_named_without_its_value(configuration: Mapping[str, object], key: str) -> None:
    with pytest.raises(ChimeError) as raised:
        settings_from(configuration)
    sentence = raised.value.about("VoiceConnector", "shop/dev/main", "")
    assert key in sentence
    assert sentence.startswith("VoiceConnector 'main': the configuration ")
    assert "hunter2" not in sentence


def test_secrets_are_not_shown() -> None:
    assert "s3cr3t" not in repr(settings_from(STACK))
    assert "t0k3n" not in repr(settings_from(STACK))
    assert "AKIA" not in repr(settings_from(STACK))


def test_region_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment_region() is None
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    assert environment_region() == "eu-west-1"
    monkeypatch.setenv("AWS_REGION", "eu-west-2")
    assert environment_region() == "eu-west-2"


def test_an_account_may_be_written_as_a_number() -> None:
    settings = settings_from({"aws:allowedAccountIds": "[123456789012]", "aws:forbiddenAccountIds": "210987654321"})
    assert (settings.allowed_account_ids, settings.forbidden_account_ids) == (("123456789012",), ("210987654321",))
