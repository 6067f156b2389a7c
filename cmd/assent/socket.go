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

// maxSocketPath is the longest path of a socket: sun_path holds 104 bytes on
// macOS and 108 on Linux, including a zero at the end.
const maxSocketPath = 100

// socketAddress returns an address of the socket in a folder that the system
// accepts, however long the folder's path is. It is valid until release is called.
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
		err := fmt.Errorf("the path of the folder %s is too long for a socket in it: use a shorter one", dir)
		return "", nil, errors.Join(err, d.Close())
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

// listenSocket opens the socket in a folder that this process has locked. Only
// its owner can reach it from the first moment: it is created in a private folder
// and then moved. A socket that a killed process left behind is replaced.
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

// listenInPlace opens the socket in its final place, for systems where a socket
// has no mode and cannot be moved: whoever can write to the folder can reach it.
func listenInPlace(dir string) (_ net.Listener, err error) {
	address, release, err := socketAddress(dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := os.Remove(address); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("remove the socket that a killed process left behind: %w", err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	return l, nil
}
