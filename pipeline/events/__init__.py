"""From linked mentions to visit events: candidates, decisions, assembly, merging."""
