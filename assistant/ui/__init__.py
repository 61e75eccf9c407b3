"""The browser page: Gradio in front of the assistant. Only here and in app.py is Gradio known."""
