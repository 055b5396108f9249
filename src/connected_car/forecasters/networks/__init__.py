"""Global neural networks: one network learns from the whole fleet.

``family`` names the families and imports PyTorch only when one is fitted or used; PyTorch Lightning
is needed to fit alone.
"""
