"""Every component's compliance: technicians' notes judged on Spark."""
