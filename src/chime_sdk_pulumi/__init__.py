"""The Amazon Chime SDK as Pulumi resources and components.

By custom imported as `chime`; what is used is loaded, and nothing else::

    import chime_sdk_pulumi as chime

    trunk = chime.voice.VoiceConnector("trunk", require_encryption=True)
    analytics = chime.components.CallAnalytics("calls", recording={})
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import components as components
    from . import providers as providers
    from .providers import Provider as Provider
    from .providers import identity as identity
    from .providers import lex as lex
    from .providers import media_pipelines as media_pipelines
    from .providers import messaging as messaging
    from .providers import voice as voice

else:

    def __getattr__(name: str) -> object:
        if name in ("components", "providers"):
            return import_module(f"{__name__}.{name}")
        if name == "Provider":
            return import_module(f"{__name__}.providers").Provider
        if name in __all__:
            return import_module(f"{__name__}.providers.{name}")
        raise AttributeError(f"{__name__} has no {name}; it has {', '.join(sorted(__all__))}")


__version__ = "0.1.0"

__all__ = ["Provider", "components", "identity", "lex", "media_pipelines", "messaging", "providers", "voice"]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
