"""How the printable record looks on paper: black on white, A4, nothing cut across a page."""

STYLE = """
@page { size: A4; margin: 18mm 15mm; }
body { font: 10.5pt/1.5 "Songti SC", SimSun, "Noto Serif CJK SC", serif; color: #000; background: #fff; }
body { max-width: 190mm; margin: 0 auto; padding: 5mm; }
h1 { font-size: 18pt; text-align: center; margin: 0 0 2mm; }
h2 { font-size: 12pt; border-bottom: 1px solid #000; margin: 6mm 0 2mm; break-after: avoid; }
.number { text-align: center; }
.notice { font-size: 9pt; border: 1px solid #000; padding: 1mm 2mm; }
table { border-collapse: collapse; width: 100%; margin: 0 0 2mm; }
th, td { border: 1px solid #000; padding: 1mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.facts th { width: 32mm; font-weight: normal; background: #f2f2f2; }
tr, figure { break-inside: avoid; }
figure { margin: 0 0 5mm; }
img { display: block; max-width: 100%; max-height: 110mm; margin: 0 0 2mm; }
"""

# The evidence sheet: one photo, its facts and the lines to sign on one page.
SHEET_STYLE = STYLE + """
section { break-after: page; break-inside: avoid; }
section:last-of-type { break-after: auto; }
section img { max-height: 95mm; margin: 0 auto 3mm; }
th { width: 28mm; font-weight: normal; background: #f2f2f2; }
.lacking { display: inline-block; border: 1px solid #000; padding: 0 1mm; margin: 0 1.5mm 0 0; font-size: 9pt; }
.signing { display: grid; grid-template-columns: repeat(4, 1fr); gap: 4mm; margin: 8mm 0 0; }
@media screen { section + section { border-top: 1px dashed #999; margin-top: 8mm; } }
"""
