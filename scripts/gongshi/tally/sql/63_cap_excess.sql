-- What the caps cut off each line, by which cap: first come, first counted. Ring by ring, what the
-- ring before let through is poured into the pools, line after line; each fills its pool up to its
-- own level (with approval a higher one), and what finds no room is the excess. A corrected line
-- gives its room free for what is booked from the day of the correction on; what was cut off
-- before that day stays cut off. `rule` is the cap, `clause` the rule by which it was earned.
--
-- Lines of one level in one pool are poured at once, by running sums, so that the recursion runs
-- over (ring, epoch, level), of which there are few, and never over lines.
CREATE TABLE cap_excess AS
WITH RECURSIVE
  rung AS (
    SELECT ring, pool, rank, level,
      COALESCE(
        MAX(level) OVER (
          PARTITION BY ring, pool ORDER BY rank ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        CAST(0 AS DECIMAL(38, 2))
      ) AS below
    FROM (SELECT DISTINCT ring, pool, rank, level FROM cap_line) AS each_level
  ),
  step AS (
    SELECT ring, epoch, rank, ROW_NUMBER() OVER (ORDER BY ring, epoch, rank) AS step
    FROM (
      SELECT DISTINCT cap_line.ring, cap_line.epoch, rung.rank
      FROM cap_line
      JOIN rung ON rung.ring = cap_line.ring AND rung.pool = cap_line.pool
    ) AS each_step
  ),
  poured (step, line, passed, rest) AS (
    SELECT DISTINCT CAST(0 AS BIGINT), line, amount, CAST(0 AS DECIMAL(38, 2)) FROM cap_line
    UNION ALL
    SELECT step, line, CAST(passed + fits AS DECIMAL(38, 2)), CAST(rest - fits AS DECIMAL(38, 2))
    FROM (
      SELECT step, line, passed, rest,
        CASE
          WHEN offered = 0 THEN CAST(0 AS DECIMAL(38, 2))
          ELSE LEAST(room, so_far) - LEAST(room, so_far - offered)
        END AS fits
      FROM (
        SELECT step, line, passed, rest, offered,
          GREATEST(level - GREATEST(below, taken), CAST(0 AS DECIMAL(38, 2))) AS room,
          SUM(offered) OVER (
            PARTITION BY pool ORDER BY line ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
          ) AS so_far
        FROM (
          SELECT step.step, poured.line, here.pool, rung.level, rung.below,
            CASE
              WHEN here.epoch = step.epoch AND step.rank = 1 THEN CAST(0 AS DECIMAL(38, 2))
              ELSE poured.passed
            END AS passed,
            CASE
              WHEN here.epoch = step.epoch AND step.rank = 1 THEN poured.passed
              ELSE poured.rest
            END AS rest,
            CASE
              WHEN here.epoch = step.epoch AND here.rank >= step.rank AND rung.level IS NOT NULL
                THEN CASE step.rank WHEN 1 THEN poured.passed ELSE poured.rest END
              ELSE CAST(0 AS DECIMAL(38, 2))
            END AS offered,
            SUM(
              CASE
                WHEN here.epoch < step.epoch AND COALESCE(here.undone_in > step.epoch, TRUE)
                  THEN poured.passed
                ELSE CAST(0 AS DECIMAL(38, 2))
              END
            ) OVER (PARTITION BY here.pool) AS taken
          FROM poured
          JOIN step ON step.step = poured.step + 1
          LEFT JOIN cap_line AS here ON here.line = poured.line AND here.ring = step.ring
          LEFT JOIN rung
            ON rung.ring = step.ring AND rung.pool = here.pool AND rung.rank = step.rank
        ) AS offer
      ) AS run
    ) AS filled
  ),
  last_step AS (
    SELECT ring, epoch, MAX(step) AS step FROM step GROUP BY ring, epoch
  )
SELECT cap_line.entry, cap_line.number, cap_line.measure, poured.rest AS amount,
  cap_line.quantity, cap_line.served_on, cap_line.booked_on, cap_line.policy, cap_line.rule,
  cap_line.beyond, cap_line.file, cap_line.pointer, cap_line.team, cap_line.unit, cap_line.place,
  cap_line.item, cap_line.seat, cap_line.clause, cap_line.cap_clause
FROM cap_line
JOIN last_step ON last_step.ring = cap_line.ring AND last_step.epoch = cap_line.epoch
JOIN poured ON poured.step = last_step.step AND poured.line = cap_line.line
WHERE poured.rest > 0;
