//go:build !linux

package sqlstore_test

import "syscall"

func dieWithParent(cred *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: cred}
}
