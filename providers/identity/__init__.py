"""Resources of the Amazon Chime SDK Identity API."""

from .app_instance import AppInstance, AppInstanceArgs

__all__ = ["AppInstance", "AppInstanceArgs"]
