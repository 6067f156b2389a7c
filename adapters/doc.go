// Package adapters is the explicit list of channels: a new one is a folder
// here and a line in each function of adapters.go. It owns nothing else; what
// a channel does stands in its own folder.
package adapters
