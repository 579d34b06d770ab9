-- Totals of teams, units and places with all below them, and of funds: in all, by year and by
-- month of the service or gift (`period` is 'all', '2025' or '2025-03'). `entries` counts
-- activities, gifts and other entries, `lines` what they gave to whom. A correction counts under
-- the event it undoes (`origin`), so that every sum, and every count, is net of what was wrong.
CREATE TABLE total AS
WITH
  piece AS (
    SELECT team, unit, place, fund, month, measure, event,
      CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount, CAST(SUM(lines) AS BIGINT) AS lines,
      CAST(SUM(entries) AS BIGINT) AS entries
    FROM entry_sum
    GROUP BY team, unit, place, fund, month, measure, event
  ),
  own AS (
    SELECT 'team' AS kind, team AS id, piece.* FROM piece WHERE team IS NOT NULL
    UNION ALL
    SELECT 'unit', unit, piece.* FROM piece WHERE unit IS NOT NULL
    UNION ALL
    SELECT 'place', place, piece.* FROM piece WHERE place IS NOT NULL
  ),
  whole AS (
    SELECT scope.above_kind AS kind, scope.above AS id, own.month, own.measure, own.event,
      own.amount, own.lines, own.entries
    FROM own
    JOIN scope ON scope.kind = own.kind AND scope.id = own.id AND scope.above_kind = own.kind
    UNION ALL
    SELECT 'fund', fund, month, measure, event, amount, lines, entries
    FROM piece
    WHERE fund IS NOT NULL
  ),
  spread AS (
    SELECT 'all' AS period, whole.* FROM whole
    UNION ALL
    SELECT SUBSTR(month, 1, 4), whole.* FROM whole
    UNION ALL
    SELECT month, whole.* FROM whole
  )
SELECT kind, id, period, measure, event,
  CAST(SUM(amount) AS DECIMAL(38, 2)) AS amount,
  CAST(SUM(lines) AS BIGINT) AS lines, CAST(SUM(entries) AS BIGINT) AS entries
FROM spread
GROUP BY kind, id, period, measure, event;
