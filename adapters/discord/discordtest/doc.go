// Package discordtest is a stand-in for Discord: the parts of its REST API that the channel uses, and its gateway,
// over real sockets. It owns nothing that ships.
//
// A Server keeps what was posted (In, InThread), what interactions were answered (Answer), which commands are
// registered (Commands), fails on request (Fails, Refuses), drops connections (Disconnect), and lets people write,
// edit, press and give commands (Direct, Mention, Edit, Press, Command, Event). It refuses components that Discord
// would refuse (fits; FACTS.md, 5.4).
//
// A new call of the API is a case in work.
package discordtest
