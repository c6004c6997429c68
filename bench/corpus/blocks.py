"""The blocks of a lesson that are not paragraphs: code in several languages, tables and lists.

No block holds two braces in a row or a brace with a percent sign, which some generators take for their own.
"""

from __future__ import annotations

from bench.corpus import words
from bench.corpus.prose import Dice, sentence

ROWS = (3, 7)
ITEMS = (3, 6)

CODE = (
    (
        "python",
        '''def {verb}_{a}({b}s: list[float], {c}: float = {n}) -> float:
    """Return the {a} of all {b}s."""
    total = 0.0
    for index, {b} in enumerate({b}s):
        if {b} > {c}:
            continue  # too {adjective} to count
        total += {b} * {m}
    return total / max(len({b}s), 1)


print({verb}_{a}([{n}, {m}, 3.5], {c}=2))''',
    ),
    (
        "javascript",
        """const {a}s = new Map([["{b}", {n}], ["{c}", {m}]]);

export function {verb}{A}(name, fallback = null) {{
  const found = {a}s.get(name) ?? fallback;
  if (found === null) throw new Error(`no {a} called ${{name}}`);
  return found * {n}; // {adjective}, but enough
}}""",
    ),
    (
        "bash",
        """#!/bin/sh
# Count the {a}s of every {b}.
for file in {b}s/*.txt; do
  total=$(grep -c '{c}' "$file")
  if [ "$total" -gt {n} ]; then
    printf '%s\\t%d\\n' "$file" "$total" >> {a}.tsv
  fi
done
sort -k2 -n {a}.tsv | tail -n {m}""",
    ),
    (
        "sql",
        """SELECT {a}.name, COUNT(*) AS {b}s, AVG({a}.{c}) AS mean
FROM {a}
JOIN {b} ON {b}.{a}_id = {a}.id
WHERE {a}.{c} > {n} AND {b}.kind = '{adjective}'
GROUP BY {a}.name
HAVING COUNT(*) >= {m}
ORDER BY mean DESC;""",
    ),
    (
        "css",
        """.{a} > .{b} {{
  display: grid;
  grid-template-columns: {n}rem minmax(0, 1fr);
  gap: {m}px;
  color: #2f4f4f; /* {adjective} */
}}

@media (max-width: {n}0rem) {{
  .{a} .{c} {{ display: none; }}
}}""",
    ),
    (
        "json",
        """{{
  "{a}": "{adjective}",
  "{b}s": [{n}, {m}, 8],
  "{c}": {{ "{verb}": true, "limit": null }}
}}""",
    ),
    (
        "go",
        """package {a}

import "fmt"

type {A} struct {{
	Name  string
	Count int
}}

func (one {A}) {B}(limit int) error {{
	if one.Count > limit {{
		return fmt.Errorf("%s: {adjective} {c}, %d over {n}", one.Name, one.Count)
	}}
	return nil
}}""",
    ),
    (
        "html",
        """<section class="{a}" id="{b}-{n}">
  <h2>{A}</h2>
  <p data-{c}="{m}">One <em>{adjective}</em> {b}.</p>
  <!-- {verb} it later -->
</section>""",
    ),
)


def code(dice: Dice) -> str:
    """Give a fenced code block of 6 to 12 lines."""
    language, shape = dice.pick(CODE)
    a, b, c = (dice.word(words.NOUNS[start:]) for start in (0, 40, 80))
    text = shape.format(
        a=a,
        b=b,
        c=c,
        A=a.title(),
        B=b.title(),
        verb=dice.word(words.VERBS)[0],
        adjective=dice.word(words.ADJECTIVES),
        n=dice.between(2, 9),
        m=dice.between(10, 99),
    )
    return f"```{language}\n{text}\n```"


def table(dice: Dice) -> str:
    """Give a table of three columns, one of them numbers."""
    heads = [dice.word(words.NOUNS).title(), "Share", "What it says"]
    lines = ["| " + " | ".join(heads) + " |", "|---|---:|---|"]
    for _ in range(dice.between(*ROWS)):
        name = f"{dice.word(words.ADJECTIVES)} {dice.word(words.NOUNS)}"
        lines.append(f"| {name} | {dice.between(1, 99)}.{dice.between(0, 9)} | {sentence(dice)} |")
    return "\n".join(lines)


def bullets(dice: Dice) -> str:
    """Give a list with bullets or numbers, now and then with a list inside."""
    numbered = dice.chance(0.4)
    lines = []
    for number in range(1, dice.between(*ITEMS) + 1):
        lines.append(f"{f'{number}.' if numbered else '-'} {sentence(dice)}")
        if dice.chance(0.15):
            lines += [f"    - {sentence(dice)}" for _ in range(2)]
    return "\n".join(lines)


def quote(dice: Dice) -> str:
    """Give a quotation of two sentences."""
    return f"> {sentence(dice)}\n> {sentence(dice)}"
