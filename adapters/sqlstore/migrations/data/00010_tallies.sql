-- +goose Up

-- How often each step of the opt-in was taken, and nothing of by whom.
CREATE TABLE tallies (
    app     TEXT   NOT NULL,
    day     TEXT   NOT NULL,
    channel TEXT   NOT NULL,
    lang    TEXT   NOT NULL,
    edition BIGINT NOT NULL,
    step    TEXT   NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (app, day, channel, lang, edition, step)
);
