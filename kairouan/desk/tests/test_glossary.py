"""The words of the craft found in a text, however they are inflected there."""

import pytest

from kairouan.desk.glossary import Term, terms_in

TERMS = [
    Term(word_fr="écuelle", word_ar="طاسة", variants="طاسات, tasse de hammam"),
    Term(word_fr="cuivre martelé", word_ar="النحاس المطروق"),
    Term(word_fr="étain", word_ar="قصدير"),
]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Trois ÉCUELLES de cuivre martelé.", "fr", ["écuelle", "cuivre martelé"]),
        ("Du cuivre, puis martelé.", "fr", []),  # the words must follow one another
        ("L’étain de l’intérieur", "fr", ["étain"]),
        ("ثلاث طاسات من نحاس مطروق", "ar", ["écuelle", "cuivre martelé"]),  # without articles
        ("tasse de hammam", "fr", ["écuelle"]),
        ("طاسة", "fr", []),
        ("", "fr", []),
    ],
)
def test_terms_of_a_text(text, language, found):
    assert [term.word_fr for term in terms_in(text, language, TERMS)] == found
