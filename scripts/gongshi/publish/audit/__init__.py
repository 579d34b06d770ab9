"""What lets somebody else audit the ledger: a journal for hledger, open data with the tally's
own SQL, a manifest of the site, and the command that checks a downloaded copy."""
