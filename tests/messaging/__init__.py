"""The feed: relay, subscriptions, reactions, parking."""
