-- +goose Up

-- That somebody wants the draft published: JSON with random numbers for who.
ALTER TABLE drafts ADD COLUMN proposal TEXT NOT NULL DEFAULT '';
