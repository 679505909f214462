"""The pytest plugin, in projects of its users."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

pytest_plugins = ["pytester"]

PLUGIN = "chime_sdk_pulumi.local_aws.pytest_plugin"


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project whose tests get this plugin, and none of those that happen to be installed here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_PLUGINS", PLUGIN)
    return pytester


def test_is_found_by_pytest() -> None:
    assert {point.name: point.value for point in entry_points(group="pytest11")}["local_aws"] == PLUGIN


def test_a_project_uses_it(run: pytest.Pytester) -> None:
    run.makepyfile(
        """
        import boto3
        import pytest
        from botocore.exceptions import ClientError

        def connectors(client):
            return [item["Name"] for item in client.list_voice_connectors()["VoiceConnectors"]]

        def test_client(local_aws):
            client = local_aws.client("chime-sdk-voice")
            client.create_voice_connector(Name="trunk", RequireEncryption=True)
            assert connectors(client) == ["trunk"]
            assert connectors(local_aws.client("chime-sdk-voice", "eu-central-1")) == []
            assert [call["operation"] for call in local_aws.calls()][:1] == ["CreateVoiceConnector"]

        def test_starts_with_nothing(local_aws):
            assert connectors(local_aws.client("chime-sdk-voice")) == []
            assert len(local_aws.calls()) == 1

        def test_session(local_aws, monkeypatch):
            monkeypatch.setenv("AWS_PROFILE", "of-nobody")
            session = local_aws.session("us-west-2")
            session.resource("s3").create_bucket(
                Bucket="recordings", CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
            )
            assert connectors(session.client("chime-sdk-voice")) == []
            assert local_aws.resources()["counts"]["buckets"] == 1

        def test_code_that_makes_its_own_clients(local_aws_environment, monkeypatch):
            boto3.client("chime-sdk-voice").create_voice_connector(Name="trunk", RequireEncryption=True)
            assert [item["name"] for item in local_aws_environment.resources()["chime"]["VoiceConnector"]] == ["trunk"]

        def test_faults(local_aws):
            local_aws.set_faults([{"kind": "throttle", "services": "chime-sdk-voice"}])
            client = local_aws.client("chime-sdk-voice")
            with pytest.raises(client.exceptions.ThrottledClientException):
                client.list_voice_connectors()
            assert connectors(client) == []
        """
    )
    run.runpytest_subprocess("-W", "error").assert_outcomes(passed=5)


def test_costs_nothing_where_it_is_not_used(run: pytest.Pytester) -> None:
    run.makepyfile(
        """
        import sys

        def test_imports():
            assert not {"boto3", "botocore", "moto", "pulumi", "werkzeug", "urllib.request"} & sys.modules.keys()
        """
    )
    run.runpytest_subprocess("-W", "error").assert_outcomes(passed=1)


def test_without_the_extra(run: pytest.Pytester) -> None:
    run.makeconftest("import sys\nsys.modules['moto'] = None")
    run.makepyfile("def test_uses_it(local_aws): pass\ndef test_does_not(): pass")
    result = run.runpytest_subprocess()
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["Local AWS needs moto, which is not installed: pip install '*[[]local]'."])
