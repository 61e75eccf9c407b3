"""Monitoring (Söllner/Wiese/Wiesner 2018, chapter 7): goals, indicators, check-ins, lights, reminders."""
