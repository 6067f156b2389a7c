// Package policies owns what the bot may say: editions of notice, phrases and policy sections, per language; parsing,
// checking, comparing and rendering them; and the texts that come with Assent.
//
// It does not own where editions are kept ([Library] is implemented by a store), who agreed to which (package bot), or
// what a message means (package intents).
//
// Read in this order:
//
//	policies.go                 the types: Edition, Text, Section, Form; how a phrase is filled; Library
//	phrases.go                  every phrase, with the placeholders that it may have
//	editions/                   the embedded texts, a folder per language
//	parse.go, archive.go        a folder or a zip becomes an edition, and back
//	fill.go                     placeholders; what people typed cannot become Markdown
//	check.go, segments.go, readable.go   what blocks or doubts a publication
//	diff.go                     what changed between two editions
//	render.go, mrkdwn.go, discord.go     HTML, plain text, and two platforms' Markdown
//
// The platforms' renderers are here because the console previews what people will see.
//
// A new phrase is a constant in phrases.go with its placeholders, and its text in the phrases.md of each language;
// editions that were published before it fall back on the embedded texts. A new topic is a constant in policies.go
// and in package intents, and a section in each language. A new language is a folder below editions.
// TestDefaultsAreComplete fails until the texts are there.
//
// Phrases, topics and placeholders are names in files that people keep: they are not renamed.
//
// Tests: policies_test.go; each defect that Check finds has its edition there, and FuzzParse parses anything.
package policies
