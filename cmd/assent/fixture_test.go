package main

// What an earlier release left behind must stay readable. The folder
// testdata/c58c9f3 holds an installation, a backup, an export and signed
// documents that the program of commit c58c9f3 wrote, and beside them what that
// program said of them; its README tells how. The tests open all that with the
// program of today and compare. Nothing in the folder can be made again, so
// nothing in it is ever changed: where an issue must change what comes out, it
// adds an exception here, by name, and says so in its own commit.
//
// A comparison asks that everything that was said then is still said. What an
// object says beyond that is no difference: new keys are the business of the
// frozen lists, see frozen_test.go.

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

const fixture = "testdata/c58c9f3"

// unpacked unpacks an archive of the fixture to a new folder, for its owner
// alone as the program keeps its files.
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

// installation is a folder that the program of c58c9f3 wrote, or one made of
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

// compareJSON reports what is not said any more.
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

// compareCSV does so with tables. The order of the columns counts, for whoever
// reads them by place; new ones may follow.
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

// unstamp takes out of a person, or of an export, when it was read for the
// comparison: every reading goes on record, with its time and a random number.
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

// TestOldRecords: everybody in an old database is shown and exported as the old
// program did.
func TestOldRecords(t *testing.T) {
	t.Parallel()
	old, then := oldInstallation(t), unpacked(t, "evidence")
	compareJSON(t, "requests list", readFixture(t, then, "requests.json"), old.runs("requests", "list", "--json"), "[].overdue")
	compareJSON(t, "requests export", readFixture(t, then, "cases.json"), old.runs("requests", "export"))
	for _, kind := range []string{"activity", "audit", "consents", "requests"} {
		now := old.runs("report", kind, "--from", "2026-12-01", "--to", "2026-12-31")
		compareCSV(t, "report "+kind, readFixture(t, then, "report-"+kind+".csv"), now)
	}
	people := decoded[map[string]string](t, readFixture(t, then, "people.json"))
	if len(people) != 21 {
		t.Fatalf("%d people", len(people))
	}
	for name, id := range people {
		shown := old.runs("person", "show", id)
		compareJSON(t, "person show "+name, readFixture(t, then, "shown", name+".json"), shown)
		file := filepath.Join(t.TempDir(), "export.zip")
		old.runs("person", "export", id, "-o", file)
		compareExport(t, name, filepath.Join(then, "exports", name), file)
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

// TestOldLedger: the ledger is the one that the old program signed, and what it
// gave to people is genuine, with the installation and without.
func TestOldLedger(t *testing.T) {
	t.Parallel()
	old, then := oldInstallation(t), unpacked(t, "evidence")
	old.runs("verify", "--head", filepath.Join(then, "head"))
	key := strings.TrimSpace(readFixture(t, then, "key"))
	if now := strings.TrimSpace(old.runs("verify", "--show-key")); now != key {
		t.Errorf("the key is %s, and it was %s", now, key)
	}
	for _, name := range []string{"receipt-ana", "receipt-jan", "certificate-dora", "certificate-nan"} {
		file := filepath.Join(then, name+".json")
		old.runs("verify", file)
		if code, _, said := assent(t, nil, "", "verify", "--key", key, file); code != 0 {
			t.Errorf("%s: %s", name, said)
		}
	}
	reference := access(t, then).Certificate
	if now := old.runs("certificate", reference); now != readFixture(t, then, "certificate-nan.json") {
		t.Errorf("the certificate is another: %s", now)
	}
}

// TestOldBackup: a backup goes back to a new machine, and whoever was erased
// after it was made is erased from it by the keys of later.
func TestOldBackup(t *testing.T) {
	t.Parallel()
	copied := unpacked(t, "backup")
	restored := installation{t, t.TempDir()}
	args := []string{"--data", filepath.Join(restored.dir, "data"), "--config", filepath.Join(restored.dir, "keys.yaml")}
	config := fmt.Sprintf("keys: %q\n", filepath.Join(restored.dir, "keys"))
	if err := os.WriteFile(filepath.Join(restored.dir, "keys.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	restore := append([]string{"restore", "--keys", filepath.Join(copied, "keys")}, args[2:]...)
	if code, _, said := assent(t, nil, "", restore...); code != 0 {
		t.Fatalf("restore --keys: %s", said)
	}
	restored.runs("restore", filepath.Join(copied, "data"))
	restored.runs("verify")
	restored.runs("verify", filepath.Join(unpacked(t, "evidence"), "receipt-jan.json"))
	for name, stage := range map[string]string{"Ben": "declined", "Jan": "open", "Nan": "open"} {
		if r, ok := restored.show(name); !ok || r.Stage != stage {
			t.Errorf("%s is at %q, and was %q", name, r.Stage, stage)
		}
	}
	if said := restored.chat("Jan", "hello again"); len(said) != 1 {
		t.Errorf("Jan hears %q", said)
	}
	p := serveInstallation(t, restored.dir)
	if status, _ := p.get("/readyz"); status != http.StatusOK {
		t.Errorf("served, it is not ready: %d", status)
	}
	p.stop()

	later := oldInstallation(t)
	if err := os.RemoveAll(filepath.Join(later.dir, "data")); err != nil {
		t.Fatal(err)
	}
	later.runs("restore", filepath.Join(copied, "data"))
	if _, ok := later.show("Nan"); ok {
		t.Error("Nan was erased after the backup, and is there again")
	}
	if r, ok := later.show("Jan"); !ok || r.Stage != "open" {
		t.Errorf("Jan is at %q", r.Stage)
	}
}

// TestOldExport: an export of the old program goes into another installation.
func TestOldExport(t *testing.T) {
	t.Parallel()
	other := installation{t, t.TempDir()}
	other.chat("Ben", "hello", "AGREE")
	order := []string{"--by", "Olga", "--reason", "the shop moved"}
	id := strings.TrimSpace(other.runs(append([]string{"person", "import", fixture + "/ana.zip"}, order...)...))
	file := filepath.Join(t.TempDir(), "again.zip")
	other.runs("person", "export", id, "-o", file)
	type export struct {
		Person struct{ Consents map[string]any }
		Events []map[string]any
	}
	was := decoded[export](t, unzipped(t, fixture+"/ana.zip")["data.json"])
	is := decoded[export](t, unzipped(t, file)["data.json"])
	// The other installation has other texts in force: they are asked again.
	asked := map[string]bool{".service.state": true, ".marketing.state": true}
	for _, line := range missing("", any(was.Person.Consents), any(is.Person.Consents), asked) {
		t.Errorf("consents%s", line)
	}
	if len(was.Events) < 50 || len(is.Events) < len(was.Events) {
		t.Fatalf("%d events, and there were %d", len(is.Events), len(was.Events))
	}
	for i, event := range was.Events {
		for _, line := range missing(fmt.Sprint(".events[", i, "]"), event, is.Events[i], nil) {
			t.Error(line)
		}
	}
}

// TestOldConversations: everybody goes on where they were.
func TestOldConversations(t *testing.T) {
	t.Parallel()
	old, then := oldInstallation(t), unpacked(t, "evidence")
	was := func(who string) onRecord {
		return decoded[onRecord](t, readFixture(t, then, "shown", who+".json"))
	}
	is := func(who, stage, consent string) onRecord {
		t.Helper()
		r, ok := old.show(who)
		if !ok || r.Stage != stage || r.Consents["service"].State != consent {
			t.Errorf("%s: %v, at %q with the consent %q; want %q, %q",
				who, ok, r.Stage, r.Consents["service"].State, stage, consent)
		}
		return r
	}
	old.chat("Ana", "is my parcel there?")
	if r := is("Ana", "open", "granted"); r.Counts["notice"] != was("Ana").Counts["notice"] ||
		r.Counts["message"] != was("Ana").Counts["message"]+1 {
		t.Errorf("Ana is asked again, or not heard: %v", r.Counts)
	}

	// Zed's erasure was due five minutes later, and ran when somebody came.
	// Eve's is due in ten years, and she keeps her data until then.
	due := was("Zed").Requests[0].Due
	if _, ok := old.show("Zed"); ok != time.Now().Before(due) {
		t.Errorf("Zed was to be erased at %s, and is there: %v", due, ok)
	}
	if due := was("Eve").Requests[0].Due; time.Now().Before(due) {
		is("Eve", "grace", "granted")
		old.chat("Eve", "KEEP", "thank you")
		is("Eve", "open", "granted")
	} else if _, ok := old.show("Eve"); ok {
		t.Errorf("Eve was to be erased at %s, and is there", due)
	}

	// Jan agreed to an edition that a material one has replaced.
	old.chat("Jan", "hello again", "AGREE")
	if r := is("Jan", "open", "granted"); r.Counts["notice"] != was("Jan").Counts["notice"]+1 || r.Consents["service"].Edition != 3 {
		t.Errorf("Jan is not asked again: %v, edition %d", r.Counts, r.Consents["service"].Edition)
	}
	old.chat("Ben", "how long do you keep my data?")
	if r := is("Ben", "declined", "declined"); r.Counts["message"] != 0 {
		t.Errorf("Ben declined, and what he says is kept: %v", r.Counts)
	}
	old.chat("Ben", "AGREE", "AGREE") // the first brings the notice of now
	is("Ben", "open", "granted")
	is("Cid", "declined", "withdrawn")
	old.chat("Cid", "AGREE")
	is("Cid", "open", "granted")
	old.chat("Pia", "hello", "AGREE")
	is("Pia", "open", "granted")
	old.chat("Gus", "ya no quiero que guarden mis datos, retiro mi consentimiento")
	is("Gus", "declined", "withdrawn")
	old.chat("Fay", "LIFT")
	if r := is("Fay", "open", "granted"); was("Fay").Restricted == nil || r.Restricted != nil {
		t.Errorf("Fay's data is restricted still: %s", r.Restricted)
	}
	// What is asked on one account covers the linked one.
	before := is("Lou", "open", "granted").Counts["request"]
	old.chat("Lia", "export my data", "EXPORT")
	if r := is("Lou", "open", "granted"); r.Counts["request"] == before {
		t.Error("Lia's export does not cover Lou, who is linked")
	}
}

// TestOldOfficer: what an officer began with the old program is ended with this.
func TestOldOfficer(t *testing.T) {
	t.Parallel()
	old, then := oldInstallation(t), unpacked(t, "evidence")
	order := []string{"--by", "Olga", "--reason", "letter 13"}
	people := decoded[map[string]string](t, readFixture(t, then, "people.json"))
	erase := append([]string{"person", "erase", people["Ida"], "--yes"}, order...)
	if code, _, _ := old.exits("", erase...); code != 1 {
		t.Error("Ida is erased under a legal hold")
	}
	old.runs(append([]string{"person", "release", people["Ida"], access(t, then).Hold}, order...)...)
	old.runs(erase...)
	if _, ok := old.show("Ida"); ok {
		t.Error("Ida is not erased after the hold was lifted")
	}
	var open []string
	for _, r := range decoded[[]struct{ Kind, Reference string }](t, readFixture(t, then, "requests.json")) {
		if r.Kind == "rectification" {
			open = append(open, r.Reference)
		}
	}
	if len(open) != 2 {
		t.Fatalf("%d open requests", len(open))
	}
	old.runs(append([]string{"requests", "done", open[0]}, order...)...)
	old.runs(append([]string{"requests", "refuse", open[1]}, order...)...)
	old.runs("verify", "--head", filepath.Join(then, "head"))
	for _, edition := range []string{"1", "2", "3"} {
		old.runs("policy", "show", edition)
	}
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

// TestOldInstallationServes: browsers are recognised, the team signs in and
// answers where it was.
func TestOldInstallationServes(t *testing.T) {
	t.Parallel()
	old, then := oldInstallation(t), unpacked(t, "evidence")
	keys := access(t, then)
	p := serveInstallation(t, old.dir)
	at, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	for visitor, want := range map[string]standing{
		"w1": {Known: true, Mode: "open", Team: true},
		"w2": {Known: true, Mode: "open", Team: true}, // the team had it
		"w3": {Known: true, Mode: "pending"},          // let in without the opt-in, which is required now
	} {
		if is := p.visitor(at, keys.Web[visitor]).standing(); is != want {
			t.Errorf("%s is met as %+v, want %+v", visitor, is, want)
		}
	}
	people := decoded[map[string]string](t, readFixture(t, then, "people.json"))
	ada := p.chatter()
	ada.form("sign-in", url.Values{"login": {keys.Login}, "password": {keys.Password}, "code": {codeOf(t, keys.TOTP)}})
	pages := []string{"inbox/" + people["w2"], "people/" + people["Ana"], "policy/3", "draft", "requests", "evidence", "settings", "team"}
	for _, path := range pages {
		r, err := ada.http.Get(p.URL + "/console/" + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Body.Close(); err != nil || r.StatusCode != http.StatusOK || r.Request.URL.Path != "/console/"+path {
			t.Errorf("GET %s: %d at %s", path, r.StatusCode, r.Request.URL)
		}
	}
	ada.form("inbox/"+people["w2"], url.Values{"id": {"later"}, "do": {"say"}, "text": {"It is found."}})
	p.visitor(at, keys.Web["w2"]).hear("It is found.")
	p.stop()
}

// standing is what the chat page is told of whoever writes there.
type standing struct {
	Known bool
	Mode  string
	Team  bool
}

// visitor is a browser with a cookie of earlier.
func (p *program) visitor(at *url.URL, cookie string) *chatter {
	c := p.chatter()
	c.http.Jar.SetCookies(at, []*http.Cookie{{Name: "assent_session", Value: cookie}})
	return c
}

// standing writes something and returns how they are met.
func (c *chatter) standing() (s standing) {
	c.p.t.Helper()
	r, err := c.http.Post(c.p.URL+"/chat/send", "application/json", strings.NewReader(`{"id": "later", "text": "are you there?"}`))
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

// codeOf is what an authenticator app says now (RFC 6238 with SHA-1).
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
