"""`make bench`: the toolkit measured beside its peers, on made-up trees (design.md section 8)."""
