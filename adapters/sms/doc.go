// Package sms is the channel of text messages, through Twilio: webhooks in, REST out.
//
// It owns the signature of webhooks, how a reply becomes a text message of few segments, sending with its errors,
// fetching pictures, and deleting at Twilio what was sent and received. It does not own what a STOP leads to (package
// bot), nor which words are one (package intents): it only marks them.
//
// Read in this order:
//
//	config.go  keys below channels.sms
//	sms.go     the channel: the webhook and its signature, the words that carriers reserve, Send, Erase
//	text.go    a reply in GSM-7, cut at the end of a sentence
//	twilio.go  the REST API: calls, retries, errors by their code
//	media.go   pictures that people send
//	setup.go   the number's webhook, and what assent doctor asks Twilio
//
// Twilio answers STOP, START and HELP itself by default; keyword (sms.go) says whether it did, so that nobody is
// answered twice (FACTS.md, 5.2). Twilio has no key against repetitions: a send whose answer is lost is sent again.
//
// A new error of Twilio is a constant in twilio.go and a case in Send: final (bot.ErrUndeliverable, bot.ErrOptedOut),
// or to be tried again.
//
// Tests: sms_test.go plays the dialogues, redeliveries, faults and STOP, spec_test.go checks every request against
// Twilio's own description where that is at hand.
package sms
