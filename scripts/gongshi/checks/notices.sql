-- What the checks of notices and awards look at, beside the tally's tables and `laws.sql`.

-- Each decision with its notice, the working days that the policy in force asks for (NULL where it
-- asks for none) and those that the notice has, first and last day included.
CREATE TABLE heed AS
SELECT
    d.kind, d.id, d.file, d.effective_on, d.notice, in_force.policy, in_force.policy_file,
    rule.ord AS rule_ord, rule.working_days AS needed, n.file AS notice_file,
    n."from" AS first_day, n."to" AS last_day, n.outcome, n.closed_on,
    b.ordinal - a.ordinal + CASE WHEN a.works THEN 1 ELSE 0 END AS days,
    a.ordinal - CASE WHEN a.works THEN 1 ELSE 0 END AS before_first,
    CASE d.kind WHEN 'award' THEN '/date' ELSE '/granted_on' END AS effect_pointer
FROM decision AS d
LEFT JOIN in_force
    ON in_force.family = 'under_notice' AND in_force.measure = d.subject
    AND in_force.kind = d.ruled_kind AND in_force.id = d.ruled_by AND in_force.day = d.day
LEFT JOIN policy__under_notice AS rule
    ON rule.file = in_force.policy_file AND rule.subject = d.subject
LEFT JOIN notice AS n ON n.id = d.notice
LEFT JOIN workday AS a ON a.day = n."from"
LEFT JOIN workday AS b ON b.day = n."to";

-- The last day of the period that a local award round appraises.
CREATE VIEW appraised AS
SELECT
    file, id, grants,
    CASE
        WHEN appraises LIKE '%-Q1' THEN substr(appraises, 1, 4) || '-03-31'
        WHEN appraises LIKE '%-Q2' THEN substr(appraises, 1, 4) || '-06-30'
        WHEN appraises LIKE '%-Q3' THEN substr(appraises, 1, 4) || '-09-30'
        ELSE substr(appraises, 1, 4) || '-12-31'
    END AS last_day
FROM award
WHERE basis = 'local' AND appraises IS NOT NULL;
