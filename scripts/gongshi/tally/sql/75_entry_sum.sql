-- What each entry gave in all to one team, unit, place and fund, by month of the service or gift;
-- it names nobody. A correction counts for the entry it undoes and under that one's event
-- (`origin`), so that every sum, and every count of lines and entries, is net of what was wrong.
CREATE TABLE entry_sum AS
WITH
  -- By entry and clause first, which are numbers: of many lines few rows remain.
  given AS (
    SELECT item, clause, event, SUM(amount) AS amount, COUNT(*) AS lines
    FROM line
    GROUP BY item, clause, event
  ),
  told AS (
    SELECT entry.team, entry.unit, entry.place,
      CASE clause.measure WHEN 'fen' THEN entry.fund END AS fund, entry.served_on, clause.measure,
      COALESCE(given.event, entry.event) AS event, entry.entry, given.amount, given.lines
    FROM given
    JOIN entry ON entry.item = given.item
    JOIN clause ON clause.clause = given.clause
    UNION ALL
    SELECT team, unit, place, fund, served_on, measure, origin, corrects, amount,
      CAST(-1 AS BIGINT)
    FROM reversal
    UNION ALL
    SELECT team, unit, place, CAST(NULL AS STRING), served_on, measure, event, entry, amount,
      CAST(1 AS BIGINT)
    FROM lapse
  )
SELECT team, unit, place, fund, SUBSTR(served_on, 1, 7) AS month, measure, event, entry,
  CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount, CAST(SUM(lines) AS BIGINT) AS lines,
  CAST(CASE WHEN SUM(lines) > 0 THEN 1 ELSE 0 END AS BIGINT) AS entries
FROM told
GROUP BY team, unit, place, fund, SUBSTR(served_on, 1, 7), measure, event, entry;
