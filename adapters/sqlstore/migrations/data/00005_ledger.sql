-- +goose Up

-- The tamper-evident log of package bot/ledger, one for all apps. Nothing in
-- it is personal: a line commits to a fact with a salt that lies sealed with
-- the person. n counts from 0.
CREATE TABLE ledger (
    n          BIGINT NOT NULL PRIMARY KEY,
    app        TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    commitment TEXT   NOT NULL
);
CREATE INDEX ledger_by_commitment ON ledger (commitment);

-- The hashes of its tree, by their tlog.StoredHashIndex.
CREATE TABLE ledger_hashes (
    i    BIGINT NOT NULL PRIMARY KEY,
    hash BLOB   NOT NULL
);

-- One row: the newest signed head.
CREATE TABLE ledger_head (
    id   BIGINT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL,
    head TEXT   NOT NULL
);

-- Certificates of erasures. They hold nothing personal and outlive the person.
CREATE TABLE certificates (
    id       TEXT   NOT NULL,
    app      TEXT   NOT NULL,
    rev      BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    document BLOB   NOT NULL,
    PRIMARY KEY (id, app)
);
CREATE INDEX certificates_by_at ON certificates (at, id);
