"""The contents of Pulumi's assets and archives."""

import io
import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .configuration import RefusedError
from .values import Asset


def contents(asset: Asset) -> bytes:
    """The bytes of an asset; of an archive, a zip file that is the same for the same entries."""
    return zipped(asset) if asset.is_archive else _bytes(asset)


def zipped(archive: Asset) -> bytes:
    """An archive as a zip file. One that is a zip file already stays as it is."""
    if archive.members is None and zipfile.is_zipfile(_path(archive)):
        return _path(archive).read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sorted(_entries(archive).items()):
            # The time of writing would make another file of the same entries.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o755 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return buffer.getvalue()


def _entries(archive: Asset) -> dict[str, bytes]:
    if archive.members is not None:
        entries: dict[str, bytes] = {}
        for name, member in archive.members.items():
            if member.is_archive:
                entries |= {f"{name}/{inner}": data for inner, data in _entries(member).items()}
            else:
                entries[name] = _bytes(member)
        return entries
    path = _path(archive)
    if path.is_dir():
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as file:
            return {name: file.read(name) for name in file.namelist() if not name.endswith("/")}
    raise RefusedError(f"the archive {path} is neither a folder nor a zip file.")


def _bytes(asset: Asset) -> bytes:
    kind, where = asset.source
    return where.encode() if kind == "text" else _path(asset).read_bytes()


def _path(asset: Asset) -> Path:
    kind, where = asset.source
    if kind == "uri":
        address = urlsplit(where)
        if address.scheme != "file":
            raise RefusedError(
                f"the stand-in aws plugin reads assets from this machine alone, and {where} is elsewhere."
            )
        where = url2pathname(address.path)
    path = Path(where)
    if not path.exists():
        raise RefusedError(f"the asset {path} does not exist.")
    return path
