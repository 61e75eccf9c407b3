"""The strategy studio: from a profile and an outline to a cited draft of an internationalisation strategy."""
