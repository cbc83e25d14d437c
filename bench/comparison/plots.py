"""Two kinds of charts as SVG: bars on a logarithmic scale, and lines. Each brings its own background, dark where the reader's is."""
import math
from xml.sax.saxutils import escape

WIDTH = 760
STYLE = """<style>
.paper { fill: #ffffff } .ink { fill: #1f2328 } .faint { fill: #59636e } .grid { stroke: #d1d9e0 }
@media (prefers-color-scheme: dark) { .paper { fill: #0d1117 } .ink { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d } }
</style>"""
COLOURS = {"tidings": "#2f81f7", "tidings-durable": "#1b4f9c", "tidings-full": "#0a3069", "nchan": "#2da44e", "nestjs": "#d1453b", "webflux": "#9a5fd9",
           "mvc": "#c9780b", "bare-write": "#7d8590",
           "prompt-write": "#57606a"}
LINES = ["#2f81f7", "#d1453b", "#2da44e"]


def bars(title, unit, groups):
    """
    Horizontal bars on a logarithmic scale.

    :param groups: (heading, [(label, key of its colour, value)]); what has no value is left out
    """
    groups = [(heading, [bar for bar in group if bar[2]]) for heading, group in groups]
    groups = [(heading, group) for heading, group in groups if group]
    values = [value for _, group in groups for _, _, value in group]
    if not values:
        return None
    low, high = math.floor(math.log10(min(values)) - 0.05), math.ceil(math.log10(max(values)) + 0.02)
    high = max(high, low + 1)
    left, right, row, head = 170, WIDTH - 80, 22, 30
    height = 60 + sum(head + row * len(group) for _, group in groups) + 40
    bottom = height - 40

    def x(exponent):
        return left + (right - left) * (exponent - low) / (high - low)

    svg = _paper(height, "%s, %s" % (title, unit))
    for exponent in range(low, high + 1):
        svg.append('<path class="grid" d="M%.1f 44V%d"/>' % (x(exponent), bottom))
        svg.append(_text(x(exponent), bottom + 18, number(10.0 ** exponent), "faint", "middle"))
    svg.append(_text(WIDTH - 16, height - 6, "logarithmic; shorter is better", "faint", "end"))
    y = 44
    for heading, group in groups:
        y += head
        svg.append(_text(16, y - 9, heading, "ink", weight="600"))
        for label, key, value in group:
            end = x(math.log10(value))
            svg.append(_text(left - 8, y + 14, label, "ink", "end"))
            svg.append('<rect x="%d" y="%d" width="%.1f" height="16" rx="2" fill="%s"/>'
                       % (left, y + 2, max(end - left, 1), COLOURS.get(key, LINES[0])))
            # On paper of its own, since grid lines pass here.
            said = number(value)
            svg.append('<rect class="paper" x="%.1f" y="%d" width="%d" height="16"/>' % (end + 3, y + 2, 6 + 8 * len(said)))
            svg.append(_text(end + 6, y + 14, said, "ink"))
            y += row
    return "\n".join(svg + ["</svg>\n"])


def lines(title, across, series):
    """
    Points that were measured, joined, and dashed the straight line through them.

    :param across: what the horizontal axis counts
    :param series: (label, [(x, y)], (at 0, per x) or None)
    """
    series = [(label, points, fit) for label, points, fit in series if len(points) > 1]
    if not series:
        return None
    height, left, right, top = 360, 70, WIDTH - 30, 44 + 20 * len(series)
    bottom = height - 60
    most_x = max(x for _, points, _ in series for x, _ in points)
    most_y = _round_up(max(y for _, points, _ in series for _, y in points))

    def place(x, y):
        return left + (right - left) * x / most_x, bottom - (bottom - top) * min(max(y, 0), most_y) / most_y

    svg = _paper(height, title)
    for part in range(5):
        y = most_y * part / 4
        svg.append('<path class="grid" d="M%d %.1fH%d"/>' % (left, place(0, y)[1], right))
        svg.append(_text(left - 8, place(0, y)[1] + 4, number(y), "faint", "end"))
    for x in sorted({x for _, points, _ in series for x, _ in points}):
        svg.append(_text(place(x, 0)[0], bottom + 20, number(x), "faint", "middle"))
    svg.append(_text((left + right) / 2, height - 14, across, "faint", "middle"))
    for i, (label, points, fit) in enumerate(series):
        colour = LINES[i % len(LINES)]
        svg.append('<rect x="%d" y="%d" width="14" height="4" fill="%s"/>' % (left, 49 + 20 * i, colour))
        svg.append(_text(left + 22, 56 + 20 * i, label, "ink"))
        places = [place(x, y) for x, y in points]
        svg.append('<polyline fill="none" stroke="%s" stroke-width="2" points="%s"/>' % (colour, " ".join("%.1f,%.1f" % p for p in places)))
        svg += ['<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"/>' % (*p, colour) for p in places]
        if fit:
            ends = [place(x, fit[0] + fit[1] * x) for x in (0, most_x)]
            svg.append('<path stroke="%s" stroke-dasharray="4 4" d="M%.1f %.1fL%.1f %.1f"/>' % (colour, *ends[0], *ends[1]))
    return "\n".join(svg + ["</svg>\n"])


def number(value):
    """Three digits that matter, thousands apart."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value)) + 1e-9))
    text = "{:,.{}f}".format(value, digits).replace(",", " ")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _round_up(value):
    """To 1, 2, 4 or 8 of the decade below, so that quarters of it are short numbers."""
    decade = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(step * decade for step in (1, 2, 4, 8, 10) if value <= step * decade)


def _paper(height, title):
    return ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13" role="img">'
            % (WIDTH, height), "<title>%s</title>" % escape(title), STYLE,
            '<rect class="paper" width="%d" height="%d" rx="6"/>' % (WIDTH, height), _text(16, 28, title, "ink", weight="600", size=15)]


def _text(x, y, text, kind, anchor="start", weight="400", size=13):
    return ('<text class="%s" x="%.1f" y="%.1f" text-anchor="%s" font-weight="%s" font-size="%d">%s</text>'
            % (kind, x, y, anchor, weight, size, escape(str(text))))
