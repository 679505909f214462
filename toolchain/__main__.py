"""The command line behind `make`: `python -m toolchain <command>`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from toolchain import aws_plugin, engine
from toolchain.environment import Environment, local_environment
from toolchain.folders import here
from toolchain.local_aws_process import LocalAwsProcess
from toolchain.local_stack import LocalStack, keep_state_of, set_aside_state
from toolchain.progress import ToolchainError, run_attached, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolchain.folders import Folders

COMMANDS = {
    "up": "bring the stack `local` to local AWS and print its outputs",
    "preview": "show what `up` would change",
    "down": "delete the stack and stop local AWS",
    "stop": "stop local AWS, and forget what it held",
    "env": "print the lines that make a shell work against local AWS",
    "local-aws": "run local AWS in the foreground",
    "run": "run a command with the engine and the tools on PATH, and without any AWS account",
}


def main(words: Sequence[str]) -> int:
    """Run one command; whatever goes wrong is told in a sentence."""
    if not words or words[0] not in COMMANDS:
        say("\n".join([__doc__, "", *(f"  {name:10} {purpose}" for name, purpose in COMMANDS.items())]))
        return 2
    try:
        return _run(words[0], words[1:])
    except ToolchainError as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _run(command: str, arguments: Sequence[str]) -> int:
    folders = here()
    local_aws = _local_aws(folders)
    if command == "local-aws":
        return local_aws.run()
    if command == "stop":
        local_aws.stop()
        return 0
    if command == "down":
        return _down(folders, local_aws, arguments)
    tools = _tools(folders)
    if command == "run":
        return run_attached(arguments, environment=tools.applied_to(os.environ))
    process = local_aws.start()
    keep_state_of(folders, local_aws.instance(process))
    environment = _tools(folders, process.endpoint_url)
    if command == "env":
        print(environment.as_shell())
        return 0
    stack = LocalStack(folders, environment.applied_to(os.environ))
    return stack.up(arguments) if command == "up" else stack.preview(arguments)


def _down(folders: Folders, local_aws: LocalAwsProcess, arguments: Sequence[str]) -> int:
    process = local_aws.running()
    if process is None:
        set_aside_state(folders)
        say("Local AWS is not running, so there is nothing to delete.")
        return 0
    keep_state_of(folders, local_aws.instance(process))
    environment = _tools(folders, process.endpoint_url)
    exit_code = LocalStack(folders, environment.applied_to(os.environ)).down(arguments)
    if exit_code == 0:
        local_aws.stop()
        say("Local AWS is stopped.")
    return exit_code


def _tools(folders: Folders, endpoint_url: str | None = None) -> Environment:
    """Find or get the engine and its plugin, and put them on PATH."""
    found = engine.provide(folders, os.environ.get("PATH", os.defpath))
    environment = local_environment(folders, found.folder, os.environ, endpoint_url)
    aws_plugin.provide(folders, environment.applied_to(os.environ))
    return environment


def _local_aws(folders: Folders) -> LocalAwsProcess:
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return LocalAwsProcess(folders.local_aws, [folders.python, "-m", "chime_sdk_pulumi.local_aws"], own)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
