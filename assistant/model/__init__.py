"""A language model, if there is one: settings, faults, words as they come. Nothing depends on there being one."""
