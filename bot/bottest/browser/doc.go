// Package browser lets tests use pages in Chromium as people do: they read, type and press what they see.
//
// It owns the start of the browser, waiting, and pictures for people to look at. It does not know a page of ours.
//
// Open starts a browser, or skips the test and says so where there is none; BROWSER_TESTS=required makes that a
// failure. Until waits for something to become true, and is what to use instead of a sleep. Reads is what a person
// sees, not the source of the page.
package browser
