"""How editions look: one sheet for reading systems old and new, in light and dark."""

STYLE = """\
html { font-family: Literata, Georgia, serif; line-height: 1.55; color: #1c1a17; background: #fdfcf9; }
body { margin: 0 auto; padding: 1.5em 1.2em; max-width: 38em; overflow-wrap: break-word; }
:lang(zh), :lang(ja), :lang(ko) { line-height: 1.75; }
h1, h2, h3, h4 { line-height: 1.25; break-after: avoid; page-break-after: avoid; text-align: start; }
h1 { font-size: 1.7em; margin: 0.4em 0 0.6em; }
h2 { font-size: 1.3em; margin: 1.6em 0 0.5em; }
h3 { font-size: 1.1em; margin: 1.4em 0 0.4em; }
a { color: #8a3210; }
img, video { max-width: 100%; height: auto; }
audio { width: 100%; }
figure { margin: 1.5em 0; break-inside: avoid; page-break-inside: avoid; }
figcaption, .chapter, .summary, .foot, .downloads small { color: #5b554c; font-size: 0.9em; }
.chapter { margin: 0; }
blockquote { margin: 1.2em 0; padding-inline-start: 1em; border-inline-start: 3px solid #d8d0c2; }
.callout { margin: 1.2em 0; padding: 0.6em 1em; border: 1px solid #d8d0c2; border-radius: 4px; }
.callout-title { font-weight: bold; margin: 0.2em 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
pre { background: #f3efe7; padding: 0.8em 1em; border-radius: 4px; }
pre, code, kbd, samp { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9em; }
pre code { font-size: 1em; }
.code .c, .code .c1, .code .cm, .code .ch { color: #6a6255; font-style: italic; }
.code .k, .code .kn, .code .kd, .code .ow, .code .nt { color: #8a3210; font-weight: bold; }
.code .s, .code .s1, .code .s2, .code .sd { color: #2d5f3a; }
.code .m, .code .mi, .code .mf { color: #5a3f94; }
.code .nf, .code .nc, .code .nb { color: #1f5580; }
.code .gd { color: #9c1f1f; }
.code .gi { color: #2d5f3a; }
table { border-collapse: collapse; margin: 1.2em 0; font-size: 0.95em; }
th, td { border-bottom: 1px solid #d8d0c2; padding: 0.35em 0.8em; text-align: start; vertical-align: top; }
.align-right { text-align: end; }
.align-center { text-align: center; }
.math { margin: 1em 0; overflow-x: auto; text-align: center; }
.footnotes { margin-top: 2.5em; border-top: 1px solid #d8d0c2; font-size: 0.9em; }
.task { list-style: none; }
.cover { text-align: center; padding: 0; }
.cover img { max-height: 95vh; }
.foot { margin-top: 3em; border-top: 1px solid #d8d0c2; padding-top: 0.8em; }
.ways { display: flex; flex-wrap: wrap; gap: 1em; justify-content: space-between; margin-top: 2.5em; }
nav ol { padding-inline-start: 1.4em; }
nav li { margin: 0.3em 0; }
@media (prefers-color-scheme: dark) {
  html { color: #e9e3d8; background: #1b1916; }
  a { color: #f0a27c; }
  figcaption, .chapter, .summary, .foot, .downloads small { color: #b5ab9c; }
  pre { background: #26231f; }
  blockquote, .callout, th, td, .footnotes, .foot { border-color: #474138; }
  .code .c, .code .c1, .code .cm, .code .ch { color: #a99f8f; }
  .code .k, .code .kn, .code .kd, .code .ow, .code .nt { color: #f0a27c; }
  .code .s, .code .s1, .code .s2, .code .sd, .code .gi { color: #9ccfa6; }
  .code .m, .code .mi, .code .mf { color: #c3aef0; }
  .code .nf, .code .nc, .code .nb { color: #94c4ea; }
  .code .gd { color: #f2a0a0; }
}
"""
