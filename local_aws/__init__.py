"""AWS on this machine: the Amazon Chime SDK APIs, and moto for every other service, behind one port.

Clients need nothing but the endpoint (or `AWS_ENDPOINT_URL`), and there are methods that make them:

    with LocalAws() as local:
        boto3.client("chime-sdk-voice", endpoint_url=local.endpoint_url, region_name="us-east-1")
        local.client("chime-sdk-voice")

A request reaches the application of `server`, which answers the knobs under `/_local/` (`knobs`) itself, and sends
every call of AWS through the middlewares of `calls`. Behind them is either `chime`, which routes, validates and
serializes as botocore's service models say and leaves the behaviour to one module per API (`identity`, `messaging`,
`voice`, `media_pipelines`), or moto (`moto_dispatch`).

Behaviour that AWS documents is commented with the place. `inferred` marks what is not: it follows from the service
models, from how other tools handle the real service, or from common sense.
"""

if __name__ != "chime_sdk_pulumi.local_aws":
    raise ImportError(
        "Import this package as chime_sdk_pulumi.local_aws, the name that it is installed under (pip install -e .)."
    )

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chime_sdk_pulumi.local_aws.server import LocalAws

DEFAULT_PORT = 4588

__all__ = ["DEFAULT_PORT", "LocalAws", "without_extra"]


def without_extra(error: ModuleNotFoundError) -> str:
    """What to say when `LocalAws` can't be imported."""
    missing = (error.name or "").partition(".")[0]
    return f"Local AWS needs {missing}, which is not installed: pip install 'chime-sdk-pulumi[local]'."


def __getattr__(name: str) -> object:
    # The server brings moto along, which takes a second to import and which the stand-in plugin in here doesn't need.
    if name == "LocalAws":
        from chime_sdk_pulumi.local_aws.server import LocalAws  # noqa: PLC0415

        return LocalAws
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
