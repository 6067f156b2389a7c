// Package slacktest is a stand-in for Slack: the methods of its Web API that
// the channel uses, Socket Mode, and its signed requests, all over real
// sockets. It owns nothing that ships.
package slacktest
