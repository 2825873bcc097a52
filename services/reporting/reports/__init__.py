"""Reports: projections with columns and readers, one file each."""
