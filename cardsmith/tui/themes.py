"""The two themes of our own: warm and quiet, with one ember for what matters now."""

from __future__ import annotations

from textual.theme import Theme

FORGE = Theme(
    name="forge",
    primary="#e8925a",
    secondary="#86b0c9",
    accent="#f0b860",
    foreground="#e4ddd3",
    background="#181614",
    surface="#1f1c1a",
    panel="#2a2623",
    success="#9dbf80",
    warning="#e3b566",
    error="#e3776d",
    dark=True,
    variables={
        "block-cursor-background": "#3a322b",
        "block-cursor-foreground": "#f4ece1",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#2a2623",
        "block-cursor-blurred-foreground": "#e4ddd3",
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": "#2f2925",
        "border": "#e8925a",
        "border-blurred": "#3d3732",
        "footer-key-foreground": "#e8925a",
        "footer-background": "#1f1c1a",
        "input-selection-background": "#e8925a 30%",
        "scrollbar": "#3d3732",
        "scrollbar-hover": "#5a5049",
        "scrollbar-active": "#e8925a",
        "scrollbar-background": "#1a1816",
        "scrollbar-corner-color": "#1a1816",
    },
)

FORGE_LIGHT = Theme(
    name="forge-light",
    primary="#b04e1c",
    secondary="#2b6685",
    accent="#9a5f00",
    foreground="#2b2622",
    background="#fbf8f3",
    surface="#f4efe7",
    panel="#e9e1d5",
    success="#44752a",
    warning="#8f5f00",
    error="#b3362c",
    dark=False,
    variables={
        "block-cursor-background": "#ecdfcd",
        "block-cursor-foreground": "#2b2622",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#eee6da",
        "block-cursor-blurred-foreground": "#2b2622",
        "block-cursor-blurred-text-style": "none",
        "block-hover-background": "#f0e8dc",
        "border": "#b04e1c",
        "border-blurred": "#d9cfc0",
        "footer-key-foreground": "#b04e1c",
        "footer-background": "#f4efe7",
        "input-selection-background": "#b04e1c 25%",
        "scrollbar": "#d9cfc0",
        "scrollbar-hover": "#c2b5a2",
        "scrollbar-active": "#b04e1c",
        "scrollbar-background": "#f7f3ec",
        "scrollbar-corner-color": "#f7f3ec",
    },
)

OWN_THEMES = (FORGE, FORGE_LIGHT)
