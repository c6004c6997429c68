"""What can be done with each kind of object: the rules that Stripe's description of its API does not hold."""
