"""The checkout pages of the practice account: what a buyer sees between button and thank-you page."""
