-- +goose Up

-- Until when the most urgent open request of a person has to be answered.
ALTER TABLE people ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX people_urgent ON people (app, due_at, id) WHERE requests > 0;
