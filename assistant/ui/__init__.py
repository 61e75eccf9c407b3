"""The browser page: Gradio in front of the assistant. Only here is Gradio known."""

import os

# Read by Gradio when it is imported, so it must stand before the first import of any module of this package.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
