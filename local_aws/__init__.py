"""AWS on this machine: the Amazon Chime SDK APIs, and moto for every other service, in one process behind one port.

Clients need nothing but `AWS_ENDPOINT_URL`:

    with LocalAws() as local:
        boto3.client("chime-sdk-voice", endpoint_url=local.endpoint_url, region_name="us-east-1")

A request passes through `server` (the knobs under `/_local/`, the call log, latency), then either through `chime` (routing,
validation and serialization, driven by botocore's service models) to the module of its API (`identity`, `messaging`, `voice`,
`media_pipelines`), or through `moto_dispatch` to moto.

Where AWS documents a rule, the code that keeps it cites the developer guide. A rule marked `inferred` follows from the service
model, from another tool's handling of the real service or from common sense, and was not observed on AWS.
"""

if __name__ != "chime_sdk_pulumi.local_aws":
    raise ImportError(
        "Import this package as chime_sdk_pulumi.local_aws, the name that it is installed under (pip install -e .)."
    )

from chime_sdk_pulumi.local_aws.server import DEFAULT_PORT, LocalAws

__all__ = ["DEFAULT_PORT", "LocalAws"]
