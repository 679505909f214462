"""Every component can be offered to other languages: its arguments stay within what Pulumi's analyzer accepts."""

import json
from typing import Any

import pulumi
import pytest
from chime_sdk_pulumi.components._component import Component
from pulumi.provider.experimental.component import ComponentProvider

from chime_sdk_pulumi import components

COMPONENTS: list[type[Component[Any]]] = [
    components.Attachments,
    components.BotAgent,
    components.CallAnalytics,
    components.CallAnalyticsEvents,
    components.ChannelFlowProcessor,
    components.MessagingAlerts,
    components.MessagingApp,
    components.MessagingClientAccess,
    components.MessagingDataStream,
    components.PstnApplication,
    components.SubChannelModerators,
    components.VoiceConnector,
]


def adapter(component: type[Component[Any]]) -> type[pulumi.ComponentResource]:
    """The component with the signature that the analyzer asks for: name, args as one mapping, opts."""

    def initialise(
        self: Component[Any], name: str, args: dict[str, Any], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        component.__init__(self, name, opts, **args)

    initialise.__annotations__["args"] = component._arguments
    attributes = {"__init__": initialise, "__doc__": component.__doc__, "__module__": component.__module__}
    return type(component.__name__, (component,), attributes)


@pytest.fixture(scope="module")
def schema() -> Any:  # noqa: ANN401  # JSON
    provider = ComponentProvider([adapter(component) for component in COMPONENTS], "chime-sdk", None, "0.0.0")
    assert provider.schema is not None
    return json.loads(provider.schema)


def test_every_exported_component_is_analysed(schema: Any) -> None:  # noqa: ANN401
    exported = {
        name
        for name in components.__all__
        if isinstance(getattr(components, name), type) and issubclass(getattr(components, name), Component)
    }
    assert {token.rpartition(":")[2] for token in schema["resources"]} == exported


def test_tokens_are_frozen(schema: Any) -> None:  # noqa: ANN401
    tokens = {
        "chime-sdk:index:Attachments",
        "chime-sdk:index:BotAgent",
        "chime-sdk:index:CallAnalytics",
        "chime-sdk:index:CallAnalyticsEvents",
        "chime-sdk:index:ChannelFlowProcessor",
        "chime-sdk:index:MessagingAlerts",
        "chime-sdk:index:MessagingApp",
        "chime-sdk:index:MessagingClientAccess",
        "chime-sdk:index:MessagingDataStream",
        "chime-sdk:index:PstnApplication",
        "chime-sdk:index:SubChannelModerators",
        "chime-sdk:index:VoiceConnector",
    }
    assert set(schema["resources"]) == tokens
    assert {component._token for component in COMPONENTS} == tokens


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_argument_and_output_is_in_the_schema(schema: Any, component: type[Component[Any]]) -> None:  # noqa: ANN401
    described = schema["resources"][component._token]
    camel_case = {name.replace("_", "") for name in component._arguments.__annotations__}
    assert {name.lower() for name in described["inputProperties"]} == camel_case
    assert {name.lower() for name in described["properties"]} == {
        name.replace("_", "") for name in component.__annotations__
    }


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_argument_and_output_is_explained(schema: Any, component: type[Component[Any]]) -> None:  # noqa: ANN401
    described = schema["resources"][component._token]
    # The analyzer reads explanations where an argument is declared by the component itself.
    inherited = {"region", "tags", "topic", "queue", "functionArn", "logGroup"}
    inherited |= {"channelFlowFailures", "botFailures", "expirations"}
    inherited |= {"stream", "channelStream", "channelMessageStream", "key"}
    unexplained = {name for name, of in described["inputProperties"].items() if not of.get("description")}
    assert unexplained <= inherited
    assert component.__doc__
    assert [name for name in component.__annotations__ if f"{name}:" not in component.__doc__] == []
    assert "Source:" in component.__doc__


def test_required_arguments_are_required(schema: Any) -> None:  # noqa: ANN401
    required = {token: resource.get("requiredInputs", []) for token, resource in schema["resources"].items()}
    assert required["chime-sdk:index:BotAgent"] == ["appInstanceArn", "botAlias", "localeId"]
    assert required["chime-sdk:index:ChannelFlowProcessor"] == ["appInstanceArn", "function"]
    assert required["chime-sdk:index:PstnApplication"] == ["function"]
    assert required["chime-sdk:index:SubChannelModerators"] == ["appInstanceArn", "moderatorArns", "stream"]
    assert required["chime-sdk:index:VoiceConnector"] == []


def test_a_users_subclass_keeps_the_token() -> None:
    class Trunk(components.VoiceConnector):
        """A trunk of the house."""

    assert Trunk._token == "chime-sdk:index:VoiceConnector"
    assert Trunk._arguments is components.VoiceConnectorArgs
