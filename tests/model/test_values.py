"""Single values of front matter: what is read, and what is refused because it only looks right."""

from __future__ import annotations

import datetime

import pytest

from kpsite.model.dates import Date, Minutes, Release
from kpsite.model.kinds import Flag, Integer, ListOf, Text
from kpsite.model.language import Language, direction, own_name
from kpsite.model.nodes import Map, Scalar, Seq
from kpsite.model.report import Kind, Report
from kpsite.model.slug import Slug
