-- +goose Up

-- Which of two wordings of the notice: a, and where there is a second one b.
CREATE TABLE tallies_by_wording (
    app     TEXT   NOT NULL,
    day     TEXT   NOT NULL,
    channel TEXT   NOT NULL,
    lang    TEXT   NOT NULL,
    edition BIGINT NOT NULL,
    wording TEXT   NOT NULL,
    step    TEXT   NOT NULL,
    n       BIGINT NOT NULL,
    PRIMARY KEY (app, day, channel, lang, edition, wording, step)
);
INSERT INTO tallies_by_wording SELECT app, day, channel, lang, edition, 'a', step, n FROM tallies;
DROP TABLE tallies;
ALTER TABLE tallies_by_wording RENAME TO tallies;
