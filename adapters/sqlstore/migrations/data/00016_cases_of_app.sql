-- +goose Up

-- The case log of an app in the order of time: without it every page of the log
-- reads and sorts all cases.
CREATE INDEX cases_of_app ON cases (app, opened, reference);
