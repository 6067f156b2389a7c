// Package policies owns what the bot may say: editions of notice, phrases and
// policy sections, per language; parsing, checking, comparing and rendering
// them; and the texts that come with Assent.
//
// It does not own where editions are kept ([Library] is implemented by a
// store), who agreed to which (package bot), or what a message means (package
// intents).
package policies
