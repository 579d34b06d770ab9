-- The steps of every need (domain.md O1) up to the day asked for, in the order recorded. `minute`
-- is when, in minutes from a fixed day, so that times between steps are differences; `before` is
-- the step before, NULL at the first, `twice_before` the one before that.
CREATE TABLE order_step AS
WITH
  step AS (
    SELECT need.id AS need, event.file, event.ord, event.step, event.at, order_day.day,
      order_day.number * 1440 + CAST(SUBSTR(event.at, 12, 2) AS BIGINT) * 60
        + CAST(SUBSTR(event.at, 15, 2) AS BIGINT) AS minute,
      event.team, event.reason, event.activity, event.rating
    FROM need__events AS event
    JOIN need ON need.file = event.file
    JOIN order_day ON order_day.day = SUBSTR(event.at, 1, 10)
    CROSS JOIN as_of
    WHERE order_day.day <= as_of.day
  )
SELECT step.*, first.step AS before, first.at AS before_at, second.step AS twice_before
FROM step
LEFT JOIN step AS first ON first.file = step.file AND first.ord = step.ord - 1
LEFT JOIN step AS second ON second.file = step.file AND second.ord = step.ord - 2;
