// Package sms is the channel over text messages, by Twilio: webhooks in, REST
// out. It owns the signature of webhooks, how a reply becomes a text message of
// few segments, sending with its errors, and deleting at Twilio what was sent
// and received.
//
// It does not own what a STOP leads to (package bot), nor which words are one
// (package intents): it only marks them.
package sms
