"""The vault: where personal values lie, under each subject's own key."""
