-- +goose Up

-- The case log: requests, without a word about who made them. It outlives the
-- person.
CREATE TABLE cases (
    app          TEXT   NOT NULL,
    reference    TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    regime       TEXT   NOT NULL,
    channel      TEXT   NOT NULL,
    opened       BIGINT NOT NULL,
    acknowledged BIGINT NOT NULL,
    due          BIGINT NOT NULL,
    extended     BIGINT NOT NULL,
    closed       BIGINT NOT NULL,
    reason       TEXT   NOT NULL,
    reviewed     BIGINT NOT NULL,
    PRIMARY KEY (app, reference)
);
CREATE INDEX cases_by_opened ON cases (opened, reference);
CREATE INDEX cases_open ON cases (due) WHERE closed = 0;
