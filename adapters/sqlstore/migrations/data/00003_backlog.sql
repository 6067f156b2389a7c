-- +goose Up

-- What operators watch is counted by these, however long the queue is: see
-- backlog.go. A message pays for no further index.
-- first_due is when an item was due that was put off since; 0: it never was.
ALTER TABLE queue ADD COLUMN first_due BIGINT NOT NULL DEFAULT 0;
DROP INDEX queue_by_due;
CREATE INDEX queue_by_due ON queue (due_at, lane, name);
CREATE INDEX queue_put_off ON queue (first_due, lane, name) WHERE first_due > 0;
CREATE INDEX people_leaving ON people (stage) WHERE stage IN ('grace', 'erasing');
