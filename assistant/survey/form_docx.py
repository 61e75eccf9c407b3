"""The questionnaire as a Word document: to be printed, filled in in Word (boxes to click), or read out in a call."""

from collections.abc import Iterator
from itertools import groupby

from assistant.export.docx_markup import attribute, escaped, paragraph, run
from assistant.export.docx_parts import document_bytes, fragment, number_pages, set_properties, text_width
from assistant.export.docx_styles import Styles, prepare_styles
from assistant.export.docx_template import blank_page
from assistant.export.words import day_in_words
from assistant.studio.records import Draft
from assistant.survey.records import SCALE, Question, Survey
from assistant.survey.words import SurveyWords
from ingest.records import Language

_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_SYMBOLS = "MS Gothic"  # Word's own font for the boxes of forms
_BOX = (
    f"<w:sdt><w:sdtPr><w14:checkbox {_W14}>"
    f'<w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="{_SYMBOLS}"/>'
    f'<w14:uncheckedState w14:val="2610" w14:font="{_SYMBOLS}"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>'
    f'<w:rFonts w:ascii="{_SYMBOLS}" w:eastAsia="{_SYMBOLS}" w:hAnsi="{_SYMBOLS}" w:hint="eastAsia"/></w:rPr>'
    "<w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
)
_BOLD, _GREY = "<w:b/><w:bCs/>", '<w:color w:val="595959"/><w:sz w:val="18"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"
_QUESTION = f'{_KEEP}<w:spacing w:before="260" w:after="40"/>'
_HINT = f'{_KEEP}<w:spacing w:before="0" w:after="60"/>'
_CHOICE = '<w:tabs><w:tab w:val="left" w:pos="426"/></w:tabs><w:spacing w:before="0" w:after="40"/>'
_CHOICE += '<w:ind w:left="426" w:hanging="426"/>'
_MIDDLE = '<w:spacing w:before="40" w:after="40"/><w:jc w:val="center"/>'
_BLANK = "_" * 16
_TALL = 1300  # twentieths of a point: room for three lines written by hand


def questionnaire_docx(survey: Survey, language: Language, *, made_on: str) -> bytes:
    """Return the questionnaire as a Word document (.docx); `made_on` is a day. The same survey gives the same bytes."""
    document = blank_page()
    styles = prepare_styles(document, language)
    form = _Form(survey, SurveyWords(language), styles, text_width(document))
    setup = document.element.body[-1]
    for block in form.blocks():
        setup.addprevious(fragment(block))
    number_pages(document, language, styles)
    set_properties(document, Draft(survey.title, "", language, made_on, (), "survey"))
    return document_bytes(document)


class _Form:
    def __init__(self, survey: Survey, words: SurveyWords, styles: Styles, width: int) -> None:
        self._survey, self._words, self._styles, self._width = survey, words, styles, width

    def blocks(self) -> Iterator[str]:
        """Yield paragraphs and tables, from the title to the last question."""
        yield paragraph(self._styles["Title"], run(self._survey.title))
        yield from self._front()
        number = 0
        for theme, questions in groupby(self._survey.questions, key=lambda one: one.theme):
            yield paragraph(self._styles["heading 2"], run(self._words(f"theme_{theme}")))
            for question in questions:
                number += 1
                yield from self._question(number, question)

    def _front(self) -> Iterator[str]:
        survey, words = self._survey, self._words
        for line in survey.introduction.split("\n") if survey.introduction else ():
            yield paragraph(self._styles.text, run(line))
        if survey.method == "telephone":
            yield paragraph(self._styles["CK Note"], run(words("form_read_out")))
            yield paragraph(self._styles.text, run(words("form_call")))
        lines = [words("form_until", day=day_in_words(survey.until, words.language))] if survey.until else []
        lines += [words("form_contact", contact=survey.contact)] if survey.contact else []
        for line in lines:
            yield paragraph(self._styles.text, run(line, _BOLD))
        yield paragraph(self._styles["CK Note"], run(words("form_privacy")))

    def _question(self, number: int, question: Question) -> Iterator[str]:
        language = self._words.language
        yield paragraph(self._styles.text, run(f"{number}. {question.text.of(language)}", _BOLD), _QUESTION)
        hint = f"{self._words(f'form_hint_{question.kind}')} ({question.code})"
        yield paragraph(self._styles.text, run(hint, _GREY), _HINT)
        if question.kind in ("single", "multiple"):
            last = len(question.options) - 1
            for at, option in enumerate(question.options):
                shape = _CHOICE if at == last else _KEEP + _CHOICE
                inside = f"{_BOX}<w:r><w:tab/></w:r>{run(option.text.of(language))}"
                yield paragraph(self._styles.text, inside, shape)
        elif question.kind == "scale":
            yield from self._scale(question)
        elif question.kind == "number":
            unit = f" {question.unit.of(language)}" if question.unit else ""
            yield paragraph(self._styles.text, _field(_BLANK) + run(unit))
        else:
            yield self._table([_field(" ")], height=_TALL)
            yield paragraph(self._styles.text, "", '<w:spacing w:before="0" w:after="0"/>')

    def _scale(self, question: Question) -> Iterator[str]:
        language = self._words.language
        ends = {SCALE[0]: question.low, SCALE[-1]: question.high}
        cells = []
        for step in SCALE:
            end = ends.get(step)
            below = f"<w:r><w:br/></w:r>{run(end.of(language), _GREY)}" if end else ""
            cells.append(_BOX + run(f" {step}") + below)
        yield self._table(cells)
        yield paragraph(self._styles.text, "", '<w:spacing w:before="0" w:after="0"/>')

    def _table(self, cells: list[str], height: int = 0) -> str:
        share = self._width // len(cells)
        grid = f'<w:gridCol w:w="{share}"/>' * len(cells)
        tall = f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
        shape = _MIDDLE if len(cells) > 1 else ""
        columns = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{share}" w:type="dxa"/></w:tcPr>'
            f"{paragraph(self._styles['CK Table text'], cell, shape)}</w:tc>"
            for cell in cells
        )
        return (
            f"<w:tbl><w:tblPr><w:tblStyle w:val={attribute(self._styles['CK Table'])}/>"
            f'<w:tblW w:w="{share * len(cells)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/>{tall}</w:trPr>{columns}</w:tr></w:tbl>"
        )


def _field(blank: str) -> str:
    """Return a field into which Word lets one type."""
    text = f'<w:t xml:space="preserve">{escaped(blank)}</w:t>'
    return f'<w:sdt><w:sdtPr><w:text w:multiLine="1"/></w:sdtPr><w:sdtContent><w:r>{text}</w:r></w:sdtContent></w:sdt>'
