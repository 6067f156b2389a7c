// Package sms is the channel of text messages, through Twilio: webhooks in, REST out.
//
// It owns the signature of webhooks, how a reply becomes a text message of few segments, sending and its errors,
// fetching pictures, and deleting at Twilio what was sent and received. It does not own what a STOP leads to (package
// bot), nor which words count as one (package intents): it only marks them.
//
// Read in this order:
//
//	config.go  keys below channels.sms
//	sms.go     the channel: the webhook and its signature, the words that carriers reserve, Send, Erase
//	text.go    a reply in GSM-7, cut at the end of a sentence
//	twilio.go  the REST API: calls, retries, errors by their code
//	media.go   pictures that people send
//	setup.go   the number's webhook, and the checks of assent doctor
//
// Twilio answers STOP, START and HELP itself by default; keyword (sms.go) tells whether it did, so that nobody is
// answered twice (FACTS.md, 5.2). Twilio has no idempotency key: a send whose answer is lost is sent again.
//
// A new error code of Twilio is a constant in twilio.go and a case in send: final (bot.ErrUndeliverable,
// bot.ErrOptedOut), or to be tried again.
//
// Tests: sms_test.go plays the dialogues, redeliveries, faults and STOP, spec_test.go checks every request against
// Twilio's published specification, if a copy of that is at hand.
package sms
