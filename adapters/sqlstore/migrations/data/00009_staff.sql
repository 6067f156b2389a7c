-- +goose Up

-- Whether somebody is of the team.
ALTER TABLE people ADD COLUMN staff BIGINT NOT NULL DEFAULT 0;
CREATE INDEX people_staff ON people (app, id) WHERE staff = 1;
