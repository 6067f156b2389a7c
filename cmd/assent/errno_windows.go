package main

import "syscall"

// Errors of the network: WSAEADDRINUSE, WSAEACCES, WSAECONNREFUSED. The constants
// of package syscall with the names of Unix are never returned on Windows.
const (
	errInUse        = syscall.Errno(10048)
	errNotPermitted = syscall.WSAEACCES
	errRefused      = syscall.Errno(10061)
)
