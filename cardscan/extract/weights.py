"""The named pieces of evidence and what each weighs, in one place.

Weights are in the units of a log-odds: above 0 speaks for a claim, below
against it; a claim whose reasons add up to 0 is as likely to be nothing. They
were set by hand from how cards are printed and checked on drawn cards with
``scripts/measure_extraction``; what a sum of them is worth as a probability is
fitted in ``confidence``.
"""

from __future__ import annotations

from enum import StrEnum

from cardscan.model import Reason

__all__ = ["SAY_A_PERSON", "SAY_WHO", "WEIGHTS", "Evidence", "because"]


class Evidence(StrEnum):
    """Everything that speaks for or against a claim; the value is how it is told to people."""

    # any field
    SECOND_READING = "second reading"
    READERS_AGREE = "the readers agree"
    READ_BADLY = "read badly"
    # independent readings, weighed after the choice
    TWO_READERS_AGREE = "two readers agree"
    READ_TWICE_ALIKE = "read twice alike"
    READ_ONCE = "read once"
    READ_DIFFERENTLY = "read differently"
    READERS_DIFFER = "the readers differ"
    DIGITS_WERE_READ_DIFFERENTLY = "its digits were read differently"
    WORDS_ARE_KNOWN_OR_PROVED = "its words are known or proved"
    WORD_OF_IT_WAS_HARD_TO_READ = "a word of it was hard to read"
    # e-mail, web, social
    E_MAIL_ADDRESS = "an e-mail address"
    LABELLED_AS_E_MAIL = "labelled as e-mail"
    TWO_HALVES_OF_ONE = "two halves of one"
    LABEL_IS_GLUED_TO_IT = "its label is glued to it"
    LETTER_STANDS_FOR_ITS_AT = "a letter stands for its @"
    DOMAIN_IS_THE_WEBSITE = "its domain is the website's"
    DOMAIN_IS_A_MAIL_PROVIDER = "its domain is a mail provider's"
    RESEMBLES_THE_NAME = "resembles the name"
    MENDED_BY_THE_NAME = "mended by the name"
    REPAIRED = "repaired"
    WEB_ADDRESS = "a web address"
    BEGINS_WITH_WWW_OR_HTTP = "begins with www or http"
    LABELLED_AS_WEB = "labelled as web"
    DOMAIN_IS_THE_E_MAIL = "its domain is the e-mail's"
    DOMAIN_IS_SHOWN_ELSEWHERE = "its domain is shown elsewhere"
    ONLY_LOOKS_LIKE_A_DOMAIN = "only looks like a domain"
    DOMAIN_BY_ITSELF = "a domain by itself"
    PROFILE_OF_A_KNOWN_NETWORK = "a profile of a known network"
    PATH_IS_SPELLED_ELSEWHERE = "its path is spelled elsewhere"
    HANDLE_BESIDE_A_NETWORK_NAME = "a handle beside a network's name"
    # phones
    DIGITS_OF_A_NUMBER = "digits of a number"
    BEGINS_WITH_A_COUNTRY_CODE = "begins with a country code"
    LABELLED_AS_A_PHONE = "labelled as a phone"
    TELEPHONE_ICON_BEFORE_IT = "a telephone's icon before it"
    MOBILE_PHONE_ICON_BEFORE_IT = "a mobile phone's icon before it"
    FAX_MACHINE_ICON_BEFORE_IT = "a fax machine's icon before it"
    VALID_NUMBER = "a valid number"
    POSSIBLE_NUMBER = "a possible number"
    IMPOSSIBLE_NUMBER = "an impossible number"
    PRINTED_IN_GROUPS = "printed in groups"
    COUNTRY_IS_A_GUESS = "its country is a guess"
    KIND_IS_A_GUESS = "its kind is a guess"
    LABELLED_AS_SOMETHING_ELSE = "labelled as something else"
    LOOKS_LIKE_A_POSTAL_CODE = "looks like a postal code"
    LOOKS_LIKE_A_DATE_OR_HOURS = "looks like a date or hours"
    SHARES_THE_NUMBER_BEFORE = "shares the number before"
    FREEPHONE_NUMBER_IN_LETTERS = "a freephone number in letters"
    LAST_DIGITS_ARE_MISSING = "its last digits are missing"
    NO_LABEL_AND_NO_COUNTRY_CODE = "no label and no country code"
    # names
    SHAPED_LIKE_A_NAME = "shaped like a name"
    KNOWN_GIVEN_NAME = "a known given name"
    KNOWN_FAMILY_NAME = "a known family name"
    TITLE_OF_COURTESY_OR_DEGREE = "a title of courtesy or degree"
    E_MAIL_IS_MADE_OF_IT = "the e-mail is made of it"
    PART_IS_IN_THE_E_MAIL = "a part is in the e-mail"
    ONE_WORD_ALONE = "one word alone"
    TWO_LINES_AS_ONE = "two lines as one"
    PRINTED_LARGE = "printed large"
    TITLE_STANDS_BELOW = "a title stands below"
    TITLE_STANDS_BESIDE = "a title stands beside"
    WORDS_ARE_ANOTHER_FIELD = "its words are another field's"
    CITY = "a city"
    SMALL_PRINT = "small print"
    MANY_WORDS = "many words"
    BEGINS_WITH_A_PARTICLE = "begins with a particle"
    GIVEN_NAME_ABOVE_FAMILY_NAME = "given name above family name"
    TITLE_OF_COURTESY_STANDS_APART = "its title of courtesy stands apart"
    NOISE_AROUND_IT = "noise around it"
    LETTERS_ARE_A_NAME = "its letters are a name's"
    NOTHING_SAYS_THAT_IT_IS_A_PERSON = "nothing says that it is a person"
    NOTHING_ELSE_CAN_BE_THE_NAME = "nothing else can be the name"
    DOMAIN_SPELLS_IT = "the domain spells it"
    COMPANY_IS_NAMED_AFTER_THE_PERSON = "the company is named after the person"
    WEBSITE_IS_NAMED_AFTER_THE_PERSON = "the website is named after the person"
    # organizations
    LEGAL_FORM = "a legal form"
    WORDS_OF_A_COMPANY = "words of a company"
    WORDS_THAT_COMPANIES_USE = "words that companies use"
    DOMAIN_IS_MADE_OF_IT = "the domain is made of it"
    RESEMBLES_THE_DOMAIN = "resembles the domain"
    LINES_SPELL_THE_DOMAIN = "its lines spell the domain"
    COMPANY_MAILBOX_IS_MADE_OF_IT = "the company's mailbox is made of it"
    GOES_ON_IN_THE_NEXT_LINE = "goes on in the next line"
    STANDS_ON_THE_CARD_TWICE = "stands on the card twice"
    STANDS_BEHIND_A_TITLE = "stands behind a title"
    LINES_THAT_DO_NOT_NEED_EACH_OTHER = "lines that do not need each other"
    WORDS_LEFT_OUT = "words left out"
    PRINTED_LARGEST = "printed largest"
    STANDS_AT_THE_EDGE = "stands at the edge"
    NOTHING_STANDS_ABOVE_IT = "nothing stands above it"
    PRINTED_ALONG_A_CIRCLE = "printed along a circle"
    PERSON_NAME_IN_IT = "a person's name in it"
    READS_LIKE_A_SLOGAN = "reads like a slogan"
    TEXT_OF_A_SENTENCE = "text of a sentence"
    LETTERS_ONLY = "letters only"
    SHORT_SCRAP = "short scrap"
    # titles and departments
    WORDS_OF_A_JOB = "words of a job"
    WORDS_OF_A_TITLE = "words of a title"
    WORDS_OF_A_DEPARTMENT = "words of a department"
    TOPICS_OF_A_DEPARTMENT = "topics of a department"
    RIGHT_BELOW_THE_NAME = "right below the name"
    RIGHT_ABOVE_THE_NAME = "right above the name"
    BESIDE_THE_NAME = "beside the name"
    FAR_FROM_THE_NAME = "far from the name"
    FIELD_OF_WORK_BY_ITSELF = "a field of work by itself"
    WORDS_BESIDE_THOSE_OF_A_JOB = "words beside those of a job"
    LARGER_THAN_THE_NAME = "larger than the name"
    LINE_OF_SOMETHING_ELSE = "a line of something else"
    LABEL_OF_ANOTHER_FIELD = "a label of another field"
    GOES_ON_FROM_ANOTHER_LINE = "goes on from another line"
    # addresses
    POSTAL_CODE_AND_CITY = "a postal code and city"
    PLACE_BEHIND_A_STREET = "a place behind a street"
    KNOWN_CITY = "a known city"
    STREET_ABOVE = "a street above"
    MORE_OF_THE_ADDRESS_ABOVE = "more of the address above"
    COUNTRY = "a country"
    STATE = "a state"
    STREET_ALONE = "a street alone"
    NO_STREET = "no street"
    # codes
    STANDS_IN_THE_QR_CODE = "stands in the QR code"


WEIGHTS: dict[Evidence, tuple[float, str]] = {
    # any field
    Evidence.SECOND_READING: (
        -0.25,
        "another reader's second thought is right less often than its first",
    ),
    Evidence.READERS_AGREE: (0.6, "two readers seldom err alike on one line"),
    Evidence.READ_BADLY: (
        -2.0,
        "the reader itself says so; its mean over the words, as the strength",
    ),
    # independent readings, weighed after the choice
    Evidence.TWO_READERS_AGREE: (1.0, "readers of other kinds seldom err alike"),
    Evidence.READ_TWICE_ALIKE: (
        0.3,
        "one reader at another size or polarity errs alike more often",
    ),
    Evidence.READ_ONCE: (0.0, "nothing to compare with"),
    Evidence.READ_DIFFERENTLY: (-0.5, "one of the readings is wrong, and nobody knows which"),
    Evidence.READERS_DIFFER: (-0.8, "readers of other kinds differ in this very value"),
    Evidence.DIGITS_WERE_READ_DIFFERENTLY: (0.0, "no list settles it: never sure"),
    Evidence.WORDS_ARE_KNOWN_OR_PROVED: (1.0, "a misread word is seldom a known one"),
    Evidence.WORD_OF_IT_WAS_HARD_TO_READ: (-2.0, "one bad word makes the whole value wrong"),
    # e-mail, web, social
    Evidence.E_MAIL_ADDRESS: (
        4.0,
        "an @ between a mailbox and a domain is hardly ever anything else",
    ),
    Evidence.LABELLED_AS_E_MAIL: (0.5, "a label says what the line is, not that it was read right"),
    Evidence.TWO_HALVES_OF_ONE: (1.2, "addresses are broken at the end of a line"),
    Evidence.LABEL_IS_GLUED_TO_IT: (-1.5, "the label's letters may be the mailbox's"),
    Evidence.LETTER_STANDS_FOR_ITS_AT: (0.0, "or the @ was lost, and the letter is the mailbox's"),
    Evidence.DOMAIN_IS_THE_WEBSITE: (1.0, "firms print their domain twice"),
    Evidence.DOMAIN_IS_A_MAIL_PROVIDER: (0.5, "a well-known domain is read right"),
    Evidence.RESEMBLES_THE_NAME: (1.0, "mailboxes are made of names"),
    Evidence.MENDED_BY_THE_NAME: (0.3, "one letter off the name printed above it"),
    Evidence.REPAIRED: (-0.6, "what was put right may have been put wrong"),
    Evidence.WEB_ADDRESS: (3.0, "dots and a top-level domain"),
    Evidence.BEGINS_WITH_WWW_OR_HTTP: (1.5, "nothing else begins so"),
    Evidence.LABELLED_AS_WEB: (0.7, "a label says what the line is"),
    Evidence.DOMAIN_IS_THE_E_MAIL: (1.2, "firms print their domain twice"),
    Evidence.DOMAIN_IS_SHOWN_ELSEWHERE: (0.9, "a name, a firm or a mailbox spells it"),
    Evidence.ONLY_LOOKS_LIKE_A_DOMAIN: (
        -2.6,
        "'Dr.med', 'etc.at': dots stand between other words as well",
    ),
    Evidence.DOMAIN_BY_ITSELF: (1.6, "a line with nothing else in it"),
    Evidence.PROFILE_OF_A_KNOWN_NETWORK: (4.5, "its host is in the list of networks"),
    Evidence.PATH_IS_SPELLED_ELSEWHERE: (1.4, "profiles are named after the person or the mailbox"),
    Evidence.HANDLE_BESIDE_A_NETWORK_NAME: (3.0, "'@name' alone may be anything"),
    # phones
    Evidence.DIGITS_OF_A_NUMBER: (0.5, "as many digits as numbers have"),
    Evidence.BEGINS_WITH_A_COUNTRY_CODE: (2.5, "a plus and a known code stand before nothing else"),
    Evidence.LABELLED_AS_A_PHONE: (2.5, "labels of numbers are short and known"),
    Evidence.TELEPHONE_ICON_BEFORE_IT: (
        0.2,
        "an icon says that it is a number, not that its digits were read right",
    ),
    Evidence.MOBILE_PHONE_ICON_BEFORE_IT: (0.2, "as a telephone's"),
    Evidence.FAX_MACHINE_ICON_BEFORE_IT: (0.2, "as a telephone's"),
    Evidence.VALID_NUMBER: (1.8, "libphonenumber knows the area and the length"),
    Evidence.POSSIBLE_NUMBER: (0.9, "the length alone is right, as of a number misread by a digit"),
    Evidence.IMPOSSIBLE_NUMBER: (-1.2, "no country dials it"),
    Evidence.PRINTED_IN_GROUPS: (0.6, "numbers are set in groups; identifiers mostly are not"),
    Evidence.COUNTRY_IS_A_GUESS: (-0.5, "another country would make another number of it"),
    Evidence.KIND_IS_A_GUESS: (
        0.0,
        "asks only that somebody looks: the digits are as sure as before",
    ),
    Evidence.LABELLED_AS_SOMETHING_ELSE: (-8.0, "a VAT, bank, licence or customer number"),
    Evidence.LOOKS_LIKE_A_POSTAL_CODE: (-2.0, "digits before a city"),
    Evidence.LOOKS_LIKE_A_DATE_OR_HOURS: (-4.0, "opening hours have as many digits as numbers"),
    Evidence.SHARES_THE_NUMBER_BEFORE: (1.5, "'61 - 62': endings of the number on its left"),
    Evidence.FREEPHONE_NUMBER_IN_LETTERS: (2.0, "letters after a freephone code"),
    Evidence.LAST_DIGITS_ARE_MISSING: (0.0, "a dash ends its line: never sure"),
    Evidence.NO_LABEL_AND_NO_COUNTRY_CODE: (-0.8, "bare digits may be any number"),
    # names
    Evidence.SHAPED_LIKE_A_NAME: (0.6, "two or three capitalized words"),
    Evidence.KNOWN_GIVEN_NAME: (1.8, "in the lists of given names"),
    Evidence.KNOWN_FAMILY_NAME: (0.7, "family names are also places, trades and firms"),
    Evidence.TITLE_OF_COURTESY_OR_DEGREE: (2.2, "stands before or behind persons alone"),
    Evidence.E_MAIL_IS_MADE_OF_IT: (3.5, "the mailbox spells given and family name"),
    Evidence.PART_IS_IN_THE_E_MAIL: (1.4, "the mailbox spells one of them"),
    Evidence.ONE_WORD_ALONE: (-2.2, "brands are one word far more often than people are"),
    Evidence.TWO_LINES_AS_ONE: (-0.3, "given above family name is rare"),
    Evidence.PRINTED_LARGE: (0.7, "the name is larger than most lines"),
    Evidence.TITLE_STANDS_BELOW: (1.0, "titles stand right below names"),
    Evidence.TITLE_STANDS_BESIDE: (1.0, "or on the same row"),
    Evidence.WORDS_ARE_ANOTHER_FIELD: (-3.0, "words of firms, titles and streets"),
    Evidence.CITY: (-2.0, "cities are family names, but stand with postal codes"),
    Evidence.SMALL_PRINT: (-0.8, "names are not set in the smallest type"),
    Evidence.MANY_WORDS: (-1.5, "slogans have many words, names two to four"),
    Evidence.BEGINS_WITH_A_PARTICLE: (-2.0, "'von', 'de' begin no whole name"),
    Evidence.GIVEN_NAME_ABOVE_FAMILY_NAME: (0.9, "one left edge and one type size"),
    Evidence.TITLE_OF_COURTESY_STANDS_APART: (0.3, "'Dr.' on a line of its own"),
    Evidence.NOISE_AROUND_IT: (-0.5, "signs that no name has"),
    Evidence.LETTERS_ARE_A_NAME: (
        1.0,
        "log-odds of its letter groups between names and other words",
    ),
    Evidence.NOTHING_SAYS_THAT_IT_IS_A_PERSON: (
        -1.2,
        "no mailbox, degree or title on the card does",
    ),
    Evidence.NOTHING_ELSE_CAN_BE_THE_NAME: (
        1.4,
        "a card with a mailbox or title has somebody on it",
    ),
    Evidence.DOMAIN_SPELLS_IT: (-1.2, "what the domain spells is the firm"),
    Evidence.COMPANY_IS_NAMED_AFTER_THE_PERSON: (1.0, "the firm repeats the family name"),
    Evidence.WEBSITE_IS_NAMED_AFTER_THE_PERSON: (1.6, "and so does the domain"),
    # organizations
    Evidence.LEGAL_FORM: (3.2, "GmbH, Ltd, S.p.A. stand behind firms alone"),
    Evidence.WORDS_OF_A_COMPANY: (1.3, "'Consulting', 'Bau', 'Hotel'"),
    Evidence.WORDS_THAT_COMPANIES_USE: (0.5, "they stand in slogans as well"),
    Evidence.DOMAIN_IS_MADE_OF_IT: (3.6, "the domain spells the firm"),
    Evidence.RESEMBLES_THE_DOMAIN: (2.0, "or most of it"),
    Evidence.LINES_SPELL_THE_DOMAIN: (0.8, "a logo over two lines, read together"),
    Evidence.COMPANY_MAILBOX_IS_MADE_OF_IT: (1.8, "'office.kestrel@' at a mail provider"),
    Evidence.GOES_ON_IN_THE_NEXT_LINE: (0.6, "logos are set over two lines"),
    Evidence.STANDS_ON_THE_CARD_TWICE: (0.8, "in the logo and in the address"),
    Evidence.STANDS_BEHIND_A_TITLE: (1.5, "'CEO, Kestrel Analytics'"),
    Evidence.LINES_THAT_DO_NOT_NEED_EACH_OTHER: (-1.6, "each of them would be a firm alone"),
    Evidence.WORDS_LEFT_OUT: (-0.25, "a firm is printed whole"),
    Evidence.PRINTED_LARGEST: (0.9, "the logo is the largest print"),
    Evidence.STANDS_AT_THE_EDGE: (0.3, "logos stand at the top or the foot"),
    Evidence.NOTHING_STANDS_ABOVE_IT: (1.6, "cards begin with the firm, if not with the person"),
    Evidence.PRINTED_ALONG_A_CIRCLE: (2.4, "seals and round logos are; people's names never"),
    Evidence.PERSON_NAME_IN_IT: (-1.6, "people are not firms, but firms are named after them"),
    Evidence.READS_LIKE_A_SLOGAN: (-2.2, "verbs, punctuation of a sentence"),
    Evidence.TEXT_OF_A_SENTENCE: (-1.5, "small words between others"),
    Evidence.LETTERS_ONLY: (0.2, "no digits, no signs"),
    Evidence.SHORT_SCRAP: (-1.5, "what a reader makes of a drawing"),
    # titles and departments
    Evidence.WORDS_OF_A_JOB: (3.0, "'Manager', 'Leiter', 'Avocat'"),
    Evidence.WORDS_OF_A_TITLE: (1.2, "'Senior', 'Assistant': part of titles, and of other lines"),
    Evidence.WORDS_OF_A_DEPARTMENT: (2.6, "'Department of', 'Abteilung'"),
    Evidence.TOPICS_OF_A_DEPARTMENT: (1.2, "'Sales', 'Logistics' stand in slogans too"),
    Evidence.RIGHT_BELOW_THE_NAME: (1.2, "where titles stand"),
    Evidence.RIGHT_ABOVE_THE_NAME: (0.2, "seldom, and firms stand there too"),
    Evidence.BESIDE_THE_NAME: (0.8, "on the name's row"),
    Evidence.FAR_FROM_THE_NAME: (-0.5, "titles stand by the name"),
    Evidence.FIELD_OF_WORK_BY_ITSELF: (-2.6, "away from a name it is what the firm offers"),
    Evidence.WORDS_BESIDE_THOSE_OF_A_JOB: (-2.2, "far from a name they are the firm's trade"),
    Evidence.LARGER_THAN_THE_NAME: (-1.2, "nobody prints the title larger than the name"),
    Evidence.LINE_OF_SOMETHING_ELSE: (-3.0, "its line is a street, a firm or a number"),
    Evidence.LABEL_OF_ANOTHER_FIELD: (-4.0, "'Tel.', 'Web' before it"),
    Evidence.GOES_ON_FROM_ANOTHER_LINE: (-2.5, "the rest of a sentence above"),
    # addresses
    Evidence.POSTAL_CODE_AND_CITY: (3.0, "in the country's own order and shape"),
    Evidence.PLACE_BEHIND_A_STREET: (0.6, "a street, a comma, a word in capitals"),
    Evidence.KNOWN_CITY: (1.2, "in the list of cities"),
    Evidence.STREET_ABOVE: (1.6, "addresses are blocks of lines"),
    Evidence.MORE_OF_THE_ADDRESS_ABOVE: (0.35, "each line that belongs to the block"),
    Evidence.COUNTRY: (0.8, "named in words at the end of the block"),
    Evidence.STATE: (0.6, "as its country writes it"),
    Evidence.STREET_ALONE: (0.4, "no place says where it is"),
    Evidence.NO_STREET: (-0.6, "postal codes stand in other lines as well"),
    # codes
    Evidence.STANDS_IN_THE_QR_CODE: (9.0, "what a machine reads is exact"),
}
"""What each weighs, and why."""


SAY_A_PERSON = frozenset(
    {
        Evidence.TITLE_OF_COURTESY_OR_DEGREE,
        Evidence.TITLE_STANDS_BELOW,
        Evidence.TITLE_STANDS_BESIDE,
        Evidence.COMPANY_IS_NAMED_AFTER_THE_PERSON,
    }
)
"""Reasons that tell a person from a slogan, a dish and the author of a quotation."""

SAY_WHO = SAY_A_PERSON | {Evidence.E_MAIL_IS_MADE_OF_IT, Evidence.PART_IS_IN_THE_E_MAIL}
"""And those that a firm's mailbox gives as well; a firm's website is as often its own name."""


def because(evidence: Evidence, strength: float = 1.0) -> Reason:
    """A reason, weighed by how strongly it holds (1 is fully)."""
    return Reason(evidence.value, WEIGHTS[evidence][0] * strength)
