package adapters

import "embed"

// Readmes holds the README.md of every channel's folder, as slack/README.md. A
// new channel brings its own: nothing has to be added here.
//
//go:embed */README.md
var Readmes embed.FS
