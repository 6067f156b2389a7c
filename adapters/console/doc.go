// Package console is the web console: the team's inbox, requests, people, texts,
// evidence, settings, and the accounts of those who use it.
//
// It owns pages, forms, cookies and who may open which route (routes.go). It does
// not own a rule: everything that it does is a call of package bot, which records
// it. Each page has a template of its own in templates; two tags on neighbouring
// lines have a space between them, which {{/* no gap */ -}} takes away where it
// would show.
package console
