"""The picture of the reference stack in the README, drawn from the resources that a deployment of it really has.

`pulumi stack export -s local | .venv/bin/python -m toolchain.diagram README.md` draws it anew.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TypedDict, cast

BEGIN, END = "<!-- the stack, drawn by toolchain/diagram.py -->", "<!-- end of the stack -->"


class Resource(TypedDict, total=False):
    """What an exported deployment says of a resource, as far as a picture needs it."""

    urn: str
    type: str
    parent: str
    dependencies: list[str]


def mermaid(resources: list[Resource]) -> str:
    """A Mermaid flowchart: a box per resource, a frame per component, an arrow from each resource to what is made out of it.

    Args:
        resources: `deployment.resources` of `pulumi stack export`.
    """
    drawn = {
        resource["urn"]: resource
        for resource in resources
        if not resource["type"].startswith("pulumi:") and not resource["type"].startswith("chime-sdk:")
    }
    frames = {resource["urn"]: resource for resource in resources if resource["type"].startswith("chime-sdk:")}
    numbers = {urn: f"r{number}" for number, urn in enumerate(sorted(drawn, key=_name_and_type))}
    lines = ["flowchart LR"]
    for frame in sorted(frames, key=_name_and_type):
        inside = [urn for urn in numbers if drawn[urn].get("parent") == frame]
        lines += [f'  subgraph {_noun(frame)}["{_noun(frame)} {_name(frame)}"]']
        lines += [f"    {numbers[urn]}[{_label(urn)}]" for urn in inside]
        lines += ["  end"]
    lines += [f"  {numbers[urn]}[{_label(urn)}]" for urn in numbers if drawn[urn].get("parent") not in frames]
    for urn, number in numbers.items():
        lines += [f"  {numbers[source]} --> {number}" for source in _nearest(urn, drawn)]
    return "\n".join(lines)


def picture(text: str) -> str:
    """The flowchart that a page shows between its two marks."""
    found = re.search(f"{re.escape(BEGIN)}\n```mermaid\n(.*?)\n```\n{re.escape(END)}", text, re.DOTALL)
    return found[1] if found else ""


def _nearest(urn: str, drawn: dict[str, Resource]) -> list[str]:
    """What a resource depends on, without what those depend on in turn."""
    direct = {source for source in drawn[urn].get("dependencies", []) if source in drawn}
    indirect = {further for source in direct for further in _all_sources(source, drawn)}
    return sorted(direct - indirect, key=_name_and_type)


def _all_sources(urn: str, drawn: dict[str, Resource]) -> set[str]:
    direct = {source for source in drawn[urn].get("dependencies", []) if source in drawn}
    return direct.union(*(_all_sources(source, drawn) for source in direct))


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _noun(urn: str) -> str:
    return re.split(r"[:$/]", urn.split("::")[2])[-1]


def _name_and_type(urn: str) -> tuple[str, str]:
    return _name(urn), _noun(urn)


def _label(urn: str) -> str:
    return f'"{_noun(urn)}<br>{_name(urn)}"'


def main(page: Path) -> None:
    """Draw the deployment on standard input into a page."""
    resources = cast("list[Resource]", json.load(sys.stdin)["deployment"]["resources"])
    block = f"{BEGIN}\n```mermaid\n{mermaid(resources)}\n```\n{END}"
    text = page.read_text(encoding="utf-8")
    page.write_text(
        re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: block, text, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
