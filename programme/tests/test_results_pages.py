import pytest

pytestmark = pytest.mark.django_db


def test_smoke(client):
    for a in [
        "/fr/programme/resultats/",
        "/ar/programme/resultats/i5/",
        "/fr/programme/resultats/rapport/",
        "/fr/programme/resultats/rapport.xlsx",
        "/fr/programme/resultats/?annee=x",
    ]:
        assert client.get(a).status_code == 200, a
    assert client.get("/fr/programme/resultats/i99/").status_code == 404
