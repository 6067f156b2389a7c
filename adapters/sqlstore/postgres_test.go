package sqlstore_test

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

	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/bottest"
	"assent/policies"
)

// cluster is a PostgreSQL server of the tests' own, reached by a socket in a
// private folder.
type cluster struct {
	dir  string
	cmd  *exec.Cmd
	cred *syscall.Credential

	mu        sync.Mutex
	databases map[string]bool
}

var theCluster struct {
	once sync.Once
	c    *cluster
	err  error
}

// runTests runs the tests and ends the server that they started.
func runTests(m *testing.M) int {
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
var errNoServer = errors.New("no PostgreSQL server (initdb, postgres) on the PATH or in /usr/lib/postgresql: apt-get install postgresql")

// postgres returns the server of the tests, started by the first that needs
// it. Where the machine has none the test is skipped, but in CI.
func postgres(t testing.TB) *cluster {
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

func startCluster() (c *cluster, err error) {
	initdb, err := binary("initdb")
	if err != nil {
		return nil, err
	}
	c = &cluster{databases: map[string]bool{}}
	if c.dir, err = os.MkdirTemp("", "assent-postgres-"); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 { // the server refuses to run as root
		if err := c.becomeNobody(); err != nil {
			return nil, errors.Join(err, os.RemoveAll(c.dir))
		}
	}
	out, err := c.command(initdb, "-D", c.data(), "-U", "assent", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8").CombinedOutput()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), os.RemoveAll(c.dir))
	}
	if err := c.start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(c.dir))
	}
	return c, nil
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) becomeNobody() error {
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
	return errors.New("there is no user postgres or nobody to run the server as")
}

func (c *cluster) command(path string, args ...string) *exec.Cmd {
	cmd := exec.Command(path, args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = dieWithParent(c.cred)
	return cmd
}

// start starts the server and waits until it answers.
func (c *cluster) start() error {
	path, err := binary("postgres")
	if err != nil {
		return err
	}
	said := &bytes.Buffer{}
	c.cmd = c.command(path, "-D", c.data(), "-k", c.dir, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "fsync=off", "-c", "full_page_writes=off")
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

// stop ends the server at once, as a crash of the machine's process would.
func (c *cluster) stop(s os.Signal) error {
	if err := c.cmd.Process.Signal(s); err != nil {
		return err
	}
	_ = c.cmd.Wait() // by a signal: always an error
	return nil
}

func (c *cluster) remove() error { return errors.Join(c.stop(syscall.SIGQUIT), os.RemoveAll(c.dir)) }

func (c *cluster) address(database string) string {
	return "postgres://assent@/" + database + "?host=" + c.dir
}

// database is the address of a database of that name, made on first use.
func (c *cluster) database(t testing.TB, name string) string {
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

var (
	nameMu sync.Mutex
	names  = map[string]string{}
)

// onPostgres are the options of a store whose data and keys lie in databases
// that belong to dir.
func onPostgres(t testing.TB, dir string) sqlstore.Options {
	t.Helper()
	c := postgres(t)
	nameMu.Lock()
	name, ok := names[dir]
	if !ok {
		name = fmt.Sprintf("t%d", len(names))
		names[dir] = name
	}
	nameMu.Unlock()
	opt := folders(dir)
	opt.Database, opt.KeysDatabase = c.database(t, name), c.database(t, name+"keys")
	return opt
}

func openOnPostgres(t testing.TB, dir string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), onPostgres(t, dir))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return s
}

func TestStoreOnPostgres(t *testing.T) {
	bottest.TestStore(t, func(t testing.TB, dir string) bottest.ClosableStore { return openOnPostgres(t, dir) }, postgres(t).data())
}

func TestLibraryOnPostgres(t *testing.T) {
	bottest.TestLibrary(t, func(t testing.TB, dir string) bottest.ClosableLibrary { return openOnPostgres(t, dir) })
}

func TestDialoguesOnPostgres(t *testing.T) {
	bottest.TestDialogues(t, func(t *testing.T) (bot.Store, policies.Library) {
		opt := onPostgres(t, t.TempDir())
		opt.Controller = bottest.SampleController
		s, err := sqlstore.Open(t.Context(), opt)
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		t.Cleanup(func() { closeStore(t, s) })
		return s, s
	})
}
