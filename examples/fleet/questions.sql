-- Questions about many repositories, for DuckDB. They ask a view `facts` with a column `day`:
--   CREATE VIEW facts AS SELECT * FROM read_parquet('out/facts/**/*.parquet', hive_partitioning = true);
-- or, straight from the rows that repositories print, kept in a folder for each day:
--   CREATE VIEW facts AS SELECT * FROM read_json('facts/day=*/*.ndjson', hive_partitioning = true, union_by_name = true);
-- People go by the handles that their repositories know them by; `lint --facts` joins them by the central people file as well.
-- A day has the repositories that were read on it; `now` has each as it was read last.

CREATE OR REPLACE VIEW now AS
SELECT * FROM facts
WHERE fact <> 'failed'
QUALIFY day = max(day) OVER (PARTITION BY repository);

-- question: load per person across repositories
SELECT person,
       count(DISTINCT repository) AS repositories,
       count(DISTINCT team) AS teams,
       count(*) FILTER (involvement IN ('accountable', 'responsible')) AS carried,
       count(*) FILTER (involvement = 'accountable') AS accountable,
       count(*) FILTER (verdict IN ('stretch', 'out')) AS beyond
FROM now
WHERE fact = 'duty' AND person IS NOT NULL
GROUP BY person
ORDER BY carried DESC, person
LIMIT 25;

-- question: work that nobody holds
SELECT repository, team, coalesce(activity, activity_text) AS work, path, line
FROM now AS mine
WHERE fact IN ('work', 'duty')
  AND NOT EXISTS (
      SELECT 1 FROM now AS held
      WHERE held.fact = 'duty' AND held.team = mine.team
        AND coalesce(held.activity, held.activity_text) = coalesce(mine.activity, mine.activity_text)
        AND held.involvement IN ('accountable', 'responsible'))
GROUP BY ALL
ORDER BY repository, team, work;

-- question: drift by month
WITH months AS (
    SELECT *, strftime(CAST(day AS DATE), '%Y-%m') AS month FROM facts WHERE fact <> 'failed'
    QUALIFY day = max(day) OVER (PARTITION BY repository, strftime(CAST(day AS DATE), '%Y-%m'))
)
SELECT month, role,
       count(*) FILTER (verdict = 'core') AS core,
       count(*) FILTER (verdict = 'stretch') AS stretch,
       count(*) FILTER (verdict = 'out') AS out,
       count(DISTINCT repository) AS repositories
FROM months
WHERE fact = 'duty' AND role IS NOT NULL
GROUP BY month, role
ORDER BY month, out DESC, role;

-- question: whom a limit of three teams would hit
SELECT person, count(DISTINCT team) AS teams, list(DISTINCT repository ORDER BY repository) AS repositories
FROM now
WHERE fact IN ('member', 'duty') AND person IS NOT NULL AND team IS NOT NULL
GROUP BY person
HAVING count(DISTINCT team) > 3
ORDER BY teams DESC, person;

-- question: repositories that could not be read
SELECT day, repository, error FROM facts WHERE fact = 'failed' ORDER BY day, repository;
