"""A stand-in for Pulumi's `aws` resource plugin, for local AWS alone.

The engine finds it as `pulumi-resource-aws` on PATH where the real plugin cannot be downloaded. It knows the resource
types that this project's components use, refuses every property that it does not handle, and talks to nothing but
local AWS.
"""
