"""The browser page: Gradio in front of the assistant. Only here is Gradio known."""

import os

# Read by Gradio when it is imported, so these must stand before the first import of any module of this package.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# With its default, 1, Gradio 6.31 makes a pandas table of the last events after every single event.
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
