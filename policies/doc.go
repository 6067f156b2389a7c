// Package policies owns what the bot may say: editions of the notice, the phrases and the policy's sections, per
// language; parsing, checking, comparing and rendering them; and the texts that come with Assent.
//
// It does not own where editions are stored (a store implements [Library]), who agreed to which one (package bot), or
// what a message means (package intents).
//
// Read in this order:
//
//	policies.go                 the types: Edition, Text, Section, Form; how a phrase is filled; Library
//	phrases.go                  every phrase, with the placeholders that it may have
//	editions/                   the embedded texts, a folder per language
//	parse.go, archive.go        from a folder or a zip to an edition, and back
//	fill.go                     placeholders; what people typed cannot become Markdown
//	check.go, segments.go, readable.go   errors and warnings before publication
//	diff.go                     what changed between two editions
//	render.go, mrkdwn.go, discord.go     HTML, plain text, and two platforms' Markdown
//
// The platforms' renderers are here because the console previews what people will see.
//
// A new phrase is a constant in phrases.go with its placeholders, and its text in the phrases.md of each language;
// earlier editions fall back on the embedded texts. A new topic is a constant in policies.go and in package intents,
// and a section in each language. A new language is a folder in editions.
// TestDefaultsAreComplete fails until the texts are there.
//
// Phrases, topics and placeholders are names in files that people keep, so they are never renamed.
//
// Tests: policies_test.go, with an edition for each defect that Check finds; FuzzParse parses arbitrary files.
package policies
