"""Choosing partners and projects by weighted criteria: catalogue, ratings, ranking, workbook, report."""
