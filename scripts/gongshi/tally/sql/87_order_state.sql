-- How each need stands on the day asked for. `standing`, by the last step:
--   new        requested or verified, not sent out yet
--   open       sent out, or sent back by a team (accepted before or not): no team has it in hand
--   claimed    accepted; claimed is not done
--   done       served, rated or not
--   declined   by the office that took it (a team that declines leaves it open)
--   withdrawn  by who asked
-- `posted` and `claimed_once` say whether it was ever sent out, or accepted and not given back by the
-- team. The minutes count from the request to that acceptance and to the start of the service, NULL
-- where there was none.
CREATE TABLE order_state AS
WITH
  last AS (
    SELECT file, MAX(ord) AS ord FROM order_step GROUP BY file
  ),
  milestone AS (
    SELECT file,
      MIN(CASE WHEN step = 'requested' THEN minute END) AS requested,
      MIN(CASE WHEN step = 'requested' THEN day END) AS requested_on,
      MAX(CASE WHEN step = 'dispatched' THEN day END) AS posted_on,
      MAX(CASE WHEN step = 'accepted' THEN ord END) AS accepted_ord,
      MAX(CASE WHEN step = 'declined' THEN ord END) AS declined_ord,
      MAX(CASE WHEN step = 'served' THEN minute END) AS served,
      MAX(CASE WHEN step = 'served' THEN day END) AS served_on,
      MAX(CASE WHEN step = 'served' THEN activity END) AS activity,
      MAX(CASE WHEN step = 'rated' THEN rating END) AS rating
    FROM order_step
    GROUP BY file
  )
SELECT need.id AS need, need.file, need.unit, need.place, need.category,
  COALESCE(need.wish, FALSE) AS is_wish, milestone.requested_on,
  CAST(SUBSTR(milestone.requested_on, 1, 4) AS BIGINT) AS year, step.step AS reached,
  step.day AS reached_on,
  CASE
    WHEN step.step IN ('requested', 'verified') THEN 'new'
    WHEN step.step = 'dispatched'
      OR (step.step = 'declined' AND step.before IN ('dispatched', 'accepted'))
      THEN 'open'
    WHEN step.step = 'accepted' THEN 'claimed'
    WHEN step.step IN ('served', 'rated') THEN 'done'
    ELSE step.step
  END AS standing,
  milestone.posted_on IS NOT NULL AS posted, accepted.ord IS NOT NULL AS claimed_once,
  accepted.team, milestone.served_on, milestone.activity, milestone.rating,
  accepted.minute - milestone.requested AS accept_minutes,
  milestone.served - milestone.requested AS serve_minutes
FROM need
JOIN last ON last.file = need.file
JOIN order_step AS step ON step.file = last.file AND step.ord = last.ord
JOIN milestone ON milestone.file = need.file
LEFT JOIN order_step AS accepted
  ON accepted.file = milestone.file AND accepted.ord = milestone.accepted_ord
  AND (milestone.declined_ord IS NULL OR milestone.declined_ord < milestone.accepted_ord)
WHERE milestone.requested_on IS NOT NULL;
