package sqlstore_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"assent/adapters/sqlstore"
	"assent/adapters/sqlstore/pgtest"
	"assent/bot/vault"
)

// TestCrashReplicas: three processes share one PostgreSQL, every message goes to
// any of them, and every few seconds one is killed and another takes its place:
// ASSENT_CRASHES times (3), with ASSENT_CRASH_PEOPLE (40) talking at any moment.
func TestCrashReplicas(t *testing.T) {
	dir := t.TempDir()
	c := newCrowd(t, dir, sharedOptions(t, pgtest.Server(t), dir))
	replicas := c.replicas(t, 3)
	leave := c.come(t, fromEnv(t, "ASSENT_CRASH_PEOPLE", 40))
	for n := range fromEnv(t, "ASSENT_CRASHES", 3) {
		time.Sleep(time.Second + rand.N(2*time.Second))
		at := n % len(replicas)
		c.checkLeftBehind(t, func() { c.host.kill(t, replicas[at].process) })
		replicas[at].start(t)
	}
	leave()
	c.end(t, replicas)
}

// TestCrashServer: PostgreSQL is stopped and started under load, in an orderly
// way or as in a crash: ASSENT_CRASHES times (3). Three processes survive it.
func TestCrashServer(t *testing.T) {
	server, dir := pgtest.New(t), t.TempDir()
	c := newCrowd(t, dir, sharedOptions(t, server, dir))
	c.host.refusing = true
	replicas := c.replicas(t, 3)
	leave := c.come(t, fromEnv(t, "ASSENT_CRASH_PEOPLE", 20))
	for n := range fromEnv(t, "ASSENT_CRASHES", 3) {
		time.Sleep(rand.N(1500 * time.Millisecond))
		if err := server.Stop([]os.Signal{syscall.SIGINT, syscall.SIGQUIT}[n%2]); err != nil {
			t.Fatal(err)
		}
		time.Sleep(rand.N(500 * time.Millisecond))
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	c.end(t, replicas)
	if c.host.refused.Load() == 0 {
		t.Error("no message was refused, the test proves nothing")
	}
}

// TestCrashDiskFull: the disk of the data and the keys is full for the duration
// of ASSENT_DISK_FULL (2s) while people talk. It needs a file system of its own,
// so it runs as root on Linux only.
func TestCrashDiskFull(t *testing.T) {
	dir := smallDisk(t, 48<<20)
	c := newCrowd(t, dir, folders(dir))
	full := diskFull(t)
	c.host.refusing, c.host.patience = true, full+20*time.Second
	p := c.host.start(t)
	leave := c.come(t, fromEnv(t, "ASSENT_CRASH_PEOPLE", 12))
	c.fillDisk(t, dir, full)
	leave()
	c.host.stop(t, p)
	c.checkRecord(t)
	t.Logf("%d messages were refused meanwhile", c.host.refused.Load())
}

// TestCrashServerDiskFull does the same to PostgreSQL, which stops by itself when
// it can no longer write its log; its operator starts it again when there is
// room.
func TestCrashServerDiskFull(t *testing.T) {
	disk, dir := smallDisk(t, 160<<20), t.TempDir()
	t.Setenv("TMPDIR", disk)
	server := pgtest.New(t)
	c := newCrowd(t, dir, sharedOptions(t, server, dir))
	full := diskFull(t)
	c.host.refusing, c.host.patience = true, full+time.Minute
	replicas := c.replicas(t, 2)
	leave := c.come(t, fromEnv(t, "ASSENT_CRASH_PEOPLE", 12))
	c.fillDisk(t, disk, full)
	if !server.Answers() {
		t.Log("the server stopped by itself, and is started again")
		_ = server.Stop(syscall.SIGQUIT) // end what is left of the processes
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
	}
	leave()
	c.end(t, replicas)
	t.Logf("%d messages were refused meanwhile", c.host.refused.Load())
}

// diskFull is how long the disk is full.
func diskFull(t *testing.T) time.Duration {
	t.Helper()
	text := os.Getenv("ASSENT_DISK_FULL")
	if text == "" {
		return 2 * time.Second
	}
	full, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return full
}

// fillDisk leaves no room on a disk for a while.
func (c *crowd) fillDisk(t *testing.T, dir string, full time.Duration) {
	t.Helper()
	time.Sleep(time.Second)
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	block := make([]byte, 64<<10)
	before := c.host.refused.Load()
	for end := time.Now().Add(full); time.Now().Before(end); {
		if _, err := f.Write(block); err != nil {
			if block = block[:max(1, len(block)/2)]; len(block) == 1 {
				time.Sleep(time.Millisecond)
			}
		}
	}
	if c.host.refused.Load() == before {
		t.Error("no message was refused, the disk was never full")
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
}

// smallDisk mounts a small file system in memory.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "assent-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Remove(dir); err != nil {
			t.Error(err)
		}
	})
	if err := mountMemory(dir, size); err != nil {
		t.Skipf("a full disk cannot be tried here: %v", err)
	}
	t.Cleanup(func() {
		if err := unmount(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o777); err != nil { // the tests' server runs as another user
		t.Fatal(err)
	}
	return dir
}

func sharedOptions(t *testing.T, server *pgtest.Cluster, dir string) sqlstore.Options {
	t.Helper()
	opt := folders(dir)
	name := filepath.Base(filepath.Dir(dir)) + filepath.Base(dir)
	opt.Database, opt.KeysDatabase = server.Database(t, name), server.Database(t, name+"keys")
	opt.Master = vault.GenerateMaster()
	return opt
}

func newCrowd(t *testing.T, dir string, opt sqlstore.Options) *crowd {
	c := &crowd{all: map[string]*actor{}}
	c.host = newHost(t, dir, opt, c.reply)
	return c
}

// come keeps n people talking at any moment until leave is called, which waits
// until they are done.
func (c *crowd) come(t *testing.T, n int) (leave func()) {
	ctx, nobodyElse := context.WithCancel(t.Context())
	var people sync.WaitGroup
	for range n {
		people.Go(func() { c.run(ctx, rand.Uint64()) })
	}
	return func() {
		nobodyElse()
		people.Wait()
	}
}

// A replica is one of several processes, with folders of its own.
type replica struct {
	crowd   *crowd
	dir     string
	process *process
}

func (c *crowd) replicas(t *testing.T, n int) []*replica {
	t.Helper()
	var all []*replica
	for i := range n {
		r := &replica{crowd: c, dir: filepath.Join(c.host.dir, fmt.Sprint("replica", i))}
		r.start(t)
		all = append(all, r)
	}
	waitUntil(t, "all processes serve", func() bool {
		c.host.mu.Lock()
		defer c.host.mu.Unlock()
		return len(c.host.serving) == n
	})
	return all
}

func (r *replica) start(t *testing.T) {
	t.Helper()
	opt, own := r.crowd.host.store, folders(r.dir)
	opt.Data, opt.Keys = own.Data, own.Keys
	r.process = r.crowd.host.startIn(t, r.dir, opt)
}

// end lets the processes end in an orderly way and compares what people heard
// with the record.
func (c *crowd) end(t *testing.T, replicas []*replica) {
	t.Helper()
	for _, r := range replicas {
		c.host.stop(t, r.process)
	}
	c.checkRecord(t)
}
