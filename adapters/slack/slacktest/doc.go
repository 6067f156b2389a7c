// Package slacktest is a stand-in for Slack: the methods of its Web API that the channel uses, Socket Mode, and its
// signed requests, all over real sockets. It owns nothing that ships.
//
// A Server keeps what was posted (In, Shared, Home), fails on request (Fails), drops connections (Disconnect), and
// lets people write, press and give commands (Event, Direct, Press, Call). It refuses what Slack would refuse (bad),
// so that breaking a limit fails a test (FACTS.md, 5.3).
//
// A new method of the API is a case in call; an unknown one is answered unknown_method.
package slacktest
