-- +goose Up

-- Numbers that the store itself remembers: see meta.go.
CREATE TABLE meta (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- body is the sealed Person. The other columns are what people are selected
-- by; none of them is personal.
CREATE TABLE people (
    id       TEXT   NOT NULL,
    app      TEXT   NOT NULL,
    rev      BIGINT NOT NULL,
    stage    TEXT   NOT NULL,
    consent  TEXT   NOT NULL,
    requests BIGINT NOT NULL,
    seen_at  BIGINT NOT NULL,
    body     BLOB   NOT NULL,
    PRIMARY KEY (id, app)
);
CREATE INDEX people_by_consent ON people (app, consent, stage);
CREATE INDEX people_with_requests ON people (app, id) WHERE requests > 0;

-- hash is a keyed hash of app, channel and account.
CREATE TABLE addresses (
    hash   TEXT NOT NULL,
    app    TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (hash, app)
);
CREATE INDEX addresses_by_person ON addresses (person);

-- rev is the person's revision that the event came with, n counts within it.
CREATE TABLE events (
    person TEXT   NOT NULL,
    rev    BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    app    TEXT   NOT NULL,
    id     TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    body   BLOB   NOT NULL,
    PRIMARY KEY (person, rev, n, app)
);

-- Replies, timers and jobs. seq orders the items of one person.
CREATE TABLE queue (
    id           TEXT   NOT NULL,
    app          TEXT   NOT NULL,
    person       TEXT   NOT NULL,
    lane         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    due_at       BIGINT NOT NULL,
    leased_until BIGINT NOT NULL DEFAULT 0,
    attempt      BIGINT NOT NULL DEFAULT 0,
    seq          BIGINT NOT NULL,
    own_key      BIGINT NOT NULL,
    body         BLOB   NOT NULL,
    PRIMARY KEY (id, app)
);
CREATE INDEX queue_by_due ON queue (due_at);
CREATE INDEX queue_by_person ON queue (person, seq);

-- Messages that were handled, by a keyed hash of app, channel and message id.
-- They name nobody, so they outlive an erasure: the message that confirmed it
-- may be delivered again.
CREATE TABLE handled (
    hash   TEXT   NOT NULL,
    app    TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (hash, app)
);
CREATE INDEX handled_by_at ON handled (at);

-- hash is the SHA-256 of the token.
CREATE TABLE links (
    hash       TEXT   NOT NULL,
    app        TEXT   NOT NULL,
    person     TEXT   NOT NULL,
    file       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (hash, app)
);
CREATE INDEX links_by_person ON links (person);

-- blob is the random name of the sealed stream in the blob folder.
CREATE TABLE files (
    id     TEXT NOT NULL,
    app    TEXT NOT NULL,
    person TEXT NOT NULL,
    blob   TEXT NOT NULL,
    PRIMARY KEY (id, app)
);
CREATE INDEX files_by_person ON files (person);

-- People who are erased and whose unreadable rows are not deleted yet.
CREATE TABLE noise (
    person TEXT NOT NULL PRIMARY KEY
);

-- Published editions: what the bot may say. body is JSON, see library.go.
CREATE TABLE editions (
    app          TEXT   NOT NULL,
    number       BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    material     BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    body         TEXT   NOT NULL,
    PRIMARY KEY (app, number)
);
