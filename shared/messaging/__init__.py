"""Relay and subscriptions: ledger to Redis Streams to projections and reactions."""
