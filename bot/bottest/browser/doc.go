// Package browser lets tests use pages in Chromium as people do: they read, type and press what they see.
//
// It owns starting the browser, waiting, and screenshots for people to look at. It knows nothing about our pages.
//
// Open starts a browser, or skips the test with a message where there is none; BROWSER_TESTS=required makes that a
// failure. Until waits for a condition; use it instead of a sleep. Reads looks at what a person sees, not at the
// source of the page.
package browser
