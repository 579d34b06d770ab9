-- The objections to each local notice: those that name it, and those about what it announces that
-- came while it ran or was not settled yet.
CREATE VIEW contested AS
SELECT DISTINCT notice.file AS notice_file, notice.id AS notice, objection.file, objection.id,
  objection.received, objection.answered_on, objection.request
FROM notice
JOIN objection
  ON objection.about = notice.id
  OR (
    objection.received BETWEEN notice.from
      AND GREATEST(notice.to, COALESCE(notice.closed_on, notice.to))
    AND EXISTS (
      SELECT 1
      FROM notice__about AS matter
      WHERE matter.file = notice.file AND matter.value = objection.about
    )
  )
WHERE notice.basis = 'local';
