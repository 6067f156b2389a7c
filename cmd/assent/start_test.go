package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"
)

// TestStart: the time of a start does not depend on how much is on record. With
// ASSENT_START_MESSAGES=1000000 and -v it prints how long a start takes, and how
// much memory.
func TestStart(t *testing.T) {
	messages := 20_000
	if text := os.Getenv("ASSENT_START_MESSAGES"); text != "" {
		var err error
		if messages, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	resident := func(what string) int {
		p := startServing(t, dir)
		c := p.chatter()
		c.agree()
		c.hear("your agreement is on record")
		bytes := p.resident()
		t.Logf("%s: %d MB resident", what, bytes>>20)
		p.stop()
		return bytes
	}
	empty := resident("no message")

	db, err := sql.Open("sqlite", filepath.Join(dir, "data", "data.db"))
	if err != nil {
		t.Fatal(err)
	}
	// A message and its reply each, a hundred of a person.
	numbers := fmt.Sprintf(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)`, messages)
	// These are forgotten while it serves, so that nobody waits for it.
	long := strconv.FormatInt(time.Now().AddDate(0, -1, 0).UnixMilli(), 10)
	for _, statement := range []string{
		`INSERT INTO events ` + numbers + ` SELECT printf('%08x', (i / 100 * 2654435761) % 4294967296),
			i, 0, 'default', 'm' || i, 'message', 0, zeroblob(300) FROM n`,
		`INSERT INTO events ` + numbers + ` SELECT printf('%08x', (i / 100 * 2654435761) % 4294967296),
			i, 1, 'default', 'r' || i, 'reply', 0, zeroblob(300) FROM n`,
		`INSERT INTO people (id, app, rev, stage, consent, requests, seen_at, body) ` + numbers + `
			SELECT printf('%08x', (i * 2654435761) % 4294967296), 'default', 1, 'open', 'granted', 0, 0, zeroblob(500)
			FROM n WHERE i <= ` + strconv.Itoa(messages/100),
		`INSERT INTO handled ` + numbers + ` SELECT printf('%08x', (i * 2654435761) % 4294967296),
			'default', ` + long + ` FROM n`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if full := resident(fmt.Sprint(messages, " messages")); full > empty+32<<20 {
		t.Errorf("%d MB resident, %d with nothing on record", full>>20, empty>>20)
	}
}

// resident is how much memory the process has in use.
func (p *program) resident() int {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if errors.Is(err, os.ErrNotExist) && runtime.GOOS != "linux" {
		p.t.Skip("only Linux says how much memory a process has")
	}
	match := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if err != nil || match == nil {
		p.t.Fatalf("no resident memory: %v", err)
	}
	kb, err := strconv.Atoi(string(match[1]))
	if err != nil {
		p.t.Fatal(err)
	}
	return kb << 10
}
