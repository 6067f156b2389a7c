// Package web is the chat page and the pages of the published policy.
//
// It owns what a browser sees and sends: the page, its script and style, the
// session cookie, the stream of replies, the pages of every edition. The steps
// before the opt-in run in the page itself: nothing is stored in the browser
// or sent here before a press on "I agree" or on a right.
//
// It decides nothing about consent, rights or texts; that is package bot's and
// policies'. It keeps no conversation either: what was said is read from the
// record, and a reply that is not on record goes only to a page that is open.
package web
