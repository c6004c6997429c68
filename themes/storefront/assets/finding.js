// Finding words in texts, for every search of the store. Words are looked for within words, so that languages without spaces are found too.
const AROUND = 70;

// Letter case and accents make no difference.
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
export const wordsOf = (asked) => fold(asked).split(/\s+/).filter(Boolean);
// A row of an index as it is searched: title, address, what it belongs to, words.
export const prepared = ([title, address, within, text]) => ({
  title, address, within, text, head: fold(`${title} ${within}`), body: fold(text),
});

export const worth = (one, words) => {
  let sum = 0;
  for (const word of words) {
    const head = one.head.includes(word);
    const body = one.body.includes(word);
    if (!head && !body) return 0;
    sum += (head ? 10 : 0) + (body ? 1 : 0);
  }
  return sum + (one.within ? 0 : 1);
};

// The folded text may be shorter or longer than the text, so the place is looked up in the text itself.
export const excerpt = (one, words) => {
  const plain = one.text.toLocaleLowerCase();
  const places = words.map((word) => plain.indexOf(word)).filter((at) => at >= 0);
  const at = places.length ? Math.min(...places) : 0;
  const start = Math.max(0, at - AROUND), end = at + 2 * AROUND;
  // No word is cut in two, where words have spaces between them.
  const first = start && one.text.slice(start, start + 30).search(/\s/) + 1;
  const last = end < one.text.length ? one.text.slice(0, end).search(/\s\S{0,30}$/) : end;
  return `${start ? "…" : ""}${one.text.slice(start + first, last > at ? last : end)}${end < one.text.length ? "…" : ""}`;
};

export const marked = (text, words) => {
  const node = document.createElement("p");
  const plain = text.toLocaleLowerCase();
  let done = 0;
  while (plain.length === text.length && done < text.length) {
    const next = words.map((word) => [plain.indexOf(word, done), word.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next) break;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(next[0], next[0] + next[1]);
    node.append(text.slice(done, next[0]), mark);
    done = next[0] + next[1];
  }
  node.append(text.slice(done));
  return node;
};
