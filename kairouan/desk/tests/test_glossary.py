"""The words of the craft found in a text, however they are inflected there."""

import pytest

from kairouan.desk.glossary import Term, terms_in

TERMS = [
    Term(french="écuelle", arabic="طاسة", variants="طاسات, tasse de hammam"),
    Term(french="cuivre martelé", arabic="النحاس المطروق"),
    Term(french="étain", arabic="قصدير"),
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
    assert [term.french for term in terms_in(text, language, TERMS)] == found
