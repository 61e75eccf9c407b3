"""Text in a document that is written for a language model, not for a reader: no model of ours gets to see it.

It is a net with wide meshes in front of the real guard, which is that nothing a model writes stays without proof
(proving.py): what slips through can still make a model write nothing useful, but not something unproved.
"""

import re

_ADDRESSED = re.compile(
    r"""
    \b(ignore|disregard|forget|override|bypass)\b.{0,40}\b(above|previous|prior|earlier|all|instructions?|prompts?|rules?)\b
    | \b(ignorier\w*|vergiss|vergessen\ sie|missachte\w*|überge\w*|überschreib\w*)\b.{0,50}
      \b(alle\w*|obig\w*|bisherig\w*|vorherig\w*|anweisung\w*|regel\w*|vorgabe\w*|prompts?)\b
    | \b(you\ are|act\ as|pretend|behave\ as|from\ now\ on)\b.{0,40}
      \b(assistant|ai|model|chatbot|now|pirate|dan|expert|admin\w*)\b
    | \b(du\ bist|sie\ sind|verhalte\ dich|tu\ so)\b.{0,40}
      \b(jetzt|nun|ab\ sofort|assistent\w*|ki|sprachmodell|chatbot|pirat\w*)\b
    | \b(system|assistant|user|developer)\s*(prompt|message|nachricht)?\s*[:>]\s
    | <\s*/?\s*(system|assistant|user|instructions?|im_start|im_end)\b | <\|.{1,20}\|> | \[/?(inst|system|sys)\]
    | \b(language\ model|large\ language|llm|chatbot|sprachmodell|ki-modell|ki-assistent\w*|ai\ assistant)\b
      .{0,60}\b(must|should|shall|please|reads?|liest|muss|soll|bitte|reading)\b
    | \b(reply|respond|answer|say|output|print|write)\b\s+
      (only|exactly|just|nothing\ but|with|the\ (word|following)|:|["“„'])
    | \b(antworte|antworten\ sie|schreibe?|schreiben\ sie|gib|geben\ sie|sage?|sagen\ sie|nenne)\b\s+(weiter\s+)?
      (nur|ausschließlich|genau|immer|stets|einfach|wörtlich|aus|mit\ (dem|den|der)|das\ wort|folgend\w*|:|["“„'»])
    | \b(new|your|updated)\ (instructions?|task|role|rules?)\b\s*(is|are|:)
    | \b(neue|deine|ihre)\ (anweisung\w*|aufgabe|rolle|regel\w*)\b\s*(ist|sind|lautet\w*|:)
    | \b(reveal|repeat|show|print)\b.{0,30}\b(system\ prompt|instructions|prompt)\b
    | \b(wiederhol\w*|verrat\w*|zeig\w*|nenn\w*)\b.{0,30}\b(systemprompts?|system-prompts?|prompts?)\b
    | \b(prompt|systemprompt|system-prompt)\b.{0,30}\b(aus|wiederhol\w*|verrat\w*|zeig\w*|nenn\w*)\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def speaks_to_a_model(text: str) -> bool:
    """Tell whether a text gives instructions to a language model or plays one of its roles."""
    return bool(_ADDRESSED.search(text))
