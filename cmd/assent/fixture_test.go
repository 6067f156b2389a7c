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
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const fixture = "testdata/c58c9f3"

// TestOldRecords: everybody in an old database is shown and exported as the old
// program did.
func TestOldRecords(t *testing.T) {
	t.Parallel()
	old, then := oldInstallation(t), unpacked(t, "evidence")
	open := old.runs("requests", "list", "--json")
	compareJSON(t, "requests list", readFixture(t, then, "requests.json"), open, "[].overdue")
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

// TestOldBackup: a backup is restored on a new machine, and whoever was erased
// after it was made is erased from it by the newer keys.
func TestOldBackup(t *testing.T) {
	t.Parallel()
	copied := unpacked(t, "backup")
	restored := installation{t, t.TempDir()}
	args := []string{"--data", filepath.Join(restored.dir, "data"), "--config",
		filepath.Join(restored.dir, "keys.yaml")}
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

// TestOldConversations: everybody continues where they were.
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
	r := is("Jan", "open", "granted")
	if edition := r.Consents["service"].Edition; edition != 3 || r.Counts["notice"] != was("Jan").Counts["notice"]+1 {
		t.Errorf("Jan is not asked again: %v, edition %d", r.Counts, edition)
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

// TestOldOfficer: what an officer began with the old program can be finished with
// this one.
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
	pages := []string{"inbox/" + people["w2"], "people/" + people["Ana"], "policy/3", "draft", "requests", "evidence"}
	for _, path := range append(pages, "settings", "team") {
		r, err := ada.http.Get(p.URL + "/console/" + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Body.Close(); err != nil || r.StatusCode != http.StatusOK ||
			r.Request.URL.Path != "/console/"+path {
			t.Errorf("GET %s: %d at %s", path, r.StatusCode, r.Request.URL)
		}
	}
	ada.form("inbox/"+people["w2"], url.Values{"id": {"later"}, "do": {"say"}, "text": {"It is found."}})
	p.visitor(at, keys.Web["w2"]).hear("It is found.")
	p.stop()
}
