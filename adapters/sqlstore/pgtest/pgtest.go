package pgtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// Cluster is a PostgreSQL server for tests, reached through a socket in a
// private folder.
type Cluster struct {
	dir  string
	cmd  *exec.Cmd
	cred *syscall.Credential

	mu        sync.Mutex
	databases map[string]bool
}

var theCluster struct {
	once sync.Once
	c    *Cluster
	err  error
}

// Run runs the tests of a package and stops the server that they started.
// TestMain calls it.
func Run(m *testing.M) int {
	code := m.Run()
	if c := theCluster.c; c != nil {
		if err := c.remove(); err != nil {
			fmt.Fprintln(os.Stderr, "the PostgreSQL of the tests:", err)
			code = max(code, 1)
		}
	}
	return code
}

// errNoServer: the machine has no PostgreSQL.
var errNoServer = errors.New("no PostgreSQL server (initdb, postgres) on the PATH or in /usr/lib/postgresql: " +
	"apt-get install postgresql")

// Server returns the server that the tests of this process share, started by the
// first test that needs it. Where the machine has no PostgreSQL the test is
// skipped, or fails if POSTGRES_TESTS is "required".
func Server(t testing.TB) *Cluster {
	t.Helper()
	theCluster.once.Do(func() { theCluster.c, theCluster.err = startCluster() })
	if err := theCluster.err; errors.Is(err, errNoServer) && os.Getenv("POSTGRES_TESTS") != "required" {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	return theCluster.c
}

func binary(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", errNoServer
	}
	return found[len(found)-1], nil
}

// New starts a server for one test, which may stop and start it. It is removed
// at the end of the test.
func New(t testing.TB) *Cluster {
	t.Helper()
	Server(t) // skips where there is none
	c, err := startCluster()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.remove(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func startCluster() (c *Cluster, err error) {
	initdb, err := binary("initdb")
	if err != nil {
		return nil, err
	}
	c = &Cluster{databases: map[string]bool{}}
	if c.dir, err = os.MkdirTemp("", "assent-postgres-"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // the server refuses to run as root
		if err := c.becomeNobody(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(c.dir))
		}
	}
	out, err := c.command(initdb, "-D", c.Data(), "-U", "assent", "--auth=trust", "--no-sync",
		"--encoding=UTF8", "--locale=C.UTF-8").CombinedOutput()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(c.dir))
	}
	if err := c.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(c.dir))
	}
	return c, nil
}

// Data returns the folder of the server's data.
func (c *Cluster) Data() string { return filepath.Join(c.dir, "data") }

func (c *Cluster) becomeNobody() error {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		c.cred = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return errors.Join(err1, err2, os.Chown(c.dir, uid, gid))
	}
	return errors.New("the machine has no user postgres or nobody to run the server as")
}

func (c *Cluster) command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = dieWithParent(c.cred)
	return cmd
}

// Start starts the server and waits until it answers.
func (c *Cluster) Start() error {
	path, err := binary("postgres")
	if err != nil {
		return err
	}
	said := &bytes.Buffer{}
	c.cmd = c.command(path, "-D", c.Data(), "-k", c.dir, "-c", "listen_addresses=", "-c", "max_connections=200",
		"-c", "fsync=off", "-c", "full_page_writes=off")
	c.cmd.Stdout, c.cmd.Stderr = said, said
	if err := c.cmd.Start(); err != nil {
		return err
	}
	db, err := sql.Open("pgx", c.address("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if err = db.Ping(); err == nil {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("the server does not answer: %w\n%s", err, said)
		}
	}
}

// Answers reports whether the server accepts connections.
func (c *Cluster) Answers() bool {
	db, err := sql.Open("pgx", c.address("postgres"))
	if err != nil {
		return false
	}
	defer db.Close()
	return db.Ping() == nil
}

// Stop stops the server with a signal: SIGINT is an orderly shutdown, SIGQUIT a
// crash.
func (c *Cluster) Stop(s os.Signal) error {
	if err := c.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	_ = c.cmd.Wait() // always an error after a signal
	return nil
}

func (c *Cluster) remove() error { return errors.Join(c.Stop(syscall.SIGQUIT), os.RemoveAll(c.dir)) }

func (c *Cluster) address(database string) string {
	return "postgres://assent@/" + database + "?host=" + c.dir
}

// Database returns the address of a database with this name, made on first use.
func (c *Cluster) Database(t testing.TB, name string) string {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.databases[name] {
		db, err := sql.Open("pgx", c.address("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.ExecContext(context.WithoutCancel(t.Context()), `CREATE DATABASE "`+name+`"`); err != nil {
			t.Fatal(err)
		}
		c.databases[name] = true
	}
	return c.address(name)
}
