package main

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assent/bot/vault"
)

// TestExampleConfig: the example names every key, with its default.
func TestExampleConfig(t *testing.T) {
	c, err := loadConfig("assent.example.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	leaves(reflect.ValueOf(&c).Elem(), "", func(key string, _ reflect.Value) {
		if !c.isSet(key) {
			t.Errorf("the example does not name %s", key)
		}
	})
	if diff := cmp.Diff(defaults(), c, cmpopts.IgnoreUnexported(config{})); diff != "" {
		t.Errorf("the example differs from the defaults (-default +example):\n%s", diff)
	}
}

// TestEnvironment: every key is a variable, and the variable wins.
func TestEnvironment(t *testing.T) {
	values := map[reflect.Kind]string{
		reflect.String: "text", reflect.Int: "7", reflect.Int64: "7s", reflect.Float64: "7", reflect.Bool: "true",
	}
	special := map[string]string{
		"database": "postgres://db.test/data", "keys_database": "postgres://db.test/keys",
		"listen": "127.0.0.1:7", "public_url": "https://seven.test",
		"log.level": "debug", "log.format": "json",
		"channels.web.privacy_line": "header", "channels.web.identity_secret": strings.Repeat("s", 32),
		"channels.slack.bot_token": "xoxb-1", "channels.slack.app_token": "xapp-1",
		"channels.slack.api_url": "https://slack.test/api", "channels.slack.desk_channel": "C0DESK",
		"channels.slack.operators":      "S0OPS",
		"channels.discord.bot_token":    "MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y",
		"channels.discord.public_key":   strings.Repeat("0a", 32),
		"channels.discord.desk_channel": "5001", "channels.discord.operators": "6001",
		"channels.discord.api_url":       "https://discord.test",
		"channels.sms.account_sid":       "AC0123456789abcdef0123456789abcdef",
		"channels.sms.messaging_service": "MG0123456789abcdef0123456789abcdef",
		"channels.sms.api_url":           "https://twilio.test", "channels.sms.from": "+15550001111",
		"channels.sms.opt_out": "assent",
		"consent.gates":        "sms=external web=notice_only",
		"desk.hours":           "Mon-Fri 09:00-17:00", "desk.timezone": "Europe/Berlin", "desk.digest": "08:30",
		"console.desk": "false", "console.oidc.issuer": "https://login.test", "console.oidc.roles": "support=agent",
		"rights.regime": "ccpa", "rights.review": "erasure access", "rights.timezone": "Europe/Berlin",
		"masking.ids":      "us pl",
		"assistant.url":    "https://brain.test/x",
		"assistant.secret": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
		"ledger.head_url":  "https://heads.test/x",
		"llm.base_url":     "https://llm.test/v1", "llm.material": "",
		"limits.file_bytes": "7", "limits.person_file_bytes": "7",
	}
	want := defaults()
	var env []string
	leaves(reflect.ValueOf(&want).Elem(), "", func(key string, field reflect.Value) {
		value := values[field.Kind()]
		if isText(field) {
			value = "text"
		}
		if s, ok := special[key]; ok {
			value = s
		}
		if why := set(field, value); why != "" {
			t.Fatalf("%s: %s", key, why)
		}
		env = append(env, variableOf(key)+"="+value)
	})
	secret := vault.GenerateMaster()
	got, err := loadConfig("assent.example.yaml", append(env, "ASSENT_MASTER_KEY="+secret, "HOME=/root"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(config{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.master != secret || got.origin["listen"] != "ASSENT_LISTEN" {
		t.Errorf("the master key is another, or listen comes from %q", got.origin["listen"])
	}
}

// TestConfigErrors: each names the line or the variable and what to do.
func TestConfigErrors(t *testing.T) {
	for _, tc := range []struct{ name, yaml, env, want string }{
		{"an unknown opt-in mode", "consent:\n  gates: sms=open\n", "",
			`assent.yaml:2: consent.gates says which channels ask nobody`},
		{"a misspelt key", "data: d\nlsten: 127.0.0.1:1\n", "",
			`assent.yaml:2: unknown key "lsten": did you mean "listen"?`},
		{"a misspelt key below", "consent:\n  timeuot: 5m\n", "",
			`assent.yaml:2: unknown key "consent.timeuot": did you mean "consent.timeout"?`},
		{"a key of another section", "burst: 1s\n", "",
			`assent.yaml:1: unknown key "burst": did you mean "consent.burst"?`},
		{"a key that is nothing like another", "consent:\n  colour: red\n", "",
			`"consent.colour": consent has no such key; assent help config lists all keys`},
		{"a duration without unit", "consent:\n  timeout: 5\n", "",
			`assent.yaml:2: consent.timeout must be a duration such as 30s, 5m or 24h, got "5"`},
		{"a text for a number", "consent:\n  max_invalid: three\n", "",
			`assent.yaml:2: consent.max_invalid must be a whole number, got "three"`},
		{"a number in quotes", "consent:\n  max_invalid: \"3\"\n", "", `remove the quotes`},
		{"a list for a text", "data: [a, b]\n", "", `assent.yaml:1: data must be text, got a list`},
		{"a bool for a text", "data: yes\ncontroller:\n  name: true\n", "",
			`assent.yaml:3: controller.name must be text, got yes or no`},
		{"nothing for a text", "data:\n", "", `assent.yaml:1: data must be text, got nothing`},
		{"a text for a section", "consent: soon\n", "",
			`assent.yaml:1: consent must have keys below it (timeout, max_invalid, burst, gates), got a single value`},
		{"a list for all", "- data\n", "", `assent.yaml:1: the file must have keys below it (data,`},
		{"a key twice", "data: a\nkeys: k\ndata: b\n", "", `assent.yaml:3: data is already in line 1`},
		{"two documents", "data: a\n---\ndata: b\n", "", `holds more than one document`},
		{"no YAML", "data: \"a\nlisten: b\n", "", `is not valid YAML`},
		{"a secret", "master_key: hunter2\n", "",
			`assent.yaml:1: master_key is a secret: set ASSENT_MASTER_KEY or ASSENT_MASTER_KEY_FILE`},
		{"a later key", "apps:\n  shop: {}\n", "", `assent.yaml:1: apps is reserved for a later version: remove it`},
		{"no time at all", "consent:\n  timeout: 0s\n", "",
			`assent.yaml:2: consent.timeout must be longer than nothing`},
		{"a negative grace", "rights:\n  erasure_grace: -1h\n", "",
			`assent.yaml:2: rights.erasure_grace cannot be negative`},
		{"no workers", "limits: {workers: 0}\n", "", `assent.yaml:1: limits.workers must be at least 1`},
		{"not a rate", "limits: {person_rate: .nan}\n", "", `limits.person_rate must be a number`},
		{"a level", "log: {level: loud}\n", "",
			`assent.yaml:1: log.level must be one of debug, info, warn, error; got "loud"`},
		{"an address", "listen: 8080\n", "",
			`assent.yaml:1: listen must be an address and a port, such as 127.0.0.1:8080; got "8080"`},
		{"a public address with a path", "public_url: https://a.test/\n", "",
			`public_url must end after the host and the port, without a slash`},
		{"a public address without scheme", "public_url: a.test\n", "",
			`public_url must be a web address, such as https://chat.example.org`},
		{"bad hours", "desk: {hours: Mon-Fri 9-17}\n", "",
			`assent.yaml:1: desk.hours is opening hours such as Mon-Fri 09:00-17:00`},
		{"an unknown time zone", "desk: {timezone: Nowhere}\n", "",
			`assent.yaml:1: desk.timezone is a time zone such as Europe/Berlin; got "Nowhere"`},
		{"a key that a channel does not have", "retention:\n  slack: {inactive: 5h}\n", "",
			`assent.yaml:2: unknown key "retention.slack.inactive": did you mean "retention.inactive"?`},
		{"a text for channels", "channels: all\n", "",
			`assent.yaml:1: channels must have keys below it (web, slack, discord, sms), got a single value`},
		{"two unknown rights", "rights: {review: access x y}\n", "",
			"got \"x\"\nassent.yaml:1: rights.review can only name"},
		{"a desk that is not a channel",
			"channels:\n  slack: {bot_token: xoxb-1, app_token: xapp-1, desk_channel: \"#support\"}\n", "",
			`assent.yaml:2: channels.slack.desk_channel is the ID of a channel`},
		{"a misspelt variable", "", "ASSENT_LISTN=127.0.0.1:1",
			`ASSENT_LISTN: is not a setting: did you mean "ASSENT_LISTEN"?`},
		{"a bad variable", "", "ASSENT_CONSENT_TIMEOUT=soon",
			`ASSENT_CONSENT_TIMEOUT: must be a duration such as 30s, 5m or 24h, got "soon"`},
		{"a senseless variable", "", "ASSENT_CONSENT_MAX_INVALID=0",
			`ASSENT_CONSENT_MAX_INVALID: consent.max_invalid must be at least 1`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := parseConfig("assent.yaml", []byte(tc.yaml), []string{tc.env})
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v\nwant %s", err, tc.want)
			}
		})
	}
}

// TestVariableInPlace: a variable replaces what the file says, even if that is wrong, and
// a channel's own times reach the bot.
func TestVariableInPlace(t *testing.T) {
	text := []byte("desk: {hours: Mon-Fri 9-17}\nretention:\n  sms: {files: 5h}\n")
	c, err := parseConfig("f", text, []string{"ASSENT_DESK_HOURS=Mon 09:00-17:00", "ASSENT_RETENTION_SMS_MESSAGES=7h"})
	if err != nil {
		t.Fatal(err)
	}
	if own := c.botConfig().Retention.Channels["sms"]; own.Files != 5*time.Hour || own.Messages != 7*time.Hour {
		t.Errorf("retention of sms: %+v", own)
	}
	if _, err := parseConfig("f", nil, []string{"ASSENT_DESK_HOURS=never"}); err == nil ||
		!strings.HasPrefix(err.Error(), "ASSENT_DESK_HOURS: desk.hours is opening hours") {
		t.Error(err)
	}
}

// TestAllErrorsAtOnce: nobody has to fix a file line by line.
func TestAllErrorsAtOnce(t *testing.T) {
	_, err := parseConfig("f", []byte("a: 1\nb: 2\nconsent: {timeout: x}\n"), []string{"ASSENT_X=1"})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("want four errors, got %v", err)
	}
}

// TestSecretsStayUnsaid: an error never repeats a text.
func TestSecretsStayUnsaid(t *testing.T) {
	_, err := parseConfig("f", []byte("master_key: hunter2\ncontroller: hunter2\ndata: [hunter2]\n"), nil)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Error(err)
	}
}

// TestCredential: systemd gives a service its credentials in a folder of its
// own, in files that seem open to a group (systemd issue 29435).
func TestCredential(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "master.key")
	if err := os.WriteFile(key, []byte(vault.GenerateMaster()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(key, 0o440); err != nil {
		t.Fatal(err)
	}
	named := masterFileVariable + "=" + key
	if c, err := loadConfig("", []string{named, "CREDENTIALS_DIRECTORY=" + dir}); err != nil || c.master == "" {
		t.Error(err)
	}
	for _, other := range []string{"", "/", filepath.Dir(dir), dir + "/below", "."} {
		if _, err := loadConfig("", []string{named, "CREDENTIALS_DIRECTORY=" + other}); err == nil ||
			!strings.Contains(err.Error(), "others may read") {
			t.Errorf("credentials in %q: %v", other, err)
		}
	}
	if err := errors.Join(os.Chmod(key, 0o600), os.WriteFile(key, []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := loadConfig("", []string{named, "CREDENTIALS_DIRECTORY=" + dir}); err == nil {
		t.Error("half a key is taken")
	}
}

func FuzzConfig(f *testing.F) {
	example, err := os.ReadFile("assent.example.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(example), "", "a: &x [*x]", "&a [*a]", "data: !!binary aGk=", "? {a: b}\n: c",
		"<<: {data: x}", "consent: &c {timeout: 1m}\nrights: *c", "\xff", "data: \"\\0\""} {
		f.Add(s, "ASSENT_LISTEN=x")
	}
	f.Fuzz(func(t *testing.T, text, variable string) {
		c, err := parseConfig("f", []byte(text), []string{variable})
		if err == nil {
			if again := c.check(); again != nil {
				t.Errorf("taken, but %v", again)
			}
			return
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if line == "" {
				t.Errorf("an error that says nothing: %q", err)
			}
		}
	})
}
