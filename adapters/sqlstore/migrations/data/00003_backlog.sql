-- +goose Up

-- What operators watch is counted by these, however long the queue is.
-- first_due is when an item was due that was put off since; 0: it never was.
ALTER TABLE queue ADD COLUMN first_due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX queue_by_name ON queue (lane, name, due_at);
CREATE INDEX queue_put_off ON queue (lane, name, first_due) WHERE first_due > 0;
CREATE INDEX people_leaving ON people (stage) WHERE stage IN ('grace', 'erasing');
