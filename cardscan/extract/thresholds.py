"""Where a likeness is high enough for something to follow, and how strongly a reason then counts.

Every number is on the scale of one function, named in the heading above it, whose docstring says
what it gives. They were set by hand from how cards are printed, beside the weights that they
steer, and are checked on the typed cards (``scripts/rules``, ``tests/extract``).
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "ALIKE_IN_A_NAME",
    "ANOTHER_FIELD_FOR_SURE",
    "A_CLEAR_JOB",
    "A_CLEAR_STREET",
    "A_CODE_ALONE",
    "A_COMPANY",
    "A_DEPARTMENT",
    "A_FIRM_OF_A_JOB",
    "A_FIRM_S_MAILBOX",
    "A_GIVEN_NAME_FIRST",
    "A_JOB",
    "A_JOB_AS_DEPARTMENT",
    "A_JOB_IN_A_FIRM",
    "A_LIST_OF_MANY",
    "A_NUMBERED_PLACE",
    "A_NUMBERED_STREET",
    "A_NUMBERED_WORD",
    "A_REMARK",
    "A_SAYING",
    "A_STREET",
    "A_STREET_AND_NUMBER",
    "A_SURE_COMPANY",
    "A_TRADE_ALONE",
    "A_TRADE_BELOW",
    "A_WORD_OF_THE_MAILBOX",
    "COMPANY_OF_A_FAMILY",
    "FIRM_OVER_ITS_NAME",
    "GAIN_OF_A_NAME",
    "GAIN_OF_TWO_LINES",
    "HALF_A_TITLE",
    "HARDLY_A_STREET",
    "IN_THE_MAILBOX",
    "IS_THE_DOMAIN",
    "JOBS_ALONE",
    "MADE_OF_THE_NAME",
    "MORE_THAN_APART",
    "MOST_OF_THE_DOMAIN",
    "NAMED_OF_FIRMS",
    "NAMED_OF_TITLES",
    "NOTHING_BUT_A_FORM",
    "NOT_RIGHT_BELOW",
    "NO_FIRM_ALONE",
    "OFTEN_ANOTHER_S",
    "OF_THE_DOMAIN",
    "OF_TWO_TRADES",
    "ONE_SIZE",
    "ONE_WORD_OF_ITS_OWN",
    "OVER_DEGREES",
    "PLACE_OF_A_DEPARTMENT",
    "SCRAP_OF_LETTERS",
    "SET_ALIKE",
    "SET_IN_ONE_LOGO",
    "SPELLED_BY_THE_DOMAIN",
    "SPELLS_THE_DOMAIN",
    "STREET_RIGHT_ABOVE",
    "STREET_WITHOUT_NUMBER",
    "THE_WHOLE_MAILBOX",
    "TOLD_ENOUGH",
    "TOPICS_OF_A_LINE",
]

_Range = tuple[float, float]

# job_likeness: 1.6 and more for one word of a job alone, the less the more words stand beside it
A_JOB: Final = 1.0  # no more than three words in four are none of a title
JOBS_ALONE: Final = 2.0  # every word of it is of a job
A_CLEAR_JOB: Final = 1.2  # where the rest of the line may be a name or a firm

# department_likeness
A_DEPARTMENT: Final = 1.2  # a word such as 'Institut' heads it; topics alone give less
TOPICS_OF_A_LINE: Final = 0.4  # share of its words from which on topics alone name a department

# company_likeness: a word that stands in hardly anything but firms gives 1.2, others .35
A_COMPANY: Final = 1.2
A_SURE_COMPANY: Final = 1.0  # of what is left where a family name ends it (COMPANY_OF_A_FAMILY)

# street_likeness: the sum of what is known of its words, each worth more with a number
HARDLY_A_STREET: Final = 0.3  # a floor's or building's word without a number
A_STREET: Final = 0.4  # a street's word without a number: 'Church Lane'
A_NUMBERED_PLACE: Final = 0.5  # a floor and its number: 'Level 2'
A_NUMBERED_WORD: Final = 0.6  # a number beside words that nothing is known of
A_NUMBERED_STREET: Final = 0.8  # a street's word and any digit
A_CLEAR_STREET: Final = 1.0  # a street or part of a house, its number where one stands
A_STREET_AND_NUMBER: Final = 1.2  # 'Dorfplatz 2', not 'Haus 2'

# remark_likeness
A_SAYING: Final = 0.5  # beside a firm's line
A_REMARK: Final = 1.5  # beside an address, where quarters and houses read like slogans

# domain_likeness
OF_THE_DOMAIN: Final = 0.45  # half of the letters, or one of several words
MOST_OF_THE_DOMAIN: Final = 0.85  # all but a legal form or an ending
SPELLS_THE_DOMAIN: Final = 0.9  # its words are the domain, with others about them
IS_THE_DOMAIN: Final = 0.99  # and no more
GAIN_OF_TWO_LINES: Final = 0.1  # of likeness, by which two lines need each other

# mailbox_likeness: 1 and .95 for a whole name, .55 to .6 for one word of it, .4 for initials
IN_THE_MAILBOX: Final = 0.5  # one of the words, no mere initials
A_WORD_OF_THE_MAILBOX: Final = 0.6  # given or family name alone, whole
MADE_OF_THE_NAME: Final = 0.75  # more than one word of it
THE_WHOLE_MAILBOX: Final = 0.95
GAIN_OF_A_NAME: Final = 0.05  # of likeness, by which one name is more of the mailbox than another

# box_likeness
A_FIRM_S_MAILBOX: Final = 0.8

# ``score`` of a line as a firm, in _worth of company_lines: domain and words together
MORE_THAN_APART: Final = 0.25
NO_FIRM_ALONE: Final = 0.3

# sizes and heights of two lines, the one over the other
ONE_SIZE: Final[_Range] = (0.94, 1.06)  # one type: what is between is error of measuring
SET_ALIKE: Final[_Range] = (0.8, 1.25)  # one type, in capitals or badly measured
SET_IN_ONE_LOGO: Final[_Range] = (0.6, 1.7)  # a firm's second line is often half as large
ALIKE_IN_A_NAME: Final[_Range] = (0.68, 1.34)  # given above family name
OVER_DEGREES: Final[_Range] = (0.68, 2.4)  # 'Prof. Dr.-Ing. habil.' set small above the name

# what the reasons of a firm add up to
TOLD_ENOUGH: Final = 2.6  # as a second one must have: its place at the top adds nothing

# strengths: a reason counts fully (1.0) but where these say otherwise
ANOTHER_FIELD_FOR_SURE: Final = 1.5  # legal forms, trades and cities are never a name's words
SCRAP_OF_LETTERS: Final = 1.5  # one letter at the end of a name is an icon
FIRM_OVER_ITS_NAME: Final = 2.0  # a brand above the legal name, or a trade above its owner's
A_TRADE_BELOW: Final = 0.5  # of LINES_THAT_DO_NOT_NEED_EACH_OTHER, where the domain has both
NOTHING_BUT_A_FORM: Final = 2.0  # 'GmbH' alone is a scrap
ONE_WORD_OF_ITS_OWN: Final = 0.5  # 'Suharyadi' at suharyadi@…
NAMED_OF_TITLES: Final = 0.4  # of READS_LIKE_A_SLOGAN: words of slogans stand in titles too
NAMED_OF_FIRMS: Final = 0.2  # and in firms' names
A_TRADE_ALONE: Final = 0.7  # of WORDS_OF_A_COMPANY: it names nobody
A_FIRM_OF_A_JOB: Final = 0.4  # of WORDS_ARE_ANOTHER_FIELD: clinics are called after who works there
A_JOB_IN_A_FIRM: Final = 0.6  # of the same: firms are called after jobs more than people are
COMPANY_OF_A_FAMILY: Final = 0.7  # of company_likeness, where a family name ends the line
A_GIVEN_NAME_FIRST: Final = 0.4  # of WORDS_ARE_ANOTHER_FIELD: 'Jane Baker' is a person
OF_TWO_TRADES: Final = 0.5  # of READS_LIKE_A_SLOGAN: '&' between words that no list has
A_JOB_AS_DEPARTMENT: Final = -0.6  # of WORDS_OF_A_JOB
HALF_A_TITLE: Final = 0.5  # of GOES_ON_IN_THE_NEXT_LINE: the half that no list has
A_LIST_OF_MANY: Final = 1.2  # of READS_LIKE_A_SLOGAN: several who do a job are a trade
OFTEN_ANOTHER_S: Final = 0.5  # of LINE_OF_SOMETHING_ELSE
STREET_RIGHT_ABOVE: Final = 1.4  # of STREET_ABOVE: it has its number, and the place a code or city
STREET_WITHOUT_NUMBER: Final = 0.6
SPELLED_BY_THE_DOMAIN: Final = 2.0  # of DOMAIN_SPELLS_IT
A_CODE_ALONE: Final = 2.5  # of LOOKS_LIKE_A_POSTAL_CODE: nothing but digits before the city
NOT_RIGHT_BELOW: Final = 0.45  # of RIGHT_BELOW_THE_NAME, with a line between
PLACE_OF_A_DEPARTMENT: Final = 0.6  # of what its place says: it stands more freely than a title
