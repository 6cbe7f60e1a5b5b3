"""The style of the report's page: light and dark, narrow and printed.

What is heard is full, what was not heard is hatched, what was received is dashed: the plots can be read
without their colours. Contrast is that of the window's own colours.
"""

from __future__ import annotations

LIGHT = """
  --ground: #f4f5f8; --card: #ffffff; --text: #1a1e26; --soft: #565f6e; --border: #dfe3ea;
  --grid: #e6e9ef; --you: #2456d6; --assistant: #146c45; --cut: #b3261e; --pause: #fff0c9;
  --warn: #7d5200; --warn-ground: #fff3d9;
"""
DARK = """
  --ground: #14171c; --card: #1b1f26; --text: #eceff4; --soft: #a9b2c0; --border: #2f3641;
  --grid: #2a303a; --you: #82a8ff; --assistant: #74d9a4; --cut: #ff958b; --pause: #3a301b;
  --warn: #f0c263; --warn-ground: #3a301b;
"""

STYLE = (
    f"""
:root {{ color-scheme: light dark; {LIGHT} }}
@media (prefers-color-scheme: dark) {{ :root {{ {DARK} }} }}
"""
    + """
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 0 0 4px; }
h2.tape { font-size: 21px; margin-top: 28px; overflow-wrap: anywhere; }
header, section { margin-bottom: 16px; }
header p, .lead { margin: 4px 0 0; color: var(--soft); overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--border); border-radius: 10px; padding: 16px; }
.damage { background: var(--warn-ground); color: var(--warn); border-radius: 10px; padding: 10px 16px;
  margin: 12px 0 0; font-weight: 600; }
.tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr));
  margin: 0 0 16px; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--border); border-radius: 10px;
  padding: 12px 14px; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 24px; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
.wide { overflow-x: auto; }
.wide svg { display: block; width: 100%; min-width: 660px; margin-top: 8px; }
.many { display: grid; gap: 8px 16px;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); }
.many svg { display: block; width: 100%; max-width: 480px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; list-style: none; margin: 8px 0 0; padding: 0;
  font-size: 13px; color: var(--soft); }
.legend svg { width: 26px; height: 14px; vertical-align: -2px; margin-right: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 14px 0 4px; }
th, td { text-align: right; padding: 4px 0 4px 14px; border-top: 1px solid var(--border);
  vertical-align: top; white-space: nowrap; }
th { font-weight: 600; color: var(--soft); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td.said { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 12em; }
th.said { text-align: left; }
.figures th { white-space: normal; font-weight: 400; color: var(--text); }
.figures thead th { font-weight: 600; color: var(--soft); }
.talk { list-style: none; margin: 8px 0 0; padding: 0; }
.talk li { display: grid; grid-template-columns: 5.5em 1fr; padding: 6px 0;
  border-top: 1px solid var(--border); }
.talk .at { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; }
.talk b { font-weight: 650; }
.talk .mine b { color: var(--you); } .talk .theirs b { color: var(--assistant); }
.talk p { margin: 0; overflow-wrap: anywhere; }
.talk del { color: var(--soft); }
.talk small { display: block; color: var(--soft); font-size: 13px; }
svg text { font-size: 12px; fill: var(--text); font-family: inherit; }
svg .tick { font-size: 11px; fill: var(--soft); }
svg .name { font-weight: 600; }
svg .cut-name { font-weight: 700; fill: var(--cut); }
.label, .cut-name { paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
.axis { stroke: var(--soft); stroke-width: 1; }
.end { stroke: var(--soft); stroke-dasharray: 1 3; }
.grid { stroke: var(--grid); stroke-width: 1; }
.you { fill: var(--you); } .assistant { fill: var(--assistant); }
.speech { fill: none; stroke: var(--you); stroke-width: 1.2; }
.pause { fill: var(--pause); stroke: var(--warn); stroke-width: .8; stroke-dasharray: 2 2; }
.unheard { fill: url(#hatch); stroke: var(--assistant); stroke-width: .8; }
.hatch { stroke: var(--assistant); stroke-width: 1.4; opacity: .75; }
.received { fill: none; stroke: var(--text); stroke-width: 1.4; stroke-dasharray: 5 3; }
.heard { fill: none; stroke: var(--assistant); stroke-width: 2.6; }
.cut { stroke: var(--cut); stroke-width: 1.6; }
.reason { stroke: var(--text); stroke-width: 1.4; stroke-dasharray: 2 2; }
.decided { stroke: var(--soft); stroke-width: 1.4; stroke-dasharray: 6 3; }
.mean { stroke: var(--soft); stroke-dasharray: 4 3; }
.course { stroke: var(--soft); stroke-width: 2; }
.committed { fill: var(--card); stroke: var(--you); stroke-width: 2; }
.arrived { fill: var(--card); stroke: var(--text); stroke-width: 2; }
.first-heard { fill: var(--assistant); stroke: var(--assistant); stroke-width: 2; }
.hidden { position: absolute; width: 0; height: 0; }
@media (max-width: 520px) { main { padding: 16px 10px 32px; } section { padding: 12px 10px; }
  .tiles { grid-template-columns: 1fr 1fr; } .talk li { grid-template-columns: 1fr; } }
@media print {
"""
    + f"  :root {{ color-scheme: light; {LIGHT} }}"
    + """
  body { background: none; font-size: 11px; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; } section { border: 0; padding: 0; }
  .wide { overflow: visible; } .wide svg { min-width: 0; }
  .tiles { grid-template-columns: repeat(4, 1fr); } .lead { break-after: avoid; }
  svg, tr, .talk li, .tiles div { break-inside: avoid; } h2, caption { break-after: avoid; }
}
"""
)
