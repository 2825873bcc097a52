"""What strangers' tools make of ``/openapi.json``: kept apart from the house's own packages, each locked."""
