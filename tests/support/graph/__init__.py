"""A stand-in for Entra, Microsoft Graph and SharePoint's upload host: strict, stateful, with faults to order.

Place in the flow: tests only. README.md says where each behaviour comes from.
"""
# SPDX-License-Identifier: Apache-2.0
from .faults import Fault
from .server import StandIn

__all__ = ["Fault", "StandIn"]
