"""Instruments that judge: the audit of a strategy against the checklist of the guideline."""
