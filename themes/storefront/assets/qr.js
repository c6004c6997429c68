// QR codes (ISO/IEC 18004): text in, modules out. Bytes in UTF-8, error correction M, versions 1 to 40, no more than 2,331 bytes.
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49];
const CHECKS = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26];
const QUIET = 4;

// Modules that hold data in a version: all but finders, timing, alignment, format and version (section 5.3).
const room = (version) => {
  const marks = version > 1 ? Math.floor(version / 7) + 2 : 0;
  return (16 * version + 128) * version + 64 - (marks ? (25 * marks - 10) * marks - 55 : 0) - (version > 6 ? 36 : 0);
};
const checks = (version) => CHECKS[version - 1] || 28;
const letters = (version) => (room(version) >> 3) - BLOCKS[version - 1] * checks(version);

// Arithmetic in GF(256) with the polynomial 0x11d, by tables (section 7.5).
const exp = [], log = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  exp[power] = value;
  log[value] = power;
  value = value << 1 ^ (value > 127 ? 0x11d : 0);
}
const times = (one, other) => one && other ? exp[(log[one] + log[other]) % 255] : 0;
const generator = (degree) => {
  let made = [1];
  for (let root = 0; root < degree; root += 1) {
    made = [...made, 0].map((value, at) => value ^ times(made[at - 1], exp[root]));
  }
  return made.slice(1);
};
const remainder = (data, divisor) => {
  let left = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ left[0];
    left = divisor.map((value, at) => (left[at + 1] || 0) ^ times(value, factor));
  }
  return left;
};

// The bytes of a version, padded, cut into blocks with their check bytes, and interleaved (sections 7.4 to 7.6).
const stream = (bytes, version) => {
  const bits = [], put = (value, count) => { while (count) { count -= 1; bits.push(value >> count & 1); } };
  const size = letters(version), blocks = BLOCKS[version - 1], divisor = generator(checks(version));
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, size * 8 - bits.length));
  put(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < size * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  const data = Array.from({ length: size }, (_, at) => parseInt(bits.slice(at * 8, at * 8 + 8).join(""), 2));
  const short = Math.floor(size / blocks), long = blocks - size % blocks, cut = [];
  for (let block = 0, at = 0; block < blocks; block += 1) cut.push(data.slice(at, at += short + (block >= long)));
  const weave = (rows) => rows[rows.length - 1].flatMap((_, at) => rows.flatMap((row) => at < row.length ? [row[at]] : []));
  return [...weave(cut), ...weave(cut.map((row) => remainder(row, divisor)))];
};

// Check bits of format (BCH 15,5) and version (BCH 18,6), appended to the value (section 7.9, 7.10).
const bch = (value, polynomial, degree) => {
  let left = value << degree;
  const top = 31 - Math.clz32(polynomial);
  while (left >> top) left ^= polynomial << 31 - Math.clz32(left) - top;
  return value << degree | left;
};
const centres = (version, size) => {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - (count - 2 - at) * step)];
};
const MASKS = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => x * y % 2 + x * y % 3,
  (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2,
];

// How hard a drawing is to read: runs, blocks, what looks like a finder, and too much of one colour (section 7.8.3).
const cost = (rows) => {
  const size = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((line) => line.join(""));
  let sum = 0, dark = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    sum += 40 * [...line.matchAll(/(?=00001011101|10111010000)/g)].length;
  }
  rows.forEach((row, y) => row.forEach((value, x) => {
    dark += value;
    if (x && y && (value + row[x - 1] + rows[y - 1][x] + rows[y - 1][x - 1]) % 4 === 0) sum += 3;
  }));
  return sum + 10 * Math.floor(Math.abs(dark * 20 / size / size - 10));
};

const blank = (version) => {
  const size = version * 4 + 17, rows = Array.from({ length: size }, () => Array(size).fill(null));
  const set = (x, y, value) => { if (x >= 0 && y >= 0 && x < size && y < size) rows[y][x] = Number(value); };
  const square = (cx, cy, reach, light) => {
    for (let y = -reach; y <= reach; y += 1) {
      for (let x = -reach; x <= reach; x += 1) set(cx + x, cy + y, !light.includes(Math.max(Math.abs(x), Math.abs(y))));
    }
  };
  for (let at = 0; at < size; at += 1) { set(6, at, at % 2 === 0); set(at, 6, at % 2 === 0); }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, [2, 4]);
  const marks = centres(version, size), last = size - 7;
  for (const y of marks) {
    for (const x of marks) if (![x, y].includes(6) || (x !== y && ![x, y].includes(last))) square(x, y, 2, [1]);
  }
  const told = bch(version, 0x1f25, 12);
  for (let bit = 0; version > 6 && bit < 18; bit += 1) {
    const near = Math.floor(bit / 3), far = size - 11 + bit % 3;
    set(near, far, told >> bit & 1);
    set(far, near, told >> bit & 1);
  }
  return { size, rows, set };
};
// The format stands twice, beside the finders; its first value is M, 00.
const format = ({ size, set }, mask) => {
  const told = bch(mask, 0x537, 10) ^ 0x5412;
  for (let bit = 0; bit < 15; bit += 1) {
    const value = told >> bit & 1;
    set(8, bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, value);
    set(bit < 8 ? size - 1 - bit : bit < 9 ? 7 : 14 - bit, 8, value);
  }
  set(8, size - 8, 1);
};
const fill = ({ size, rows }, data, mask) => {
  let at = 0;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    const up = (right + 1 & 2) === 0;
    for (let step = 0; step < size * 2; step += 1) {
      const x = right - step % 2, y = up ? size - 1 - (step >> 1) : step >> 1;
      if (rows[y][x] !== null) continue;
      rows[y][x] = (data[at >> 3] >> 7 - (at & 7) & 1) ^ Number(MASKS[mask](x, y) === 0);
      at += 1;
    }
  }
};

// Gives {size, dark(x, y)}; throws RangeError for a text that no code can hold.
export const qr = (text) => {
  const bytes = [...new TextEncoder().encode(text)];
  let version = 1;
  while (version < 41 && bytes.length * 8 + (version < 10 ? 12 : 20) > letters(version) * 8) version += 1;
  if (version > 40) throw new RangeError("too long for a QR code");
  const data = stream(bytes, version);
  const drawn = MASKS.map((_, mask) => {
    const sheet = blank(version);
    format(sheet, mask);
    fill(sheet, data, mask);
    return sheet.rows;
  });
  const costs = drawn.map(cost), rows = drawn[costs.indexOf(Math.min(...costs))];
  return { size: rows.length, dark: (x, y) => Boolean((rows[y] || [])[x]) };
};
// Gives {size, path}: the dark modules as the path of an SVG of size × size, quiet zone included.
export const path = (text) => {
  const { size, dark } = qr(text);
  let made = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let run = 0;
      while (dark(x + run, y)) run += 1;
      if (run) made += `M${x + QUIET} ${y + QUIET}h${run}v1h-${run}z`;
      x += run;
    }
  }
  return { size: size + 2 * QUIET, path: made };
};
// Gives a whole SVG, as text.
export const svg = (text) => {
  const made = path(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${made.size} ${made.size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${made.size}v${made.size}H0z"/><path d="${made.path}"/></svg>`;
};
