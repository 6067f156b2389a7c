-- +goose Up

-- Where a handoff to the support desk stands, and since when: the queue of
-- those who wait is counted by it.
ALTER TABLE people ADD COLUMN handoff TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN handoff_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX people_handed_off ON people (app, handoff, handoff_at) WHERE handoff <> '';
