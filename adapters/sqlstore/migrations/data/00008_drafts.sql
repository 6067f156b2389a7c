-- +goose Up

-- Texts that are not published yet, one draft for each app.
CREATE TABLE drafts (
    app      TEXT   NOT NULL PRIMARY KEY,
    rev      BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    body     TEXT   NOT NULL
);
