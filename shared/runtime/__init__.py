"""Settings, clock, telemetry, health, embedded PostgreSQL and Valkey."""
