"""The objects that moto holds as one value, and that value as bytes.

moto makes its objects of more than pickle knows: locks, weak references, functions within functions, cryptographic keys.
"""

from __future__ import annotations

import copyreg
import importlib
import io
import marshal
import pickle
import sys
import threading
import types
import weakref
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509 import Certificate, load_der_x509_certificate
from moto.core.base_backend import BackendDict, BaseBackend

if TYPE_CHECKING:
    from collections.abc import Callable

Backends = dict[tuple[str, str], dict[str, dict[str, BaseBackend]]]
"""moto's objects: by the module and the name of each service's backends there, account, and region."""


def backends_in_use() -> Backends:
    """What moto holds, of all services that were ever called."""
    return {
        (module, name): {account: dict(regions) for account, regions in backends.items()}
        for backends in BackendDict._instances  # type: ignore[misc]  # the list that moto's reset goes through
        for module in [backends.backend.__module__]
        for name, value in vars(sys.modules[module]).items()
        if value is backends
    }


def put_in_place(loaded: Backends) -> None:
    """Let these objects take the places of all that moto holds."""
    BackendDict.reset()
    for (module, name), accounts in loaded.items():
        backends: BackendDict[BaseBackend] = getattr(importlib.import_module(module), name)
        for account, regions in accounts.items():
            backends[account].update(regions)


def dumps(content: object) -> bytes:
    """A pickle of anything that holds moto's objects."""
    pickled = io.BytesIO()
    _Pickler(pickled, protocol=5).dump(content)
    return pickled.getvalue()


class _Pickler(pickle.Pickler):
    """Pickles what moto's objects are made of, which is more than pickle knows."""

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401  # anything, and what __reduce__ may return
        reduced = _reduction(value.__class__)
        return reduced(value) if reduced else NotImplemented


@cache
def _reduction(kind: type) -> Callable[[Any], object] | None:
    return next((reduced for known, reduced in _REDUCED.items() if issubclass(kind, known)), None)


def _reduced_function(function: types.FunctionType) -> object:
    if "<" not in function.__qualname__:
        return NotImplemented  # importable, so pickled by its name
    parts = (function.__module__, function.__name__, function.__defaults__, function.__closure__)
    return _function, (marshal.dumps(function.__code__), *parts)


def _function(
    code: bytes,
    module: str,
    name: str,
    defaults: tuple[object, ...] | None,
    closure: tuple[types.CellType, ...] | None,
) -> types.FunctionType:
    return types.FunctionType(marshal.loads(code), vars(importlib.import_module(module)), name, defaults, closure)


def _reduced_key(key: RSAPrivateKey | EllipticCurvePrivateKey) -> object:
    return _key, (key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),)


def _key(der: bytes) -> object:
    return load_der_private_key(der, None)


def _reduced_certificate(certificate: Certificate) -> object:
    return _certificate, (certificate.public_bytes(Encoding.DER),)


def _certificate(der: bytes) -> Certificate:
    return load_der_x509_certificate(der)


def _reduced_defaultdict(value: defaultdict[object, object]) -> object:
    if type(value) is defaultdict:
        return NotImplemented
    # A subclass whose constructor takes other arguments, as that of Systems Manager's parameters does.
    state = (vars(value), {"default_factory": value.default_factory})
    return copyreg.__newobj__, (type(value),), state, None, iter(value.items())  # type: ignore[attr-defined]  # typeshed omits it


_REDUCED: dict[type, Callable[[Any], object]] = {
    type(threading.Lock()): lambda _: (threading.Lock, ()),
    type(threading.RLock()): lambda _: (threading.RLock, ()),
    weakref.WeakValueDictionary: lambda values: (weakref.WeakValueDictionary, (), None, None, iter(values.items())),
    types.CellType: lambda cell: (types.CellType, (cell.cell_contents,)),
    types.FunctionType: _reduced_function,
    RSAPrivateKey: _reduced_key,
    EllipticCurvePrivateKey: _reduced_key,
    Certificate: _reduced_certificate,
    defaultdict: _reduced_defaultdict,
}
