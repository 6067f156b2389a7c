// Package webhook is an assistant of the company's own, asked and answering
// over HTTP.
//
// It owns the protocol, which is that of Standard Webhooks
// (https://www.standardwebhooks.com): every call in both directions carries
// webhook-id, webhook-timestamp and webhook-signature, of version v1, with one
// shared secret. It does not own whose messages are handed over, nor what is
// said to people (package bot).
package webhook
