package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assent/adapters/sqlstore"
	"assent/adapters/webhook"
	"assent/bot"
	"assent/bot/vault"
	"assent/intents"
	"assent/policies"
)

func doctorCommand(sys system) *cobra.Command {
	var f configFlags
	var onlyReady bool
	c := &cobra.Command{
		Use: "doctor", Short: "Check the configuration, folders, keys, store, texts and platforms", Args: noArgs,
		Long: `Check the configuration, the folders, the keys, the store, the texts and every configured
platform. Each line is ok, a warning, or FAIL with what to do. Exit code 1: something failed. It
also works while assent serves.

With --ready, only ask the process that serves the folders whether it can work, as /readyz does.
This takes milliseconds, and is meant for the health checks of containers.`,
		RunE: func(c *cobra.Command, _ []string) error {
			if onlyReady {
				return askReady(c.Context(), sys, f)
			}
			d := &doctor{sys: sys}
			d.examine(c.Context(), f)
			if d.failed > 0 {
				return fmt.Errorf("failed: %s", counted(d.failed, "check"))
			}
			return nil
		},
	}
	f.flags(c)
	c.Flags().BoolVar(&onlyReady, "ready", false, "only ask the serving process whether it can work")
	return c
}

// readyPatience is how long the serving process has to answer that it can work.
const readyPatience = 5 * time.Second

// askReady fails if no process serves the folders, or if that one cannot work.
func askReady(ctx context.Context, sys system, f configFlags) error {
	conf, err := f.load(sys)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyPatience)
	defer cancel()
	admin, err := connectServing(ctx, conf)
	if err != nil {
		return err
	}
	if admin == nil {
		return fmt.Errorf("no process serves %s: run assent serve", conf.Data)
	}
	_, err = ask[nothing](ctx, admin, "/ready", nothing{})
	if err = errors.Join(err, admin.close()); err != nil {
		return err
	}
	fmt.Fprintln(sys.out, "ready")
	return nil
}

func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// doctor prints what it finds, one line per check.
type doctor struct {
	sys    system
	conf   config
	has    bool // there is data
	failed int
}

func (d *doctor) line(result, subject, format string, args ...any) {
	said := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
	fmt.Fprintf(d.sys.out, "%-8s %s: %s\n", result, subject, said)
}

func (d *doctor) ok(subject, format string, args ...any) { d.line("ok", subject, format, args...) }
func (d *doctor) warn(subject, format string, args ...any) {
	d.line("warning", subject, format, args...)
}

func (d *doctor) fail(subject, format string, args ...any) {
	d.failed++
	d.line("FAIL", subject, format, args...)
}

func (d *doctor) examine(ctx context.Context, f configFlags) {
	var err error
	if d.conf, err = f.load(d.sys); err != nil {
		d.fail("configuration", "%v", err)
		return
	}
	from := "the defaults and the environment"
	if f.config != "" {
		from = f.config
	}
	d.ok("configuration", "%s", from)
	if d.has, err = d.conf.hasData(); err != nil {
		d.fail("data", "%v: check the owner and the mode of the folder", err)
		return
	}
	d.folders()
	d.master()
	d.store(ctx)
	d.publicURL()
	d.channels(ctx)
}

// channels checks every configured platform.
func (d *doctor) channels(ctx context.Context) {
	called := false // a platform calls public_url, which was checked
	for _, ch := range d.conf.Channels.Channels(d.conf.PublicURL, d.conf.logger(d.sys)) {
		if bot.TraitsOf(ch).Path != "" && !called && strings.HasPrefix(d.conf.PublicURL, "https://") {
			called = true
			d.reachable(ctx)
		}
		e, ok := ch.(bot.Examiner)
		if !ok {
			continue
		}
		d.asks(ctx, ch.Name(), e)
	}
	if d.conf.Assistant.URL != "" {
		d.asks(ctx, "assistant", webhook.New(d.conf.Assistant))
	}
}

// asks prints what a platform or another system reports about itself.
func (d *doctor) asks(ctx context.Context, name string, e bot.Examiner) {
	ctx, cancel := context.WithTimeout(ctx, channelPatience)
	defer cancel()
	for _, f := range e.Examine(ctx) {
		reports := map[bot.Grade]func(string, string, ...any){bot.Good: d.ok, bot.Doubtful: d.warn, bot.Bad: d.fail}
		reports[f.Grade](name, "%s", f.Text)
	}
}

// reachable checks that assent serve answers at public_url.
func (d *doctor) reachable(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	address := strings.TrimRight(d.conf.PublicURL, "/") + "/healthz"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		d.fail("public_url", "%v", err)
		return
	}
	resp, err := http.DefaultClient.Do(req)
	if err == nil {
		err = resp.Body.Close()
	}
	switch {
	case err != nil:
		d.warn("public_url", "it does not answer: %v; platforms must be able to reach it: "+
			"check that assent serve and the proxy in front run, and that the name resolves", err)
	case resp.StatusCode != http.StatusOK:
		d.warn("public_url", "%s answers %s: check that assent serve is behind it, and the proxy forwards every path",
			address, resp.Status)
	default:
		d.ok("public_url", "it answers")
	}
}

// channelPatience is how long a platform has to answer the doctor.
const channelPatience = 30 * time.Second

// folders checks that both folders are separate, and only for their owner.
func (d *doctor) folders() {
	if d.oneInTheOther() {
		d.fail("folders", "one of keys %s and data %s is inside the other, so a copy of the data would hold the keys: "+
			"move the keys elsewhere and set keys to that folder", d.conf.Keys, d.conf.Data)
	} else {
		d.ok("folders", "keys and data are separate")
	}
	for _, folder := range []struct {
		name, dir string
		report    func(subject, format string, args ...any)
	}{{"data", d.conf.Data, d.warn}, {"keys", d.conf.Keys, d.fail}} {
		open, err := openToOthers(folder.dir)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			d.warn(folder.name, "there is no folder %s yet: the first start creates it", folder.dir)
		case err != nil:
			d.fail(folder.name, "%v: run this as the owner of the folder", err)
		case len(open) > 0:
			folder.report(folder.name, "others can open %s; run: chmod go= %s",
				strings.Join(open, ", "), strings.Join(open, " "))
		case runtime.GOOS == "windows":
			d.warn(folder.name, "%s; Windows has no file modes: check with icacls that only the account "+
				"that runs assent can open it", folder.dir)
		default:
			d.ok(folder.name, "%s, accessible to its owner only", folder.dir)
		}
		// sqlstore.Move leaves files with such names; no erasure reaches them.
		if left, err := filepath.Glob(filepath.Join(folder.dir, "*.moved")); err == nil && len(left) > 0 {
			d.warn(folder.name, "%s were left when the data moved to PostgreSQL, and no erasure reaches them: "+
				"destroy them", strings.Join(left, " "))
		}
	}
}

// oneInTheOther compares the folders by name, and with symbolic links resolved.
func (d *doctor) oneInTheOther() bool {
	within := func(path, dir string) bool {
		rel, err := filepath.Rel(dir, path)
		return err == nil && filepath.IsLocal(rel)
	}
	resolved := func(dir string) (string, error) {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		return filepath.EvalSymlinks(abs)
	}
	for _, place := range []func(string) (string, error){filepath.Abs, resolved} {
		data, err := place(d.conf.Data)
		if err != nil {
			continue // it does not exist yet, which folders reports
		}
		keys, err := place(d.conf.Keys)
		if err == nil && (within(keys, data) || within(data, keys)) {
			return true
		}
	}
	return false
}

// openToOthers lists what users other than the owner can open: files in a folder,
// or the folder itself.
func openToOthers(dir string) (open []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil || runtime.GOOS == "windows" { // Windows has no such modes
		return nil, err
	}
	names := []string{dir}
	for _, e := range entries {
		names = append(names, filepath.Join(dir, e.Name()))
	}
	for _, name := range names {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a journal that has just gone
		}
		if err != nil {
			return nil, err
		}
		if info.Mode().Perm()&0o077 != 0 {
			open = append(open, name)
		}
	}
	return open, nil
}

// master checks the key that opens all others.
func (d *doctor) master() {
	path := filepath.Join(d.conf.Keys, "master.key")
	if d.conf.master != "" {
		if _, err := os.Stat(path); err == nil {
			d.warn("master key", "it comes from the environment, and the one in %s is not used: "+
				"remove the file unless other data needs it", path)
			return
		}
		d.ok("master key", "from the environment")
		return
	}
	_, err := vault.LoadMaster(path)
	switch {
	case err == nil:
		d.ok("master key", "%s", path)
	case errors.Is(err, fs.ErrNotExist) && !d.has:
		d.ok("master key", "none yet: the first start creates it")
	case errors.Is(err, fs.ErrNotExist):
		d.fail("master key", "there is none in %s: restore the keys folder from its own backup, or set %s",
			d.conf.Keys, masterVariable)
	default:
		d.fail("master key", "%v", err)
	}
}

// store checks the databases completely, through the socket of the process that
// serves them or by itself, and then what depends on them.
func (d *doctor) store(ctx context.Context) {
	if !d.has {
		d.warn("store", "there is no data in %s yet: assent serve creates it", d.conf.Data)
		d.listen(false)
		d.edition(d.conf.sample().Freeze(d.conf.Controller))
		return
	}
	admin, err := connect(ctx, d.sys, d.conf)
	switch {
	case errors.Is(err, sqlstore.ErrLocked):
		d.warn("store", "not checked: a chat or a command has the folders open; run this again when it has ended")
		return
	case err != nil:
		d.fail("store", "%v", err)
		return
	}
	defer func() {
		if err := admin.close(); err != nil {
			d.fail("store", "%v", err)
		}
	}()
	if admin.alone {
		d.ok("process", "none serves these folders now")
	} else {
		d.ok("process", "one serves these folders and answers")
	}
	if _, err := ask[nothing](ctx, admin, "/check", nothing{}); err != nil {
		d.fail("store", "%v", err)
	} else {
		d.ok("store", "both databases are intact")
	}
	d.gates(ctx, admin)
	d.listen(!admin.alone)
	e, err := (archive{conf: d.conf, admin: admin}).edition(ctx, nil)
	if err != nil {
		d.fail("edition", "%v", err)
		return
	}
	d.edition(e)
}

// gates warns about channels that answer people who did not agree here.
func (d *doctor) gates(ctx context.Context, admin *client) {
	s, err := ask[settingsAnswer](ctx, admin, "/settings/show", nothing{})
	if err != nil {
		d.fail("gates", "%v", err)
		return
	}
	for _, u := range s.Ungated {
		d.warn("gates", "%s Require it again with: assent settings gate %s require", u, u.Channel)
	}
	if len(s.Ungated) == 0 {
		d.ok("gates", "every channel requires opt-in")
	}
}

// edition checks the bot's texts.
func (d *doctor) edition(e *policies.Edition) {
	if e.Sample() {
		report := d.warn
		if !d.loopback() {
			report = d.fail // nobody may be asked to agree to sample texts
		}
		report("edition", "the sample is in force, which is for this machine only: "+
			"set controller.name, controller.contact and controller.url, then run assent policy publish")
		return
	}
	var errs []string
	for _, finding := range policies.Check(e, intents.Reserved()) {
		if finding.Severity == policies.Error {
			errs = append(errs, finding.String())
		}
	}
	switch {
	case len(errs) > 0: // an older version made it, with fewer texts
		d.fail("edition", "edition %s lacks texts that this version needs (%s): "+
			"run assent policy export DIR, add them there, then run assent policy publish DIR",
			e.Label(), strings.Join(errs, "; "))
	case d.conf.isSet("controller.name") && d.conf.Controller != e.Controller:
		d.warn("edition", "edition %s names another controller (%s) than the configuration (%s): "+
			"publish an edition that names the right one", e.Label(), e.Controller.Name, d.conf.Controller.Name)
	default:
		d.ok("edition", "%s (%s), in %s", e.Label(), e.Kind, strings.Join(e.Languages(), ", "))
	}
}

// loopback reports whether only this machine can reach the listening address.
func (d *doctor) loopback() bool {
	host, _, err := net.SplitHostPort(d.conf.Listen)
	return err == nil && loopbackHost(host)
}

func loopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// listen tries the address that assent serve listens on.
func (d *doctor) listen(serving bool) {
	if !serving {
		l, err := net.Listen("tcp", d.conf.Listen)
		if err == nil {
			err = l.Close()
		}
		if err != nil {
			d.fail("listen", "%v: stop the program that uses this address, or set listen to another", err)
			return
		}
	}
	if d.loopback() {
		d.ok("listen", "%s, only for this machine", d.conf.Listen)
	} else {
		d.ok("listen", "%s", d.conf.Listen)
	}
}

// publicURL checks the address that links lead to.
func (d *doctor) publicURL() {
	u, err := url.Parse(d.conf.PublicURL)
	switch {
	case err != nil:
		d.fail("public_url", "%v", err)
	case d.conf.PublicURL == "" && d.loopback():
		d.ok("public_url", "not set: links lead to http://%s", d.conf.Listen)
	case d.conf.PublicURL == "":
		d.warn("public_url", "not set, so there can be no links to the policy and to exports: "+
			"set it to the address that people use, such as https://chat.example.org")
	case loopbackHost(u.Hostname()) && !d.loopback():
		d.warn("public_url", "%s leads to this machine only, but %s listens beyond it: "+
			"set it to the address that people use", d.conf.PublicURL, d.conf.Listen)
	case u.Scheme == "http" && !loopbackHost(u.Hostname()):
		d.warn("public_url", "%s is not encrypted: put a proxy with a certificate in front and use https",
			d.conf.PublicURL)
	default:
		d.ok("public_url", "%s", d.conf.PublicURL)
	}
}
