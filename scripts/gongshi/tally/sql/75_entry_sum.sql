-- What each entry gave in all to one team, unit, place and fund, by month of the service or gift;
-- it names nobody. A correction counts for the entry it undoes and under that one's event
-- (`origin`), so that every sum, and every count of lines and entries, is net of what was wrong.
CREATE TABLE entry_sum AS
SELECT team, unit, place, fund, SUBSTR(served_on, 1, 7) AS month, measure, origin AS event,
  COALESCE(corrects, entry) AS entry, CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount,
  CAST(SUM(CASE WHEN corrects IS NULL THEN 1 ELSE -1 END) AS BIGINT) AS lines,
  CAST(CASE WHEN SUM(CASE WHEN corrects IS NULL THEN 1 ELSE -1 END) > 0 THEN 1 ELSE 0 END AS BIGINT)
    AS entries
FROM ledger
GROUP BY team, unit, place, fund, SUBSTR(served_on, 1, 7), measure, origin,
  COALESCE(corrects, entry);
