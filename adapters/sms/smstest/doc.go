// Package smstest is a stand-in for Twilio: its REST API for messages and numbers, over a real socket, and its signed
// webhooks. It owns nothing that ships.
//
// A Server keeps every message (Messages, To, Wait), answers STOP as Twilio does and then refuses to send (21610),
// refuses to delete what is not complete (Unfinished; 20009), fails on request (Fails), and lets people write
// (Text, Webhook). Every webhook is validly signed (Sign).
package smstest
