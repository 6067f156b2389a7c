-- +goose Up

-- Parts of sealed streams where several processes serve one database. With
-- SQLite they are files of the blob folder.
CREATE TABLE blobs (
    name    TEXT   NOT NULL,
    n       BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    part    BLOB   NOT NULL,
    PRIMARY KEY (name, n)
);

-- Processes that live, and which of them leased an item of the queue.
CREATE TABLE processes (
    id      TEXT   NOT NULL PRIMARY KEY,
    seen_at BIGINT NOT NULL
);
ALTER TABLE queue ADD COLUMN leased_by TEXT NOT NULL DEFAULT '';
