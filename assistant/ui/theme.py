"""The look of Gradio's own widgets: our colours and the system's fonts; page.css does the rest."""

import gradio as gr
from gradio.themes.base import Base

_SANS = ("system-ui", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
_MONO = ("ui-monospace", "Consolas", "monospace")

# The variables have a light and a dark value each (page.css), so Gradio needs no second set of colours.
_COLOURS = {
    "body_background_fill": "var(--ck-paper)",
    "body_text_color": "var(--ck-ink)",
    "body_text_color_subdued": "var(--ck-faint)",
    "background_fill_primary": "var(--ck-surface)",
    "background_fill_secondary": "var(--ck-paper)",
    "border_color_primary": "var(--ck-line)",
    "border_color_accent": "var(--ck-accent)",
    "color_accent_soft": "var(--ck-accent-soft)",
    "link_text_color": "var(--ck-accent)",
    "block_background_fill": "transparent",
    "block_label_background_fill": "transparent",
    "block_label_text_color": "var(--ck-faint)",
    "block_title_text_color": "var(--ck-ink)",
    "block_info_text_color": "var(--ck-faint)",
    "panel_background_fill": "transparent",
    "input_background_fill": "var(--ck-surface)",
    "input_background_fill_focus": "var(--ck-surface)",
    "input_border_color": "var(--ck-line-strong)",
    "input_border_color_focus": "var(--ck-accent)",
    "input_placeholder_color": "var(--ck-faint)",
    "button_primary_background_fill": "var(--ck-accent)",
    "button_primary_background_fill_hover": "var(--ck-accent-strong)",
    "button_primary_text_color": "var(--ck-on-accent)",
    "button_primary_border_color": "transparent",
    "button_secondary_background_fill": "var(--ck-surface)",
    "button_secondary_background_fill_hover": "var(--ck-accent-soft)",
    "button_secondary_text_color": "var(--ck-ink)",
    "button_secondary_border_color": "var(--ck-line-strong)",
    "button_cancel_background_fill": "var(--ck-danger)",
    "button_cancel_background_fill_hover": "var(--ck-danger-strong)",
    "button_cancel_text_color": "var(--ck-on-accent)",
    "checkbox_background_color": "var(--ck-surface)",
    "checkbox_background_color_selected": "var(--ck-accent)",
    "checkbox_border_color": "var(--ck-line-strong)",
    "checkbox_label_background_fill": "transparent",
    "checkbox_label_background_fill_hover": "var(--ck-accent-soft)",
    "checkbox_label_background_fill_selected": "var(--ck-accent-soft)",
    "checkbox_label_text_color": "var(--ck-ink)",
    "error_background_fill": "var(--ck-surface)",
    "error_text_color": "var(--ck-danger)",
}


def calm_theme() -> Base:
    """Return the theme. Colours are the variables of page.css, which has a light and a dark set of them."""
    theme = gr.themes.Base(
        font=_SANS,
        font_mono=_MONO,
        text_size=gr.themes.sizes.text_md,
        radius_size=gr.themes.sizes.radius_md,
        spacing_size=gr.themes.sizes.spacing_md,
    )
    same_in_dark = {f"{name}_dark": value for name, value in _COLOURS.items()}
    return theme.set(
        **_COLOURS,
        **same_in_dark,
        color_accent="var(--ck-accent)",
        checkbox_label_text_color_selected="var(--ck-ink)",
        block_border_width="0px",
        block_shadow="none",
        block_padding="0px",
        button_primary_shadow="none",
        button_secondary_shadow="none",
    )
