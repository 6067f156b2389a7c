// Package webhook is the company's own assistant, which is asked and answers over HTTP.
//
// It owns the protocol, which is that of Standard Webhooks (https://www.standardwebhooks.com): every call in both
// directions carries webhook-id, webhook-timestamp and webhook-signature, of version v1, with one shared secret. It
// does not own whose messages are handed over, in which order, or how long one waits, nor what is said to people
// (package bot: assistant.go there).
//
// Read webhook.go: Config; Ask, which posts a message and takes an answer at once, later or never; ServeHTTP, which
// takes late answers; Examine, which pings. JSON fields are added, never renamed: other people's systems read them.
//
// Tests: webhook_test.go has a company's system at the other end, which is slow, away, late, wrong or forged.
package webhook
