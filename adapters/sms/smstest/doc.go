// Package smstest is a stand-in for Twilio: its REST API for messages and
// numbers, over a real socket, and its signed webhooks. It owns nothing that
// ships.
package smstest
