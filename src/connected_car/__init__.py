"""Connected-car maintenance: forecast battery wear of a fleet, and tell its drivers in time."""

__version__ = "0.1.0"
