-- +goose Up

-- What admins set while it runs: every change stays, the newest counts. Nothing
-- of people stands there.
CREATE TABLE settings (
    app    TEXT   NOT NULL,
    rev    BIGINT NOT NULL,
    at     BIGINT NOT NULL,
    body   TEXT   NOT NULL,
    PRIMARY KEY (app, rev)
);
