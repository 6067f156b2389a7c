-- +goose Up

-- Accounts that get nothing any more, because their owner said STOP or
-- objected: keyed hashes as in addresses. They outlive an erasure.
CREATE TABLE suppressed (
    hash TEXT   NOT NULL,
    app  TEXT   NOT NULL,
    at   BIGINT NOT NULL,
    PRIMARY KEY (hash, app)
);
