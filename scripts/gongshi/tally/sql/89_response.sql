-- How needs were answered: of each unit and place with all below it, by the year of the request. The
-- sums are of minutes from the request, over those accepted or served, and of ratings from 1 to 5.
-- `kept` of `due` steps were taken within the hours of the order flow in force.
CREATE TABLE response AS
WITH
  held AS (
    SELECT 'unit' AS kind, scope.above AS id, state.*
    FROM order_state AS state
    JOIN scope ON scope.kind = 'unit' AND scope.id = state.unit AND scope.above_kind = 'unit'
    UNION ALL
    SELECT 'place', scope.above, state.*
    FROM order_state AS state
    JOIN scope ON scope.kind = 'place' AND scope.id = state.place AND scope.above_kind = 'place'
  ),
  step AS (
    SELECT held.kind, held.id, held.year, CAST(COUNT(*) AS BIGINT) AS due,
      CAST(SUM(CASE WHEN order_deadline.kept THEN 1 ELSE 0 END) AS BIGINT) AS kept
    FROM held
    JOIN order_deadline ON order_deadline.file = held.file
    WHERE order_deadline.kept IS NOT NULL
    GROUP BY held.kind, held.id, held.year
  ),
  summed AS (
    SELECT kind, id, year, CAST(COUNT(*) AS BIGINT) AS needs,
      CAST(COUNT(accept_minutes) AS BIGINT) AS accepted,
      CAST(COALESCE(SUM(accept_minutes), 0) AS BIGINT) AS accept_minutes,
      CAST(COUNT(serve_minutes) AS BIGINT) AS served,
      CAST(COALESCE(SUM(serve_minutes), 0) AS BIGINT) AS serve_minutes,
      CAST(COUNT(rating) AS BIGINT) AS rated, CAST(COALESCE(SUM(rating), 0) AS BIGINT) AS rating_sum,
      CAST(SUM(CASE WHEN standing = 'declined' THEN 1 ELSE 0 END) AS BIGINT) AS declined,
      CAST(SUM(CASE WHEN standing = 'withdrawn' THEN 1 ELSE 0 END) AS BIGINT) AS withdrawn
    FROM held
    GROUP BY kind, id, year
  )
SELECT summed.*, COALESCE(step.due, 0) AS due, COALESCE(step.kept, 0) AS kept
FROM summed
LEFT JOIN step
  ON step.kind = summed.kind AND step.id = summed.id AND step.year = summed.year;
