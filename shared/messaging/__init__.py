"""Relay and subscriptions: ledger to Redis Streams to reactions and projections; checkpoints and parked keys."""
