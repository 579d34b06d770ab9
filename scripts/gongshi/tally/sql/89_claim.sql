-- What was posted for teams to claim, how much of it was claimed, and how much was done (domain.md
-- O5): of each unit and place with all below it, projects, wishes and other needs apart. Claimed is
-- not done. `open` waits for a team; `ended` was declined or withdrawn before any team accepted it:
-- posted = claimed + open + ended.
CREATE TABLE claim AS
WITH
  item (sort, unit, place, is_claimed, is_done, is_ended) AS (
    SELECT 'project', project.unit, project.place,
      COALESCE(project.claimed_on <= as_of.day, FALSE),
      COALESCE(project.completed_on <= as_of.day, FALSE), FALSE
    FROM project
    CROSS JOIN as_of
    WHERE project.basis = 'local' AND project.posted_on <= as_of.day
    UNION ALL
    SELECT CASE WHEN is_wish THEN 'wish' ELSE 'need' END, unit, place, claimed_once,
      standing = 'done', NOT claimed_once AND standing IN ('declined', 'withdrawn')
    FROM order_state
    WHERE posted
  ),
  held AS (
    SELECT 'unit' AS kind, scope.above AS id, item.*
    FROM item
    JOIN scope ON scope.kind = 'unit' AND scope.id = item.unit AND scope.above_kind = 'unit'
    UNION ALL
    SELECT 'place', scope.above, item.*
    FROM item
    JOIN scope ON scope.kind = 'place' AND scope.id = item.place AND scope.above_kind = 'place'
  )
SELECT kind, id, sort, CAST(COUNT(*) AS BIGINT) AS posted,
  CAST(SUM(CASE WHEN is_claimed THEN 1 ELSE 0 END) AS BIGINT) AS claimed,
  CAST(SUM(CASE WHEN is_done THEN 1 ELSE 0 END) AS BIGINT) AS done,
  CAST(SUM(CASE WHEN is_claimed OR is_ended THEN 0 ELSE 1 END) AS BIGINT) AS open,
  CAST(SUM(CASE WHEN is_ended THEN 1 ELSE 0 END) AS BIGINT) AS ended
FROM held
GROUP BY kind, id, sort;
