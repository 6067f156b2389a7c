// Assent is the program: its command line, its configuration, and the wiring
// of channels, store and bot. It owns no rule of what happens to a message.
package main
