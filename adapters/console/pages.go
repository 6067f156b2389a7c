package console

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"assent/bot"
)

// page is what every page is made from.
type page struct {
	Title string
	Who   bot.Operator
	Here  string // the part of the console that the page is in
	Nav   []link
	// Ungated are the channels that answer people who did not agree here: every
	// page shows them.
	Ungated []bot.UnaskedChannel
	Data    any
}

type link struct {
	To, Label string
	Here      bool
}

// parts are the parts of the console, with the roles that see them.
var parts = []struct {
	path, label string
	roles       []bot.Role
}{
	{"", "Overview", nil},
	{"inbox", "Inbox", []bot.Role{bot.RoleAgent, bot.RoleOfficer}},
	{"requests", "Requests", []bot.Role{bot.RoleOfficer, bot.RoleAuditor}},
	{"people", "People", []bot.Role{bot.RoleOfficer}},
	{"policy", "Policy", []bot.Role{bot.RoleEditor, bot.RoleOfficer, bot.RoleAuditor}},
	{"evidence", "Evidence", []bot.Role{bot.RoleOfficer, bot.RoleAuditor}},
	{"team", "Team", []bot.Role{bot.RoleAdmin}},
	{"settings", "Settings", []bot.Role{bot.RoleAdmin}},
	{"account", "My account", nil},
}

// show writes a page, as a whole or not at all.
func (v *visit) show(status int, name, title string, data any) {
	p := page{Title: title, Who: v.who, Data: data}
	if v.who.Person != "" {
		rest := strings.TrimPrefix(v.r.URL.Path, Path)
		p.Here, _, _ = strings.Cut(rest, "/")
		var err error
		if p.Ungated, err = v.bot.UnaskedChannels(v.ctx, v.app); err != nil {
			v.log.Error("the opt-in modes of the channels cannot be read", "error", err)
		}
		for _, part := range parts {
			if len(part.roles) == 0 || v.who.Is(part.roles...) {
				p.Nav = append(p.Nav, link{Path + part.path, part.label, part.path == p.Here})
			}
		}
	}
	var b bytes.Buffer
	if err := v.pages.ExecuteTemplate(&b, name+".html", p); err != nil {
		v.log.Error("a page of the console cannot be rendered", "page", name, "error", err)
		http.Error(v.w, "That did not work; the log says why.", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.w.WriteHeader(status)
	_, _ = v.w.Write(b.Bytes()) // a browser that is gone needs no answer
}

func (v *visit) ok(name, title string, data any) error {
	v.show(http.StatusOK, name, title, data)
	return nil
}

// attach makes the browser save what follows as a file.
func (v *visit) attach(contentType, name string) {
	v.w.Header().Set("Content-Type", contentType)
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// send sends a file as a whole.
func (v *visit) send(contentType, name string, data []byte) error {
	v.attach(contentType, name)
	_, _ = v.w.Write(data) // a browser that is gone needs no answer
	return nil
}

// to redirects the browser after a form.
func (v *visit) to(path string) error {
	http.Redirect(v.w, v.r, Path+path, http.StatusSeeOther)
	return nil
}

func stamp(t time.Time, layout string) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(layout)
}

// maxRows is how many rows a page has at most.
const maxRows = 100

// maxLines is how many of the newest lines of a conversation a page shows.
const maxLines = 200
