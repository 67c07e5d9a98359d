"""The states with which the portal begins: officers word them, draw them otherwise and
add to them (`models/states.py`).

Plain values, which a migration writes down and an emptied database has again. They stay
as they are: what is changed since is changed in the records.
"""

from django.apps import apps as apps_of_now

from kairouan.common.bilingual import digest
from kairouan.common.languages import BY_CODE, CODES, columns

# {character: {code: (French, Arabic)}}, in the order of the key
FIRST_STATES = {
    "outline": {
        "hexagon": ("hexagone", "سداسي"),
        "round": ("rond", "مستدير"),
        "oval": ("ovale", "بيضوي"),
        "scale": ("croissant ou écaille", "هلال أو حرشف"),
        "stroke": ("trait", "خطّ"),
        "polygon": ("grand polygone", "مضلّع كبير"),
        "square": ("carré aux coins arrondis", "مربّع مدوّر الأركان"),
        "ridge": ("bourrelet continu", "حيد متّصل"),
    },
    "order": {
        "honeycomb": ("en nid d’abeille", "خليّة النحل"),
        "rings": ("en anneaux", "حلقات"),
        "spiral": ("en spirale", "لولب"),
        "rays": ("en rayons", "أشعّة"),
        "rows": ("en rangées", "صفوف"),
        "free": ("libre", "بلا ترتيب"),
    },
    "edge": {
        "sharp": ("une arête nette", "حرف حادّ"),
        "soft": ("un passage doux", "انتقال ناعم"),
        "step": ("une marche qui accroche", "درجة يعلق بها الإصبع"),
        "plain": ("du cuivre lisse", "نحاس أملس"),
    },
    "spacing": {
        "apart": ("séparés", "متباعدة"),
        "touching": ("jointifs", "متلاصقة"),
        "overlapping": ("qui se recouvrent", "متراكبة"),
    },
    "direction": {
        "none": ("sans direction", "بلا اتّجاه"),
        "slanted": (
            "penchés, tous du même côté d’un rang",
            "مائلة كلّها إلى جهة واحدة في الصفّ",
        ),
        "downward": ("tournés vers le fond", "متّجهة نحو القاع"),
        "outward": ("tirés du centre vers le bord", "ممتدّة من الوسط إلى الحافة"),
    },
    "depth": {
        "flat": ("en surface", "على السطح"),
        "shallow": ("peu profond", "قليل العمق"),
        "deep": ("profond", "عميق"),
    },
    "size": {
        "fine": ("moins de 4\u00a0mm", "أقلّ من 4\u00a0مم"),
        "small": ("de 4 à 8\u00a0mm", "من 4 إلى 8\u00a0مم"),
        "medium": ("de 8 à 14\u00a0mm", "من 8 إلى 14\u00a0مم"),
        "large": ("plus de 14\u00a0mm", "أكثر من 14\u00a0مم"),
    },
    "surface": {
        "mirror": ("miroir", "كالمرآة"),
        "satin": ("satinée", "نصف لامع"),
        "rough": ("brute", "خشن"),
    },
    "place": {
        "whole": ("toute la pièce", "القطعة كلّها"),
        "body": ("la panse ou le flanc", "البطن أو الجانب"),
        "disc": ("le fond ou le plat", "القاع أو الجزء المسطّح"),
        "band": ("une bande", "شريط"),
    },
}
# of which a photograph stands in `static/img/key/`: cut from the renderings of the
# demonstration
OF_STATES = "identification.CharacterState"
PHOTOGRAPHED = ("outline", "order", "edge", "spacing")


def first_rows() -> list[dict]:
    """Each as a row of `SeenStates`. Its drawing and its photograph are called as it
    is: `outline-hexagon`.
    """
    return [
        {
            "character": character,
            "code": code,
            **dict(zip(columns("label"), labels, strict=False)),
            "rank": rank,
            "drawing": f"{character}-{code}",
            "sent": "",
            "photo": f"{character}-{code}" if character in PHOTOGRAPHED else "",
            "nearest": "",
            "is_retired": False,
        }
        for character, states in FIRST_STATES.items()
        for rank, (code, labels) in enumerate(states.items(), 1)
    ]


def first_columns() -> list[dict]:
    """Each as the columns of its record, whose words say the same in each language."""
    source, *others = CODES
    found = []
    for row in first_rows():
        plain = {name: value for name, value in row.items() if name != "sent"}
        digests = {code: digest(row[BY_CODE[code].column("label")]) for code in CODES}
        said = {code: {"made_from": digests[source], "target": digests[code]} for code in others}
        label = {"source": source, "to": said}
        found.append(plain | {"written_in": source, "translations": {"label": label}})
    return found


def put_in_place(using, apps=apps_of_now, **kwargs):
    """Give an emptied database its states again (`post_migrate`, which `flush` sends
    too). A migration that stops before there are any is let pass.
    """
    try:
        state = apps.get_model(OF_STATES)
    except LookupError:
        return
    there = state._default_manager.using(using)
    if not there.exists():
        there.bulk_create(state(**columns) for columns in first_columns())
