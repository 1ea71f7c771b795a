"""Makes packet captures of real TLS stacks, with verdicts in the endpoints' own words."""
