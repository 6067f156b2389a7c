-- +goose Up

-- Whether somebody of the team has an account.
ALTER TABLE people ADD COLUMN staff BIGINT NOT NULL DEFAULT 0;
CREATE INDEX people_staff ON people (app, id) WHERE staff = 1;
