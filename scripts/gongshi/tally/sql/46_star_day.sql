-- The days on which it is asked who is eligible for which star: the day of the tally, and the last
-- day of the period of each award round that grants stars to volunteers (domain.md E1: at the
-- year's end), as far as it has passed.
CREATE TABLE star_day AS
WITH
  round AS (
    SELECT DISTINCT
      CASE
        WHEN award.appraises LIKE '%-Q1' THEN SUBSTR(award.appraises, 1, 4) || '-03-31'
        WHEN award.appraises LIKE '%-Q2' THEN SUBSTR(award.appraises, 1, 4) || '-06-30'
        WHEN award.appraises LIKE '%-Q3' THEN SUBSTR(award.appraises, 1, 4) || '-09-30'
        ELSE SUBSTR(award.appraises, 1, 4) || '-12-31'
      END AS day
    FROM award
    WHERE award.basis = 'local' AND award.grants = 'star'
  )
SELECT day FROM as_of
UNION
SELECT round.day
FROM round
CROSS JOIN as_of
WHERE round.day <= as_of.day;
