-- What local award rounds in effect on the day asked for gave to whom: rounds whose day has come and,
-- where a policy puts them under notice, whose notice had run and was settled by then. A result may
-- have been revoked since, with a reason: `revoked_on` is NULL while it stands.
CREATE TABLE granted AS
WITH
  settled AS (
    SELECT decision.file, decision.id, decision.effective_on
    FROM decision
    JOIN as_of ON decision.effective_on <= as_of.day
    LEFT JOIN notice ON notice.id = decision.notice
    LEFT JOIN in_force
      ON in_force.family = 'under_notice' AND in_force.measure = decision.subject
      AND in_force.kind = decision.ruled_kind AND in_force.id = decision.ruled_by
      AND in_force.day = decision.day
    WHERE decision.kind = 'award'
      AND (
        in_force.policy IS NULL
        OR (
          notice.to < decision.effective_on AND notice.closed_on <= decision.effective_on
          AND notice.outcome IN ('no_objection', 'objections_answered')
        )
      )
  ),
  given AS (
    SELECT result.*, award.id AS award, award.appraises, settled.effective_on AS granted_on,
      result.revoked_on <= as_of.day AS is_revoked
    FROM settled
    CROSS JOIN as_of
    JOIN award ON award.file = settled.file
    JOIN award__results AS result ON result.file = award.file
  )
SELECT award, appraises, granted_on, file, ord, number, winner, star, badge,
  CASE WHEN is_revoked THEN revoked_on END AS revoked_on,
  CASE WHEN is_revoked THEN revoked_reason END AS revoked_reason,
  CASE WHEN is_revoked THEN revoked_by END AS revoked_by
FROM given;
