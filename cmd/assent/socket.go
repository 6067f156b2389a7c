package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
)

// socketName is the admin socket in the data folder.
const socketName = "assent.sock"

// maxSocketPath is how long the name of a socket may be: sun_path holds 104
// bytes on macOS and 108 on Linux, with a zero at the end.
const maxSocketPath = 100

// socketAddress is an address of the socket in a folder that the system takes,
// however deep the folder lies. It holds until release is called.
func socketAddress(dir string) (address string, release func() error, err error) {
	path := filepath.Join(dir, socketName)
	if len(path) <= maxSocketPath {
		return path, func() error { return nil }, nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	short := filepath.Join("/proc/self/fd", strconv.FormatUint(uint64(d.Fd()), 10))
	if _, err := os.Stat(short); err != nil {
		return "", nil, errors.Join(fmt.Errorf("the name of the folder %s is too long for a socket in it: use a shorter one", dir), d.Close())
	}
	return filepath.Join(short, socketName), d.Close, nil
}

func dialSocket(ctx context.Context, dir string) (net.Conn, error) {
	address, release, err := socketAddress(dir)
	if err != nil {
		return nil, err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", address)
	return conn, errors.Join(err, release())
}

// listenSocket opens the socket in a folder that this process has locked: for
// its owner alone from the first moment, which is why it is made in a private
// folder and then moved. A socket that a killed process left is replaced.
func listenSocket(dir string) (_ net.Listener, err error) {
	if runtime.GOOS == "windows" {
		return listenInPlace(dir)
	}
	private, err := os.MkdirTemp(dir, ".socket-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(private)) }()
	address, release, err := socketAddress(private)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	path := filepath.Join(private, socketName)
	if err := errors.Join(os.Chmod(path, 0o600), os.Rename(path, filepath.Join(dir, socketName))); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// listenInPlace opens the socket where it belongs at once, for systems on
// which it has no mode and cannot be moved: whoever may write to the folder
// reaches it there.
func listenInPlace(dir string) (_ net.Listener, err error) {
	address, release, err := socketAddress(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := os.Remove(address); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove what a process left that was killed: %w", err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	return l, nil
}
