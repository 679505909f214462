"""The resources of the Amazon Chime SDK: one per API object, in a package per API.

`identity`, `messaging`, `voice` and `media_pipelines` hold them, `lex` what Amazon Lex lacks elsewhere; `Provider` chooses
another region or account.
"""

if __name__ != "chime_sdk_pulumi.providers":
    raise ImportError(
        "Import this package as chime_sdk_pulumi.providers, the name that it is installed under (pip install -e .)."
    )

from ._provider import AssumeRoleArgs, Provider

__all__ = ["AssumeRoleArgs", "Provider"]
