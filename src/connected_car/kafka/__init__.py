"""Readings from Kafka or Azure Event Hubs, as a stream of Spark's that needs no jar."""
