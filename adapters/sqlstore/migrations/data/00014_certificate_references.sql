-- +goose Up

-- Of which request a certificate is: it stands in the document, too, and leads to
-- nobody. Certificates from before have none.
ALTER TABLE certificates ADD COLUMN reference TEXT NOT NULL DEFAULT '';
CREATE INDEX certificates_by_reference ON certificates (app, reference);
