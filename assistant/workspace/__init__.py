"""What users make: profiles and drafts of strategies, per owner, in one SQLite file with numbered migrations."""
