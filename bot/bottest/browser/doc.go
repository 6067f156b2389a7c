// Package browser lets tests use pages in Chromium as people do: they read, type
// and press what they see.
//
// It owns the start of the browser, waiting, and pictures for people to look at. It
// does not know a page of ours.
package browser
