"""Records what must not change by accident: `python -m tests.upgrade.record` writes it anew, and git shows the difference.

A difference in `providers.json` is never right: users' state files hold those bytes. A difference in `public_surface.json` is a
decision, to be told in the changelog.
"""

import inspect
import json
import pickle
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from chime_sdk_pulumi.providers._loader import MODULES, load
from chime_sdk_pulumi.providers._model import immutable_fields
from chime_sdk_pulumi.providers._resource import ChimeResource
from pulumi.dynamic.dynamic import serialize_provider

PROVIDERS = Path(__file__).with_name("providers.json")
PUBLIC_SURFACE = Path(__file__).with_name("public_surface.json")
PACKAGES = ("", ".identity", ".lex", ".media_pipelines", ".messaging", ".voice")


def providers_today() -> dict[str, str]:
    """What state files hold of each kind's provider, as this Python writes it."""
    return {kind: serialize_provider(load(kind)) for kind in sorted(MODULES)}


def recorded_providers() -> dict[str, dict[str, str]]:
    """What state files hold, by the pickle protocol of the Python that wrote it."""
    recorded: dict[str, dict[str, str]] = json.loads(PROVIDERS.read_text()) if PROVIDERS.exists() else {}
    return recorded


def public_surface() -> dict[str, object]:
    """The names that programs use, and of each resource what a change of which would show in somebody's preview."""
    packages = [import_module(f"chime_sdk_pulumi.providers{name}") for name in PACKAGES]
    return {
        "exported": {package.__name__: sorted(package.__all__) for package in packages},
        "resources": {kind: _resource(kind) for kind in sorted(MODULES)},
    }


def _resource(kind: str) -> Mapping[str, object]:
    lifecycle = load(kind).lifecycle
    resource = getattr(import_module(f"chime_sdk_pulumi.providers.{MODULES[kind]}"), kind)
    assert issubclass(resource, ChimeResource)
    fields = lifecycle.arguments.model_fields
    return {
        "token": f"pulumi-python:{resource._resource_type_name}",
        "required": sorted(name for name, field in fields.items() if field.is_required()),
        "optional": sorted(name for name, field in fields.items() if not field.is_required()),
        "outputs": sorted(inspect.get_annotations(resource)),
        "replaced_by": sorted(immutable_fields(lifecycle.arguments)),
        "deleted_before_replaced": lifecycle.unique,
        "protected": bool(lifecycle.destruction),
    }


def main() -> None:
    """Write both files."""
    recorded = recorded_providers() | {str(pickle.DEFAULT_PROTOCOL): providers_today()}
    for file, content in ((PROVIDERS, recorded), (PUBLIC_SURFACE, public_surface())):
        file.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
