// Package web is the chat page and the pages of the published policy.
//
// It owns what a browser sees and sends: the page, its script and style, the session cookie, the stream of replies,
// the pages of every edition. The steps before the opt-in run in the page itself: nothing is stored in the browser or
// sent here before a press on "I agree" or on a right. It decides nothing about consent, rights or texts; that is
// package bot's and policies'. It keeps no conversation either: what was said is read from the record, and a reply
// that is not on record goes only to a page that is open.
//
// Read in this order:
//
//	web.go          keys below channels.web; the routes; errors
//	assets/chat.js  what the page does, and what it holds in memory until somebody agrees
//	chat.go         what the page posts: agree, a right, a message, clear, a question without a person
//	events.go       Send, and the stream to pages that are open
//	session.go      the cookie, and the address behind proxies
//	identity.go     people whom the company's own site names by a signed token
//	pages.go        the pages of editions, and of what the browser stores
//
// An account is the hash of a session, or of the name that a site gave. The page sends one message after the other
// and waits for each answer, so that they arrive in order.
//
// A new page is a route in web.go, a template in assets and its words as phrases of package policies: this package has
// no text for people. What the browser stores is listed on storagePage (pages.go), and a test in Chromium checks it.
//
// Tests: http_test.go speaks HTTP, browser_test.go, desk_test.go and gate_test.go use the page in Chromium and skip,
// with a message, where there is none; identity_test.go forges tokens.
package web
