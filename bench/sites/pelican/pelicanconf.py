"""The settings of the Pelican site: courses are categories with a page of their own, lessons are articles."""

SITENAME = "Bench School"
SITEURL = "https://bench.example.org"
TIMEZONE = "UTC"
DEFAULT_DATE = (2026, 1, 1, 0, 0, 0)
THEME = "theme"
PATH = "content"
ARTICLE_PATHS = ["courses"]
PAGE_PATHS = ["pages"]
ARTICLE_ORDER_BY = "slug"
PAGE_ORDER_BY = "slug"
DIRECT_TEMPLATES = ["index"]
STATIC_PATHS = ["main.css"]
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
