-- What was booked in the month of the variable `month`, with what decides how it may be published:
-- whether its volunteer withholds the number, whether it may be told by its entry, and whether line
-- by line. A table, for DuckDB 2.0.0 fails ("dictionary caching") at a filter on rows so joined.
CREATE OR REPLACE TEMP TABLE told AS
SELECT ledger.*, ledger.number IS NOT NULL AND agreed.number IS NULL AS withheld,
  ledger.origin IN ('service', 'money', 'goods', 'redemption') AS by_entry,
  agreed.number IS NOT NULL OR (ledger.number IS NULL AND ledger.measure = 'fen') AS whole
FROM ledger
LEFT JOIN agreed ON agreed.number = ledger.number
WHERE SUBSTR(ledger.booked_on, 1, 7) = GETVARIABLE('month');
