package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"assent/adapters"
)

// faults collects the values that make no sense in a configuration.
type faults struct {
	origin map[string]string
	errs   []error
}

func (f *faults) add(key, format string, args ...any) {
	where := ""
	if origin := f.origin[key]; origin != "" { // a key that is not set has none
		where = origin + ": "
	}
	f.errs = append(f.errs, fmt.Errorf("%s%s %s", where, key, fmt.Sprintf(format, args...)))
}

// below adds what a section reports about its own keys.
func (f *faults) below(section string) func(key, format string, args ...any) {
	return func(key, format string, args ...any) { f.add(section+"."+key, format, args...) }
}

// all adds what adapters report about their own keys.
func (f *faults) all(section string, found map[string]string) {
	for key, why := range found {
		f.add(section+"."+key, "%s", why)
	}
}

// check finds values that have the right type but make no sense.
func (c config) check() error {
	f := &faults{origin: c.origin}
	for key, why := range c.senseless {
		f.add(key, "%s", why)
	}
	c.Consent.Check(adapters.Names(), f.below("consent"))
	c.Rights.Check(f.below("rights"))
	c.Ledger.Check(f.below("ledger"))
	c.Masking.Check(f.below("masking"))
	c.Limits.Check(f.below("limits"))
	c.Desk.Check(f.below("desk"))
	c.Log.Check(f.below("log"))
	f.all("channels", c.Channels.Check())
	f.all("llm", c.LLM.Check())
	f.all("assistant", c.Assistant.Check())
	f.all("console.oidc", c.Console.OIDC.Check())
	c.checkPlaces(f.add)
	c.checkDatabases(f.add)
	c.checkTogether(f.add)
	slices.SortFunc(f.errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(f.errs...)
}

// checkPlaces checks the folders and the addresses.
func (c config) checkPlaces(bad func(key, format string, args ...any)) {
	for key, dir := range map[string]string{"data": c.Data, "keys": c.Keys} {
		if dir == "" {
			bad(key, "must be a folder, such as ./%s; got nothing", key)
		}
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		bad("listen", "must be an address and a port, such as 127.0.0.1:8080; got %q", c.Listen)
	}
	if why := checkPublicURL(c.PublicURL); why != "" {
		bad("public_url", "%s; got %q", why, c.PublicURL)
	}
}

func checkPublicURL(s string) string {
	if s == "" {
		return ""
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return "must be a web address, such as https://chat.example.org"
	case u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		return "must end after the host and the port, without a slash"
	}
	return ""
}

func (c config) checkDatabases(bad func(key, format string, args ...any)) {
	for key, address := range map[string]string{"database": c.Database, "keys_database": c.KeysDB} {
		if address != "" && !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
			// The error does not repeat it: it may hold a password.
			bad(key, "must be an address that begins with postgres://, or empty for SQLite")
		}
	}
	if c.KeysDB != "" && c.Rights.KeyCopies == 0 {
		bad("keys_database", "requires rights.key_copies: how long the log, replicas and backups of that database "+
			"are kept, such as 168h; people who are erased are told")
	}
	if c.KeysDB != "" && c.Database == "" {
		bad("keys_database", "requires database too: keys can only be in PostgreSQL if the data is")
	}
}

// checkTogether finds settings that do not go together.
func (c config) checkTogether(bad func(key, format string, args ...any)) {
	backHere := c.PublicURL != "" || strings.HasPrefix(c.Listen, "127.")
	if c.Console.OIDC.On() && c.isSet("console.oidc.issuer") && !backHere {
		bad("console.oidc.issuer", "requires public_url: people are sent back there")
	}
	if c.Console.Desk && !c.Console.Enabled {
		bad("console.desk", "requires console.enabled: the team answers there")
	}
	if c.Console.Desk && c.Channels.HasDesk() {
		bad("console.desk", "and a desk_channel cannot be combined, because there is one desk: set one of them")
	}
	if c.LLM.Material != "" && c.Assistant.URL != "" {
		bad("llm.material", "and assistant.url cannot be combined, because only one can answer: set one of them")
	}
}
