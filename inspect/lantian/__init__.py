"""Lantian (蓝天巡查): field inspection for air-pollution control. Imports nothing."""

__version__ = "0.1.0"
