// Package console is the web console: texts, requests, people, the team's inbox,
// what proves, and the accounts of those who use it.
//
// It owns pages, forms, cookies and who may open which route. It does not own a
// rule: everything that it does is a call of package bot, which records it.
package console
