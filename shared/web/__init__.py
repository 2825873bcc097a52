"""What every address shares: problems, screens, paging, layout, language."""
