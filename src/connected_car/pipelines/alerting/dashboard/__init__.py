"""The dashboard of the alerts: one HTML file that needs nothing else."""
