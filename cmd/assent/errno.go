//go:build !windows

package main

import "syscall"

// Errors of the network. Windows has its own numbers for them.
const (
	errInUse        = syscall.EADDRINUSE
	errNotPermitted = syscall.EACCES
	errRefused      = syscall.ECONNREFUSED
)
