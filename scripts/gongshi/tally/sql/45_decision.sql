-- What is decided here and may have to wait for a notice: local award rounds with results, local
-- honors, and the posting of closed months. `subject` is the word by which a policy puts it under
-- notice; `ruled_kind` and `ruled_by` say whose policy binds: that of the unit that holds the round or
-- posts the notice, where it lies in their place, else of the place; for an honor, of the place of the
-- body that grants it. `effective_on` is NULL while a result is only proposed; a posting has no
-- effect but itself. `day` is when the policy is asked for: the notice's first day, else the day of
-- the effect. An honor without a notice of its own goes by that of its award round.
CREATE TABLE decision AS
WITH
  granter AS (
    SELECT granter.file, body.place
    FROM honor__granted_by AS granter
    JOIN body ON body.id = granter.value
    WHERE granter.ord = 0
  ),
  -- A unit of elsewhere brings no policy along.
  holding AS (
    SELECT held.file, MIN(held.ord) AS ord
    FROM award__held_by AS held
    JOIN award ON award.file = held.file
    JOIN scope
      ON scope.kind = 'unit' AND scope.id = held.value
      AND scope.above_kind = 'place' AND scope.above = award.place
    GROUP BY held.file
  ),
  told AS (
    SELECT 'award' AS kind, award.id, award.file,
      CASE award.grants WHEN 'star' THEN 'stars' WHEN 'badge' THEN 'badges' ELSE 'awards' END
        AS subject,
      CASE WHEN held.value IS NULL THEN 'place' ELSE 'unit' END AS ruled_kind,
      COALESCE(held.value, award.place) AS ruled_by, award.notice, award.date AS effective_on,
      CAST(NULL AS STRING) AS level
    FROM award
    LEFT JOIN holding ON holding.file = award.file
    LEFT JOIN award__held_by AS held ON held.file = holding.file AND held.ord = holding.ord
    WHERE award.basis = 'local'
      AND EXISTS (SELECT 1 FROM award__results AS result WHERE result.file = award.file)
    UNION ALL
    SELECT 'honor', honor.id, honor.file, 'honors', 'place', granter.place,
      COALESCE(honor.notice, award.notice), honor.granted_on, honor.level
    FROM honor
    LEFT JOIN award ON award.id = honor.award
    LEFT JOIN granter ON granter.file = honor.file
    WHERE honor.basis = 'local'
    UNION ALL
    SELECT 'notice', notice.id, notice.file, 'postings',
      CASE WHEN scope.id IS NULL THEN 'place' ELSE 'unit' END, COALESCE(scope.id, notice.place),
      notice.id, CAST(NULL AS STRING), CAST(NULL AS STRING)
    FROM notice
    LEFT JOIN scope
      ON scope.kind = 'unit' AND scope.id = notice.issued_by
      AND scope.above_kind = 'place' AND scope.above = notice.place
    WHERE notice.basis = 'local'
      AND EXISTS (
        SELECT 1
        FROM notice__about AS matter
        JOIN closing ON closing.id = matter.value
        WHERE matter.file = notice.file
      )
  )
SELECT told.*, COALESCE(notice.from, told.effective_on) AS day
FROM told
LEFT JOIN notice ON notice.id = told.notice;
