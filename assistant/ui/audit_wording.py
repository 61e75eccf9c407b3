"""The texts of the tab "Audit"."""

from assistant.phrase import Phrase, Strict


class AuditTexts(Strict):
    tab: Phrase
    welcome: Phrase
    welcome_text: Phrase
    upload: Phrase
    strategy: Phrase
    judge: Phrase
    none: Phrase
    judging: Phrase
    judged: Phrase
    choice: Phrase
    delete: Phrase
    chapter: Phrase
    checklist: Phrase
    elements: Phrase
    proof: Phrase
    lacking: Phrase
    advice: Phrase
    funded: Phrase
    ruled: Phrase
    ruling: Phrase
    point: Phrase
    verdict: Phrase
    reason: Phrase
    reason_missing: Phrase
    rule: Phrase
    rule_kept: Phrase
    take_back: Phrase
    comparison: Phrase
    earlier: Phrase
    nothing_moved: Phrase
    better: Phrase
    worse: Phrase
    changed: Phrase
    export: Phrase
