-- +goose Up

-- Numbers that the key database itself remembers: see keys.go.
CREATE TABLE meta (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Keys of people and jobs, wrapped with the master key. Rows are appended and
-- overwritten in place, never deleted: see keys.go.
CREATE TABLE keys (
    n       INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    wrapped BLOB NOT NULL
);

-- The erasure record: random name, time, sequence, nothing else.
CREATE TABLE erasures (
    seq BIGINT NOT NULL PRIMARY KEY,
    id  TEXT   NOT NULL UNIQUE,
    at  BIGINT NOT NULL
);
