package console_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assent/adapters/console"
	"assent/bot"
)

// routeRoles are the roles that may open a route, beside admins; *: anyone.
var routeRoles = map[string]string{
	"GET join/{token}":                     "*",
	"POST join/{token}":                    "*",
	"GET oidc/start":                       "*",
	"GET oidc/back":                        "*",
	"GET sign-in":                          "*",
	"POST sign-in":                         "*",
	"POST sign-out":                        "officer agent editor auditor",
	"GET account":                          "officer agent editor auditor",
	"POST account/sessions":                "officer agent editor auditor",
	"GET {$}":                              "officer agent editor auditor",
	"GET policy":                           "editor officer auditor",
	"GET policy/{number}":                  "editor officer auditor",
	"POST policy/{number}/reuse":           "editor officer",
	"GET policy/{number}/files":            "editor officer auditor",
	"GET draft/files":                      "editor officer",
	"POST draft/import":                    "editor officer",
	"POST draft/{lang}/comment":            "editor officer",
	"POST draft/{lang}/resolve":            "editor officer",
	"GET draft":                            "editor officer",
	"GET draft/diff":                       "editor officer",
	"GET draft/try":                        "editor officer",
	"POST draft/try":                       "editor officer",
	"GET draft/{lang}":                     "editor officer",
	"POST draft":                           "editor officer",
	"POST draft/discard":                   "editor officer",
	"POST draft/{lang}":                    "editor officer",
	"POST preview":                         "editor officer",
	"POST draft/publish":                   "officer",
	"POST draft/approve":                   "officer",
	"GET requests":                         "officer auditor",
	"GET requests/closed":                  "officer auditor",
	"GET requests/{reference}":             "officer auditor",
	"GET requests/{reference}/certificate": "officer auditor",
	"POST requests/{reference}":            "officer",
	"GET people":                           "officer",
	"POST people":                          "officer",
	"GET people/{id}":                      "officer",
	"POST people/{id}/read":                "officer",
	"POST people/{id}/message":             "officer",
	"POST people/{id}/export":              "officer",
	"POST people/{id}/proofs":              "officer",
	"POST people/{id}/erase":               "officer",
	"POST people/{id}/hold":                "officer",
	"POST people/{id}/link":                "officer",
	"POST people/{id}/release":             "officer",
	"GET inbox":                            "agent officer",
	"GET inbox/events":                     "agent officer",
	"GET inbox/{id}":                       "agent",
	"POST inbox/{id}":                      "agent",
	"GET evidence":                         "officer auditor",
	"POST evidence/verify":                 "officer auditor",
	"POST evidence/reports":                "officer auditor",
	"GET evidence/reports/{file}":          "officer auditor",
	"GET settings":                         "",
	"POST settings/check":                  "",
	"POST settings/gate":                   "",
	"POST settings/keep":                   "",
	"POST settings/answers":                "",
	"GET team":                             "",
	"POST team":                            "",
	"POST team/{id}":                       "",
}

// TestRoles walks every route as everybody: with a role, without it, and signed
// out. A route that is not in the table fails.
func TestRoles(t *testing.T) {
	table := maps.Clone(routeRoles)
	s := open(t)
	roles := []bot.Role{bot.RoleAdmin, bot.RoleOfficer, bot.RoleAgent, bot.RoleEditor, bot.RoleAuditor}
	signedIn := map[bot.Role]*visitor{}
	as := func(role bot.Role) *visitor { // signing in is slow, as it has to be
		if v := signedIn[role]; v != nil {
			if status, _ := v.get("account"); status == http.StatusOK {
				return v
			}
		}
		signedIn[role] = s.as(role)
		return signedIn[role]
	}
	for _, route := range s.console.Routes() {
		name := route.Method + " " + strings.TrimPrefix(route.Path, console.Path)
		may, known := table[name]
		if !known {
			t.Errorf("nobody said who may open %s", name)
			continue
		}
		delete(table, name)
		path := strings.TrimPrefix(route.Path, console.Path)
		for from, to := range map[string]string{
			"{$}": "", "{token}": "x", "{number}": "0", "{lang}": "en", "{reference}": "R-X", "{id}": "X",
			"{file}": "X",
		} {
			path = strings.ReplaceAll(path, from, to)
		}
		try := func(v *visitor) int {
			if route.Method == http.MethodGet {
				patience := 20 * time.Second
				if path == "inbox/events" {
					patience = 200 * time.Millisecond // it is a stream
				}
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+console.Path+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				resp, err := v.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				_ = resp.Body.Close()
				return resp.StatusCode
			}
			status, _ := v.post(path, url.Values{})
			return status
		}
		if got := try(s.as()); may != "*" && got != http.StatusSeeOther || may == "*" && got == http.StatusSeeOther {
			t.Errorf("%s without a session: %d", name, got)
		}
		for _, role := range roles {
			allowed := may == "*" || role == bot.RoleAdmin || strings.Contains(may, string(role))
			if got := try(as(role)); (got == http.StatusForbidden) == allowed || got >= 500 {
				t.Errorf("%s as %s: %d, allowed: %v", name, role, got, allowed)
			}
		}
		if route.Method != http.MethodGet {
			if status, _ := as(bot.RoleAdmin).get(path); status != http.StatusMethodNotAllowed &&
				status != http.StatusNotFound && status != http.StatusOK && status != http.StatusSeeOther {
				t.Errorf("GET of %s: %d", name, status)
			}
		}
	}
	for name := range table {
		t.Errorf("%s is no route", name)
	}
}
