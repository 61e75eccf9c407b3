"""From a question to a cited answer: retrieve, analyse, extract, answer."""
