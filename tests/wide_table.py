"""A finance plan of ten years: wider than an upright page."""

from assistant.studio.records import Table

YEARS = tuple(str(year) for year in range(2027, 2037))
DECADE = Table(
    "Finanzierungsplan (Euro)",
    ("Posten", "Finanzierungsquelle", *YEARS, "Summe"),
    tuple(
        (item, "Mitgliedsbeiträge", *(amount for _ in YEARS), "12.001.005")
        for item, amount in (("Geschäftsstelle", "1.200.100,50"), ("Internationalisierungskonferenz", "1.200.000"))
    ),
    ("Summe", "", *("2.400.100,50" for _ in YEARS), "24.002.010"),
    tuple(range(2, 13)),
)
