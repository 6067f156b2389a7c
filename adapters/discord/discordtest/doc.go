// Package discordtest is a stand-in for Discord: the parts of its REST API that
// the channel uses, and its gateway, over real sockets. It owns nothing that
// ships.
package discordtest
