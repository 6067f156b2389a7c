package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// unpacked unpacks an archive of the fixture to a new folder, readable only for its
// owner, as the program keeps its files.
func unpacked(t *testing.T, archive string) (dir string) {
	t.Helper()
	f, err := os.Open(filepath.Join(fixture, archive+".tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for files := tar.NewReader(plain); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.FileInfo().IsDir() {
			err = os.MkdirAll(name, 0o700)
		} else {
			var content []byte
			if content, err = io.ReadAll(files); err == nil {
				err = os.WriteFile(name, content, 0o600)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// installation is a folder that the program of c58c9f3 wrote, or one restored from
// its backup.
type installation struct {
	t   *testing.T
	dir string
}

func oldInstallation(t *testing.T) installation {
	t.Helper()
	return installation{t, unpacked(t, "installation")}
}

// exits runs a command and returns its exit code.
func (i installation) exits(in string, args ...string) (code int, out, said string) {
	i.t.Helper()
	args = append(args, "--data", filepath.Join(i.dir, "data"), "--keys", filepath.Join(i.dir, "keys"))
	if config := filepath.Join(i.dir, "assent.yaml"); exist(config) {
		args = append(args, "--config", config)
	}
	return assent(i.t, nil, in, args...)
}

func exist(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// runs runs a command that must succeed, and returns what it wrote.
func (i installation) runs(args ...string) string {
	i.t.Helper()
	code, out, said := i.exits("", args...)
	if code != 0 {
		i.t.Fatalf("assent %s exits with %d: %s", strings.Join(args, " "), code, said)
	}
	return out
}

// chat lets somebody write lines in the terminal, and returns the replies.
func (i installation) chat(who string, lines ...string) (replies []string) {
	i.t.Helper()
	args := []string{"chat", "--json", "--as", who, "--downloads", i.t.TempDir()}
	code, out, said := i.exits(strings.Join(lines, "\n")+"\n", args...)
	if code != 0 {
		i.t.Fatalf("chat of %s exits with %d: %s", who, code, said)
	}
	for line := range strings.Lines(out) {
		var reply struct{ Text string }
		if err := json.Unmarshal([]byte(line), &reply); err != nil {
			i.t.Fatal(err)
		}
		replies = append(replies, reply.Text)
	}
	return replies
}

// onRecord is the part of a person's record that the tests look at.
type onRecord struct {
	Stage    string
	Consents map[string]struct {
		State   string
		Edition int
	}
	Restricted json.RawMessage
	Counts     map[string]int
	Requests   []struct {
		Reference string
		Due       time.Time
	}
}

// show reads somebody's record; false: nobody is on record by that account.
func (i installation) show(who string) (r onRecord, ok bool) {
	i.t.Helper()
	code, id, _ := i.exits("", "person", "find", "--channel", "terminal", "--id", who)
	if code != 0 {
		return r, false
	}
	shown := i.runs("person", "show", strings.TrimSpace(id))
	if err := json.Unmarshal([]byte(shown), &r); err != nil {
		i.t.Fatal(err)
	}
	return r, true
}

func readFixture(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func decoded[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %.200s", err, text)
	}
	return v
}

// missing lists what then says and now does not, each with its path. Paths
// that ignore names are not compared.
func missing(path string, then, now any, ignore map[string]bool) (list []string) {
	if ignore[path] {
		return nil
	}
	switch then := then.(type) {
	case map[string]any:
		object, _ := now.(map[string]any)
		for key, value := range then {
			list = append(list, missing(path+"."+key, value, object[key], ignore)...)
		}
	case []any:
		array, _ := now.([]any)
		if len(array) != len(then) {
			return []string{fmt.Sprintf("%s: %d entries, and there were %d", path, len(array), len(then))}
		}
		for i, value := range then {
			list = append(list, missing(path+"[]", value, array[i], ignore)...)
		}
	default:
		if then != now {
			list = append(list, fmt.Sprintf("%s: %v, and it was %v", path, now, then))
		}
	}
	slices.Sort(list)
	return list
}

// compareJSON reports what is missing now.
func compareJSON(t *testing.T, what, then, now string, ignore ...string) {
	t.Helper()
	ignored := map[string]bool{}
	for _, path := range ignore {
		ignored[path] = true
	}
	was, is := decoded[any](t, then), decoded[any](t, now)
	unstamp(was)
	unstamp(is)
	for _, line := range missing("", was, is, ignored) {
		t.Errorf("%s: %s", what, line)
	}
}

// compareCSV does so with tables. The order of the columns counts, because some
// read them by position; new columns may follow.
func compareCSV(t *testing.T, what, then, now string) {
	t.Helper()
	was, is := table(t, then), table(t, now)
	if len(was) != len(is) {
		t.Errorf("%s: %d lines, and there were %d", what, len(is), len(was))
		return
	}
	for i := range was {
		if len(is[i]) < len(was[i]) || !slices.Equal(was[i], is[i][:len(was[i])]) {
			t.Errorf("%s, line %d: %q, and it was %q", what, i+1, is[i], was[i])
		}
	}
}

func table(t *testing.T, text string) [][]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// unstamp removes from a person, or from an export, the accesses of the comparison
// itself: each goes on record, with its time and a random number.
func unstamp(v any) {
	switch v := v.(type) {
	case []any:
		for _, entry := range v {
			unstamp(entry)
		}
	case map[string]any:
		reading := v
		if body, ok := v["body"].(map[string]any); ok { // it is an event
			reading = body
		}
		if reading["purpose"] == "person show" || reading["purpose"] == "person export" {
			delete(v, "id")
			delete(v, "at")
			delete(reading, "at")
			delete(reading, "salt")
		}
		for _, value := range v {
			unstamp(value)
		}
	}
}

// compareExport compares an export with the parts of the old one in a folder.
func compareExport(t *testing.T, name, then, file string) {
	t.Helper()
	now := unzipped(t, file)
	compareJSON(t, "export of "+name, readFixture(t, then, "data.json"), now["data.json"], ".exported")
	compareCSV(t, "messages of "+name, readFixture(t, then, "messages.csv"), now["messages.csv"])
	type manifest struct {
		Counts map[string]int
		Files  []struct{ Name, SHA256 string }
	}
	was := decoded[manifest](t, readFixture(t, then, "manifest.json"))
	is := decoded[manifest](t, now["manifest.json"])
	for kind, n := range was.Counts {
		if is.Counts[kind] != n {
			t.Errorf("export of %s: %d of %s, and there were %d", name, is.Counts[kind], kind, n)
		}
	}
	for _, f := range was.Files {
		if now[f.Name] == "" || strings.HasPrefix(f.Name, "editions/") && !slices.Contains(is.Files, f) {
			t.Errorf("export of %s: %s is another, or not there", name, f.Name)
		}
	}
}

func unzipped(t *testing.T, file string) map[string]string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	files := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// keysToIt is how people got into the old installation.
type keysToIt struct {
	Login, Password, TOTP, Hold, Certificate string
	Web                                      map[string]string // cookies by visitor
}

func access(t *testing.T, evidence string) keysToIt {
	t.Helper()
	return decoded[keysToIt](t, readFixture(t, evidence, "access.json"))
}

// serveInstallation serves the folder with its own configuration, if it has
// one, on a free port.
func serveInstallation(t *testing.T, dir string) *program {
	t.Helper()
	args := []string{"serve"}
	if exist(filepath.Join(dir, "assent.yaml")) {
		args = append(args, "--config", "assent.yaml")
	}
	p := newProgram(t, dir, []string{"ASSENT_LISTEN=127.0.0.1:0"}, args...)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			p.kill()
		}
	})
	for lines := bufio.NewReader(out); p.URL == ""; {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("it does not serve: %v\n%s", err, p.said)
		}
		p.URL = regexp.MustCompile(`https?://127\.0\.0\.1:\d+$`).FindString(strings.TrimSpace(line))
	}
	return p
}

// standing is what the chat page learns about whoever writes there.
type standing struct {
	Known bool
	Mode  string
	Team  bool
}

// visitor is a browser with an earlier cookie.
func (p *program) visitor(at *url.URL, cookie string) *chatter {
	c := p.chatter()
	c.http.Timeout = 20 * time.Second // whoever is not known never hears anything
	c.http.Jar.SetCookies(at, []*http.Cookie{{Name: "assent_session", Value: cookie}})
	return c
}

// standing writes something and returns how they are met.
func (c *chatter) standing() (s standing) {
	c.p.t.Helper()
	message := strings.NewReader(`{"id": "later", "text": "are you there?"}`)
	r, err := c.http.Post(c.p.URL+"/chat/send", "application/json", message)
	if err != nil {
		c.p.t.Fatal(err)
	}
	defer r.Body.Close()
	if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
		c.p.t.Fatal(err)
	}
	return s
}

// form sends a form of the console, and follows where it leads.
func (c *chatter) form(path string, form url.Values) {
	c.p.t.Helper()
	r, err := c.http.PostForm(c.p.URL+"/console/"+path, form)
	if err != nil {
		c.p.t.Fatal(err)
	}
	if err := r.Body.Close(); err != nil || r.StatusCode != http.StatusOK {
		c.p.t.Errorf("POST %s: %d, %v", path, r.StatusCode, err)
	}
}

// codeOf is the code that an authenticator app shows now (RFC 6238 with SHA-1).
func codeOf(t *testing.T, secret string) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha1.New, key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()/30)))
	sum := h.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&0xf:])&0x7fffffff%1_000_000)
}
