package main

import "syscall"

// What the network says: WSAEADDRINUSE, WSAEACCES, WSAECONNREFUSED. The
// constants of package syscall that are called like those of Unix are never
// returned on Windows.
const (
	errInUse        = syscall.Errno(10048)
	errNotPermitted = syscall.WSAEACCES
	errRefused      = syscall.Errno(10061)
)
