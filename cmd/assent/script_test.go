package main

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"assent/adapters/sqlstore/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){
		"assent": main,
	})
}

// tests ends the PostgreSQL that they started.
type tests struct{ m *testing.M }

func (t tests) Run() int { return pgtest.Run(t.m) }

// scripts are the program's end-to-end scripts. A script that is about files of
// SQLite, or has several installations, skips itself on PostgreSQL.
func scripts(t *testing.T, onPostgres bool, setup func(*testscript.Env) error) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "sql": execSQL, "overwrite": overwrite, "fill": fill, "unpack": unpack, "occupy": occupy,
			"databases": databases(t),
		},
		Condition: func(name string) (bool, error) {
			if name != "postgres" {
				return false, fmt.Errorf("there is no condition %q", name)
			}
			return onPostgres, nil
		},
		Setup: setup,
	})
}

// TestScripts runs the program as users do.
func TestScripts(t *testing.T) { scripts(t, false, nil) }

// TestScriptsOnPostgres does so where the environment names databases.
func TestScriptsOnPostgres(t *testing.T) {
	server := pgtest.Server(t)
	scripts(t, true, func(e *testscript.Env) error {
		name := "s" + strings.ToLower(rand.Text())
		e.Setenv("ASSENT_DATABASE", server.Database(t, name))
		e.Setenv("ASSENT_KEYS_DATABASE", server.Database(t, name+"keys"))
		e.Setenv("ASSENT_RIGHTS_KEY_COPIES", "24h")
		return nil
	})
}

// databases DATA KEYS sets two variables to the addresses of empty databases,
// or ends the script where there is no server.
func databases(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		server := pgtest.Server(t)
		for _, variable := range args {
			ts.Setenv(variable, server.Database(t, "s"+strings.ToLower(rand.Text())))
		}
	}
}

// exits CODE COMMAND... runs a command that ends with this exit code, and not
// by a panic.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%q exits with %d, want %d", args[1:], got, want)
	}
	if said := ts.ReadFile("stderr"); strings.Contains(said, "goroutine ") {
		ts.Fatalf("it panics: %s", said)
	}
}

// execSQL FILE STATEMENT changes a database behind the program's back.
func execSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}

// overwrite FILE OFFSET COUNT damages a file.
func overwrite(ts *testscript.TestScript, _ bool, args []string) {
	at, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	_, err = f.WriteAt(bytes.Repeat([]byte{0x5a}, n), at)
	ts.Check(errors.Join(err, f.Close()))
}

// fill FILE TEXT COUNT writes a text that repeats; it may hold the escapes of
// a Go string.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	text, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	n, err := strconv.Atoi(args[2])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, n)), 0o600))
}

// unpack FILE DIR unpacks a zip.
func unpack(ts *testscript.TestScript, _ bool, args []string) {
	archive, err := zip.OpenReader(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(errors.Join(os.CopyFS(ts.MkAbs(args[1]), archive), archive.Close()))
}

// occupy VARIABLE listens on an address of its own to the end of the script.
func occupy(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}
