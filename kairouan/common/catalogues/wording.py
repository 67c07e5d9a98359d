"""Words that our texts keep to: one for each thing, one spelling of each, and nobody
told what to do. `docs/GLOSSARY.md` says which.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..languages import ARABIC, FRENCH

LETTER = "[\u0621-\u0652\u0670A-Za-zÀ-ÿ]"


@dataclass(frozen=True)
class Habit:
    """What is not written, found by a pattern of whole words, and what is."""

    pattern: re.Pattern
    instead: str

    def broken_by(self, text: str) -> Iterator[str]:
        for found in self.pattern.finditer(text):
            yield f"« {found[0].strip()} »: {self.instead}"


def never(pattern: str, instead: str) -> Habit:
    """Refuse whole words."""
    return Habit(re.compile(rf"(?<!{LETTER})(?:{pattern})(?!{LETTER})"), instead)


# As it is often typed, and as it is written: with tanwin, with shadda.
SPELLINGS = """
أبدا أبدًا
أعدادا أعدادًا
أما أمّا
أول أوّل
أولا أوّلًا
أوّلا أوّلًا
أيام أيّام
الأيام الأيّام
بالأيام بالأيّام
أيضا أيضًا
آليًا آليًّا
آليّة آلية
إلا إلّا
وإلا وإلّا
إلكترونيا إلكترونيًّا
إلكترونيًا إلكترونيًّا
ابتداء ابتداءً
اتصال اتّصال
الاتصال الاتّصال
للاتصال للاتّصال
اتفاقية اتّفاقية
اسما اسمًا
الأقل الأقلّ
الاطلاع الاطّلاع
البوابة البوّابة
بريدا بريدًا
تسجيلا تسجيلًا
تغييرا تغييرًا
تقريبا تقريبًا
تم تمّ
تماما تمامًا
ثم ثمّ
جانبا جانبًا
جديدا جديدًا
جزئيا جزئيًّا
جماعيا جماعيًّا
جنبا جنبًا
حالا حالًا
حاليا حاليًّا
حتى حتّى
حرفيّة حرفية
حق حقّ
حِرفة حرفة
الحِرفة الحرفة
خاص خاصّ
الخاص الخاصّ
خلية خليّة
دائما دائمًا
رمزا رمزًا
رابطا رابطًا
ستة ستّة
السجل السجلّ
شخصا شخصًا
شكرا شكرًا
شهرا شهرًا
شيئا شيئًا
صالحا صالحًا
الطرق الطَّرق
بالطرق بالطَّرق
ظاهرا ظاهرًا
عمليّات عمليات
عمليّة عملية
عنوانا عنوانًا
غالبا غالبًا
قليلا قليلًا
كاملا كاملًا
كتابيا كتابيًّا
كل كلّ
لكل لكلّ
الكل الكلّ
الكمية الكمّية
كمية كمّية
كميات كمّيات
لأن لأنّ
لاحقا لاحقًا
متأخرة متأخّرة
متدرب متدرّب
متدربة متدرّبة
مثلا مثلًا
مدة مدّة
مرحبا مرحبًا
مسودة مسودّة
المسودة المسودّة
مسودات مسودّات
معا معًا
ملف ملفّ
الملف الملفّ
منشورا منشورًا
موجودا موجودًا
نادرا نادرًا
نحاسين نحّاسين
النحاسين النحّاسين
نشاطا نشاطًا
نص نصّ
النص النصّ
واحدا واحدًا
يوما يومًا
"""

# A reader is not told what to do, one or many: «المطلوب…», «يلزم…».
TOLD_TO_ONE = (
    "اكتب اختر أضف أدخل احفظ احذف انتظر اضغط افتح انقل راسل اطلب المس اذكر أعط أرفق أصلح ثبّت "
    "اطبع امسح انظر اسحب قل افعل احتفظ جرّب اسأل اقرأ لاحظ انسخ الصق استعمل استخدم ارجع نزّل"
)
# In the past: they did.
THEY_DID = "تابعوا حضروا دخلوا فتحوا اختيروا انتقلوا فتقاسموا"

ARABIC_HABITS = (
    never("[وفبك]*(?:ال|لل)تجم[ّ]?ع", "«تجمّع النحاس»: alone, it is the party of before 2011"),
    never(
        "[وبلف]*(?:ال|لل)?سعر(?:ها|ه|ًا)?|(?<!طلب )(?<!طلبات )(?<!عرض )(?<!عروض )[وبلف]?(?:ال)?أسعار(?:ها|ه)?",
        "الثمن",
    ),
    never("[وبلف]*(?:ال|لل)فهرس", "الكتالوغ"),
    never("[وبلف]*(?:ال)?بطاقات|[وبلف]*بطاقت(?:ها|ه)", "جذاذة"),
    never("[وبفك]*(?:ال|لل)?سلال(?:ة|ات)", "سلسلة التوارث"),
    never("[وبل]*(?:ال|لل)?حقل", "خانة"),
    never("[وبل]*(?:ال|لل)?فنادق", "النزل"),
    never("[وبل]*(?:ال|لل)?زبون|[وبل]*(?:ال|لل)?زبائن", "حريف"),
    never("قرص العسل|خليّة نحل", "خليّة النحل"),
    never("[وب]?صقل المرآة", "تسوية كالمرآة"),
    never("(?:ال)?لمسة الأخيرة", "حالة السطح"),
    never("(?:ال)?تبطين", "القصدرة"),
    never("[وب]?كير", "كور"),
    never("[و]?مدخنة", "شفّاط"),
    never("(?:ال)?تضييق", "رفع الجدران"),
    never("ورش(?:ة|ات) عضوة|الورشات الأعضاء", "منخرطة"),
    never("[وب]?(?:ال)?تاي", "شاي"),
    never("(?:ال)?ثلاثية", "الثلاثي"),
    never("صباحان|صباحين", "صبيحتان"),
    never("كلمة (?:ال)?(?:مرور|سر|سرّ)", "كلمة العبور"),
    never("(?:ل|ب)?نفس ال[\u0621-\u0652]+", "…نفسه, …نفسها"),
    never("يمكنكم?|عليكم?(?<!السلام عليكم)|إليكم?|يرجى منكم?", "impersonal: يمكن، يلزم"),
    never("WhatsApp|Facebook|Instagram", "واتساب، فايسبوك، إنستغرام"),
    Habit(re.compile("« | »"), "no space within the quotation marks"),
    Habit(re.compile(r"\d\.\d{3}(?!\d)"), "a figure without a stop"),
    # from right to left, a plain space turns the groups round: 456 123 98
    Habit(re.compile(r"\d \d"), "no-break spaces within a number"),
    never(rf"[وف]?(?:{TOLD_TO_ONE.replace(' ', '|')})(?:ها|ه)?", "impersonal: المطلوب، يلزم"),
    never("(?<!لم )أعد|أرسل", "impersonal: المطلوب، يلزم"),
    never(
        rf"(?!(?:{THEY_DID.replace(' ', '|')})(?!{LETTER}))[\u0621-\u0652]{{3,}}وا|[اأ][\u0621-\u0652]{{3,}}وها?",
        "impersonal: المطلوب، يلزم",
    ),
    *(
        never(f"و?{typed}", written)
        for typed, written in map(str.split, SPELLINGS.strip().splitlines())
        if typed != written
    ),
)
FRENCH_HABITS = (
    never("[Pp]oinçons?", "signe"),
    never("[Ff]rappes?", "martelage"),
    never("[Cc]lous? (?:plein|creux)s?", "point, cercle"),
)
HABITS = {ARABIC.code: ARABIC_HABITS, FRENCH.code: FRENCH_HABITS}


def broken_habits(text: str, code: str) -> list[str]:
    """List what a text in this language has of what we do not write."""
    return [line for habit in HABITS.get(code, ()) for line in habit.broken_by(text)]
