"""Prints made-up values of Faker as JSON lines: {"kind", "locale", "text", "secret"}; harmless ones have no secret.

Usage: python3 faker_samples.py SEED COUNT
"""

import json
import sys

from faker import Faker

SEED, COUNT = int(sys.argv[1]), int(sys.argv[2])
LOCALES = ["ru_RU", "en_US", "de_DE", "fr_FR", "en_GB", "it_IT"]
WORDS = {
    "ru_RU": ["тел. {}", "Телефон клиента: {}", "позвоните по номеру {}", "моб. {}, после обеда"],
    "en_US": ["call {} tomorrow", "customer phone {}", "her mobile: {}", "contact number {}"],
    "de_DE": ["Telefon {}", "Kunde unter {} erreichbar", "bitte {} anrufen", "Handy: {}"],
    "fr_FR": ["tél. {}", "appelez le {}", "téléphone : {}", "joignable au {}"],
    "en_GB": ["call {} tomorrow", "customer phone {}", "her mobile: {}", "can be reached on {}"],
    "it_IT": ["telefono {}", "chiamare il {}", "cellulare: {}", "cliente al numero {}"],
}


def say(kind, locale, secret, text=None):
    text = secret if text is None else text
    print(json.dumps({"kind": kind, "locale": locale, "text": text, "secret": secret}, ensure_ascii=False))


def harmless(kind, text):
    print(json.dumps({"kind": kind, "locale": "en_US", "text": text}, ensure_ascii=False))


for locale in LOCALES:
    fake = Faker(locale)
    fake.seed_instance(SEED)
    for i in range(COUNT):
        phone = fake.phone_number()
        kind = "phone, with its country" if phone.startswith(("+", "00")) else "phone, national, among words"
        say(kind, locale, phone, WORDS[locale][i % 4].format(phone))
        say("email", locale, fake.email())
        say("card", locale, fake.credit_card_number())
        say("iban", locale, fake.iban())
        password = fake.password(length=12, special_chars=False)
        say("password by name", locale, password, f"DB_PASS={password}")

fake = Faker("ru_RU")
fake.seed_instance(SEED)
for _ in range(COUNT):
    for method in ["individuals_inn", "businesses_ogrn", "individuals_ogrn", "snils"]:
        if hasattr(fake, method):
            say(method, "ru_RU", str(getattr(fake, method)()))
    account = str(fake.checking_account())
    say("account beside a BIK", "ru_RU", account, f"р/с {account}, БИК {fake.bic()}")
    inn = str(fake.businesses_inn())
    say("businesses_inn", "ru_RU", inn, f"ИНН {inn}")

fake = Faker("en_US")
fake.seed_instance(SEED)
for _ in range(COUNT):
    say("ssn", "en_US", fake.ssn())
    harmless("uuid", fake.uuid4())
    harmless("digest", f"sha256 {fake.sha256()} of the model")
    harmless("md5", fake.md5())
    harmless("time", fake.iso8601())
    harmless("date and time", f"due {fake.date()} {fake.time()}")
    harmless("user agent", fake.user_agent())
    harmless("mac address", fake.mac_address())
    harmless("sentence", fake.sentence())
    harmless("file", fake.file_path(depth=3))
    harmless("number", f"part {fake.random_number(digits=7)} of {fake.random_number(digits=8)}")
    harmless("hexadecimal", f"chunk {fake.hexify('^' * 48)} written")
