package console_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"assent/adapters/console"
	"assent/bot"
	"assent/policies"
)

// upload sends a file as a browser does.
func (v *visitor) upload(path, rev string, data []byte) (int, string) {
	v.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("rev", rev); err != nil {
		v.Fatal(err)
	}
	file, err := form.CreateFormFile("files", "texts.zip")
	if err == nil {
		_, err = file.Write(data)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		v.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, v.URL+console.Path+path, &b)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	status, body, _ := v.do(r)
	return status, body
}

func packed(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFiles: texts go out as files and come back in; anything else is refused,
// with what to do.
func TestFiles(t *testing.T) {
	s := open(t)
	v := s.as(bot.RoleEditor)
	status, edition := v.get("policy/0/files")
	if status != http.StatusOK {
		t.Fatal(status)
	}
	z, err := zip.NewReader(strings.NewReader(edition), int64(len(edition)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		all[f.Name] = b.String()
	}
	with := func(name, text string) map[string]string {
		files := map[string]string{}
		for k, x := range all {
			files["our texts/"+k] = x
		}
		files["our texts/"+name] = text
		return files
	}
	noise := make([]byte, 2100<<10)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		rev    string
		data   []byte
		status int
		says   string
	}{
		{"no zip", "0", []byte("hello"), http.StatusUnprocessableEntity, "it is no zip"},
		{"nothing in it", "0", packed(t, nil), http.StatusUnprocessableEntity, "edition.md:1: it is missing"},
		{
			"two of them", "0", packed(t, map[string]string{"a/edition.md": "x", "b/edition.md": "x"}),
			http.StatusUnprocessableEntity, "edition.md:1: it is missing",
		},
		{
			"a name that leads elsewhere", "0", packed(t, map[string]string{"../../edition.md": "x"}),
			http.StatusUnprocessableEntity, "the edition cannot be read",
		},
		{
			"a mistake in a file", "0", packed(t, with("en/sections/sharing.md", "---\ntitle: [\n---\nx")),
			http.StatusUnprocessableEntity, "en/sections/sharing.md:",
		},
		{
			"a bomb", "0", packed(t, with("en/notice.md", strings.Repeat("a", 2<<20))), http.StatusUnprocessableEntity,
			"that is too much",
		},
		{"too large", "0", noise, http.StatusRequestEntityTooLarge, "too long"},
		{"no number", "x", packed(t, all), http.StatusBadRequest, "not whole"},
		{
			"whole", "0",
			packed(t, with("en/sections/sharing.md",
				"---\ntitle: Who gets it\n---\nThe parcel service, and nobody else.\n")),
			http.StatusSeeOther, "",
		},
		{"a second time", "0", packed(t, all), http.StatusConflict, "changed meanwhile"},
	} {
		if status, body := v.upload("draft/import", tc.rev, tc.data); status != tc.status ||
			!strings.Contains(body, tc.says) {
			t.Errorf("%s: %d, want %d and %q:\n%s", tc.name, status, tc.status, tc.says, body)
		}
	}
	if _, body := v.get("draft/en"); !strings.Contains(body, "The parcel service, and nobody else.") {
		t.Error("what was in the files is not in the draft")
	}
	_, draft := v.get("draft/files")
	if e, err := policies.ReadArchive([]byte(draft)); err != nil || !slices.Contains(e.Languages(), "pt") {
		t.Errorf("the draft as files: %v", err)
	}
	if _, body := v.get("draft/en?beside=de"); !strings.Contains(body, "Bevor wir chatten") &&
		!strings.Contains(body, "Bevor") {
		t.Error("the other language does not stand beside")
	}
	if _, body := v.get("draft/en?beside=published"); !strings.Contains(body, `value="published" selected`) {
		t.Error("what is published does not stand beside")
	}
}

// TestComments: what one editor comments on a text another sees and resolves; it
// is stored on the record of its author.
func TestComments(t *testing.T) {
	s := open(t)
	ada, ben := s.as(bot.RoleEditor), s.as(bot.RoleOfficer)
	ada.post("draft", nil)
	const said = `Is <b>"parcel"</b> the right word?`
	for _, tc := range []struct {
		form   url.Values
		status int
	}{
		{url.Values{"where": {"sharing"}, "text": {said}}, http.StatusSeeOther},
		{url.Values{"where": {"nowhere"}, "text": {"x"}}, http.StatusBadRequest},
		{url.Values{"where": {"sharing"}, "text": {" "}}, http.StatusUnprocessableEntity},
		{url.Values{"where": {"sharing"}, "text": {strings.Repeat("x", 2001)}}, http.StatusUnprocessableEntity},
	} {
		if status, _ := ada.post("draft/en/comment", tc.form); status != tc.status {
			t.Errorf("%v: %d, want %d", tc.form, status, tc.status)
		}
	}
	_, body := ben.get("draft/en")
	// At the text, and in the list.
	if strings.Count(body, "Is &lt;b&gt;&#34;parcel&#34;&lt;/b&gt; the right word?") != 2 {
		t.Error("the comment is not shown")
	}
	if _, body := ben.get("draft/es"); strings.Contains(body, "right word") {
		t.Error("it stands with another language")
	}
	p, err := s.store.PersonByID(t.Context(), s.personOf(ada))
	if err != nil || len(p.Comments) != 1 {
		t.Fatalf("%+v, %v", p.Comments, err)
	}
	stranger := s.chats("ana", "hello")
	for of, want := range map[bot.PersonID]int{stranger.ID: http.StatusNotFound, p.ID: http.StatusSeeOther} {
		if status, _ := ben.post(
			"draft/en/resolve", url.Values{"of": {string(of)}, "comment": {p.Comments[0].ID}},
		); status != want {
			t.Errorf("resolve: %d, want %d", status, want)
		}
	}
	if _, body := ada.get("draft/en"); strings.Contains(body, "right word") {
		t.Error("it is resolved, and still there")
	}
}

// TestLinkPeople: an officer links two records of one person, and the person is told.
func TestLinkPeople(t *testing.T) {
	s := open(t)
	one, other := s.chats("ana", "hello"), s.chats("ana at work", "hello")
	v := s.as(bot.RoleOfficer)
	form := func(account, sure string) url.Values {
		return url.Values{"channel": {"test"}, "account": {account}, "reason": {"the same passport"}, "sure": {sure}}
	}
	path := "people/" + string(one.ID) + "/link"
	for _, tc := range []struct {
		form   url.Values
		status int
	}{
		{form("ana at work", ""), http.StatusBadRequest},
		{form("nobody", "link"), http.StatusNotFound},
		{form("ana", "link"), http.StatusUnprocessableEntity},
		{form("ana at work", "link"), http.StatusSeeOther},
		{form("ana at work", "link"), http.StatusUnprocessableEntity},
	} {
		if status, body := v.post(path, tc.form); status != tc.status {
			t.Errorf("%v: %d, want %d\n%s", tc.form, status, tc.status, body)
		}
	}
	for id, to := range map[bot.PersonID]bot.PersonID{one.ID: other.ID, other.ID: one.ID} {
		p, err := s.store.PersonByID(t.Context(), id)
		if err != nil || len(p.LinkedAccounts) != 1 || p.LinkedAccounts[0].Person != to {
			t.Errorf("links: %+v, %v", p.LinkedAccounts, err)
		}
	}
	if _, body := v.get("people/" + string(one.ID)); !strings.Contains(body, string(other.ID)) {
		t.Error("the record does not show the link")
	}
}
