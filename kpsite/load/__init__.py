"""Tree -> Site and Problems: front matter, folder shapes, the paywall cut, languages."""
