"""Where a plan is carried out: the output folder here, other places beside it."""
