"""A real film of 20 MB, made where it is needed: the browser encodes noise as VP8, this makes it WebM."""

from __future__ import annotations

import struct
from base64 import b64decode
from collections.abc import Iterable, Sequence
from itertools import accumulate

from playwright.sync_api import Page

SECONDS = 130
WIDTH, HEIGHT = 640, 360
# Each frame is noise, which no codec makes small; a bar at the top tells the time: it grows brighter.
ENCODE = """async ({ seconds, width, height }) => {
  const frames = [], canvas = new OffscreenCanvas(width, height), brush = canvas.getContext("2d");
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      frames.push(data);
    },
    error: (wrong) => { throw wrong; },
  });
  encoder.configure({ codec: "vp8", width, height, bitrate: 3e7, framerate: 1 });
  let seed = 1;
  for (let second = 0; second < seconds; second += 1) {
    const image = new ImageData(width, height), grey = Math.round(255 * second / seconds);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at += 1) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      pixels[at] = 0xff000000 | (at < width * 64 ? grey : seed >>> 24) * 0x010101;
    }
    brush.putImageData(image, 0, 0);
    const frame = new VideoFrame(canvas, { timestamp: second * 1e6 });
    encoder.encode(frame, { keyFrame: true });
    frame.close();
  }
  await encoder.flush();
  const text = (data) => {
    let all = "";
    for (const byte of data) all += String.fromCharCode(byte);
    return btoa(all);
  };
  return frames.map(text);
}"""


def film(page: Page) -> bytes:
    """Give the film; ``page`` is any page of a secure origin."""
    frames = page.evaluate(ENCODE, {"seconds": SECONDS, "width": WIDTH, "height": HEIGHT})
    return webm([b64decode(frame) for frame in frames])


def webm(frames: Sequence[bytes]) -> bytes:
    """Give a WebM file of key frames, one a second, with the table by which players wind.

    Elements and their numbers: RFC 9559, Matroska, section 5.
    """
    clusters = [
        _element(0x1F43B675, _number(0xE7, 1000 * second), _element(0xA3, b"\x81\0\0\x80", frame))
        for second, frame in enumerate(frames)
    ]
    duration = _element(0x4489, struct.pack(">d", 1000.0 * len(frames)))
    about = _element(
        0x1549A966, _number(0x2AD7B1, 1_000_000), duration, _element(0x4D80, b"t"), _element(0x5741, b"t")
    )
    size = _element(0xE0, _number(0xB0, WIDTH), _number(0xBA, HEIGHT))
    numbers = (_number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1))
    track = _element(0x1654AE6B, _element(0xAE, *numbers, _element(0x86, b"V_VP8"), size))
    first = len(about) + len(track) + len(_cues([0] * len(clusters)))
    places = [first, *accumulate((len(cluster) for cluster in clusters), initial=first)][1:-1]
    kind = (_number(0x4286, 1), _number(0x42F7, 1), _number(0x42F2, 4), _number(0x42F3, 8))
    head = _element(0x1A45DFA3, *kind, _element(0x4282, b"webm"), _number(0x4287, 2), _number(0x4285, 2))
    return head + _element(0x18538067, about, track, _cues(places), *clusters)


def _cues(places: Iterable[int]) -> bytes:
    return _element(
        0x1C53BB6B,
        *(
            _element(
                0xBB, _number(0xB3, 1000 * second), _element(0xB7, _number(0xF7, 1), _number(0xF1, place))
            )
            for second, place in enumerate(places)
        ),
    )


def _element(name: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return name.to_bytes((name.bit_length() + 7) // 8) + (1 << 56 | len(data)).to_bytes(8) + data


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(8))
