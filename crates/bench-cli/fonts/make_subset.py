"""Cuts Inter down to the characters that figures may hold. README.md says where it comes from.

    npm pack inter-ui@4.1.1 && tar xzf inter-ui-4.1.1.tgz
    pip install fonttools==4.68.0 brotli==1.2.1
    python3 make_subset.py package/web .
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WEIGHTS = ["Regular", "SemiBold"]

UNICODES = [
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0x17F),  # Latin-1 Supplement, Latin Extended-A
    (0x218, 0x21B),  # Romanian
    (0x384, 0x3CE),  # Greek
    (0x1E9E, 0x1E9E),
    (0x2009, 0x2027),  # spaces, dashes, quotation marks, dots
    (0x202F, 0x2033),  # narrow space, per mille, primes
    (0x2070, 0x209C),  # superscripts and subscripts
    (0x20AC, 0x20AC),
    (0x2122, 0x2122),
    (0x2190, 0x2195),  # arrows
    (0x2202, 0x2202),
    (0x2206, 0x2206),
    (0x220F, 0x221E),  # products, sums, minus, root, infinity
    (0x222B, 0x222B),
    (0x2248, 0x2248),
    (0x2260, 0x2265),  # not equal, less or equal, more or equal
    (0xFFFD, 0xFFFD),
]


def main(source, target):
    for weight in WEIGHTS:
        font = TTFont(source / f"Inter-{weight}.woff2", recalcTimestamp=False)
        options = subset.Options(
            layout_features=["kern", "mark", "mkmk", "ccmp"],
            hinting=False,
            notdef_outline=True,
            name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17],
            recalc_timestamp=False,
        )
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[c for low, high in UNICODES for c in range(low, high + 1)])
        subsetter.subset(font)
        font.flavor = None
        font.save(target / f"Inter-{weight}.ttf")


main(Path(sys.argv[1]), Path(sys.argv[2]))
