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
