//go:build !windows

package main

import "syscall"

// What the network says. Windows has numbers of its own for it.
const (
	errInUse        = syscall.EADDRINUSE
	errNotPermitted = syscall.EACCES
	errRefused      = syscall.ECONNREFUSED
)
