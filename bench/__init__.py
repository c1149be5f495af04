"""Measurements of the whole product as it is deployed, each printed beside the raw floor of the same run."""
