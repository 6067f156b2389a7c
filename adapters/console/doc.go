// Package console is the web console: the team's inbox, requests, people, texts, evidence, settings, and the accounts
// of those who use it.
//
// It owns pages, forms, cookies and who may open which route. It does not own any rule: everything that it does is a
// call of package bot or bot/office, which records it.
//
// Read routes.go first: one route per line, with the roles that may open it. Then visit.go (one request: its visitor,
// its form, what goes on record), pages.go and errors.go (how a page and an error are shown), signin.go and oidc.go
// (how people sign in), and then the part that you care about: each has a file named after it, and its templates in
// the folder templates. Each page has its own template; two tags on neighbouring lines have a space between them,
// which {{/* no gap */ -}} removes where it would show.
//
// It is also a channel, when the team answers here: desk.go implements bot.Desk and bot.Channel.
//
// A new page is a line in routes.go with its roles, a handler that returns an error, a template, and a link in the
// navigation. Forms from other sites are refused by http.CrossOriginProtection; whatever changes something for a person
// requires a reason. Texts that people wrote are escaped by html/template; nothing here builds HTML from strings.
//
// Tests: console_test.go has roles (every route, every role), forgery and escaping; garbage_test.go sends nonsense to
// every form; browser_test.go, keyboard_test.go and axe_test.go use it in Chromium, with the keyboard alone, and with
// an accessibility checker. A route that no test names fails TestRoles.
package console
