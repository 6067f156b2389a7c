package pgtest

import "syscall"

// dieWithParent lets a server not outlive a test process that is killed.
func dieWithParent(cred *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: cred, Pdeathsig: syscall.SIGQUIT}
}
