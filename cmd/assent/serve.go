package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"assent/adapters/console"
	"assent/adapters/llm"
	"assent/adapters/sqlstore"
	"assent/bot"
	"assent/bot/office"
	"assent/intents"
)

// How long a shutdown waits for what is under way.
const (
	shutdownRequests = 10 * time.Second
	shutdownWork     = 30 * time.Second
)

func serveCommand(sys system) *cobra.Command {
	var f configFlags
	c := &cobra.Command{
		Use: "serve", Short: "Serve the chat page and every configured channel", Args: noArgs,
		Long: `Serve the chat page and every configured channel. Without a configuration: on
http://127.0.0.1:8080, data in ./data, keys in ./keys, with the sample texts. Listening beyond
loopback requires a published edition.`,
		RunE: func(c *cobra.Command, _ []string) error {
			conf, err := f.load(sys)
			if err != nil {
				return err
			}
			return serve(c.Context(), sys, conf)
		},
	}
	f.flags(c)
	return c
}

// server is everything that runs while assent serves.
type server struct {
	conf     config
	log      *slog.Logger
	store    *sqlstore.Store
	bot      *bot.Bot
	office   *office.Office
	brain    bot.Assistant // nil: there is none
	channels []bot.Channel
	http     *http.Server
	admin    *http.Server
	console  *console.Console // nil: there is none
}

// serve runs until ctx ends, then shuts down in order and waits: no new requests,
// streams and requests end, the worker finishes what it has begun, the store is
// closed.
func serve(ctx context.Context, sys system, c config) (err error) {
	log := c.logger(sys)
	listener, err := listen(c.Listen) // first: if another process serves, nothing is touched
	if err != nil {
		return err
	}
	defer listener.Close()
	if c.PublicURL == "" && loopback(listener.Addr()) {
		c.PublicURL = "http://" + listener.Addr().String()
	}
	store, err := c.openStore(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := mayServe(ctx, c, store, listener.Addr()); err != nil {
		return err
	}
	s, err := newServer(ctx, c, store, log)
	if err != nil {
		return err
	}
	socket, err := listenSocket(c.Data)
	if err != nil {
		return fmt.Errorf("open the socket for the command line: %w", err)
	}
	data, keys := c.Data, c.Keys
	if c.Database != "" {
		data = "PostgreSQL"
	}
	if c.KeysDB != "" {
		keys = "a separate PostgreSQL database"
	}
	fmt.Fprintf(sys.out, "Assent serves %s\nData in %s, keys in %s. Stop with Ctrl-C.\n", c.PublicURL, data, keys)
	if err := s.inviteFirst(context.WithoutCancel(ctx), sys); err != nil {
		return err
	}
	return s.run(ctx, listener, socket)
}

// listen opens the address; its errors say what to do.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, errInUse):
		return nil, fmt.Errorf("%s is in use by another program: "+
			"stop it, or set another address with listen or ASSENT_LISTEN", address)
	case errors.Is(err, errNotPermitted):
		return nil, fmt.Errorf("this user may not open %s: "+
			"choose a port above 1023, and put a proxy in front for a lower one", address)
	case err != nil:
		return nil, fmt.Errorf("listen: %w: set another address with listen or ASSENT_LISTEN", err)
	}
	return l, nil
}

func loopback(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}

// mayServe keeps the sample texts on loopback: nobody may be asked to agree to
// a policy of "Example Company".
func mayServe(ctx context.Context, c config, store *sqlstore.Store, at net.Addr) error {
	current, err := store.Current(ctx, bot.DefaultApp)
	if err != nil {
		return err
	}
	if !current.Sample() {
		return nil
	}
	if p := c.Channels.Platforms(); len(p) > 0 {
		return fmt.Errorf("the texts are still the sample, and %s is configured: set controller.name, "+
			"controller.contact and controller.url, then run: assent policy publish --material", p[0])
	}
	public := !loopback(at)
	if u, err := url.Parse(c.PublicURL); err == nil && c.PublicURL != "" {
		ip := net.ParseIP(u.Hostname())
		public = public || u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback())
	}
	if public {
		return errors.New("the texts are still the sample, which serves on loopback only: set controller.name, " +
			"controller.contact and controller.url, then run: assent policy publish --material")
	}
	return nil
}

// newOffice returns the office of a bot that was made from cfg. Whatever works the
// bot's queue needs one: some of the jobs there are the office's.
func (c config) newOffice(b *bot.Bot, cfg bot.Config) *office.Office {
	return office.New(b, office.Config{
		Store: cfg.Store, Library: cfg.Library, Channels: cfg.Channels, Desk: cfg.Desk, Log: cfg.Log, Now: cfg.Now,
		Approver: c.Console.Approver, ReportTTL: c.Rights.LinkTTL,
	})
}

func newServer(ctx context.Context, c config, store *sqlstore.Store, log *slog.Logger) (*server, error) {
	cfg := c.botConfig()
	cfg.Channels = c.Channels.Channels(c.PublicURL, log)
	if model, ok := cfg.Interpreter.(*llm.Reader); ok && c.LLM.Material != "" {
		var err error
		if cfg.Assistant, err = llm.NewAssistant(model, os.DirFS(c.LLM.Material)); err != nil {
			return nil, err
		}
	}
	m := newMetrics(cfg.Channels, log)
	cfg.Store, cfg.Library, cfg.Log = timedStore{store, m}, store, log
	cfg.Intents, cfg.Count, cfg.Watcher = timedClassifier{intents.New(), m}, m.count, m
	desk := console.NewDesk()
	if c.Console.Desk {
		cfg.Channels = append(cfg.Channels, desk)
	}
	b, err := bot.New(cfg)
	if err != nil {
		return nil, err
	}
	m.gauge(ctx, b, store, cfg.Channels)
	s := &server{
		conf: c, log: log, store: store, bot: b, office: c.newOffice(b, cfg),
		brain: cfg.Assistant, channels: cfg.Channels,
	}
	quiet := slog.NewLogLogger(log.Handler(), slog.LevelDebug) // what strangers do to connections is no news
	if c.Console.Enabled {
		examined, _ := cfg.Assistant.(bot.Examiner)
		s.console = console.New(b, s.office, console.Options{
			PublicURL: c.PublicURL, Log: log, Desk: desk, Channels: cfg.Channels, Assistant: examined,
			Configuration: c.shown(), StartRehearsal: c.rehearse, OIDC: c.Console.OIDC,
		})
	}
	s.http = &http.Server{
		Handler: s.routes(cfg.Channels, m), ErrorLog: quiet,
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10,
	}
	for _, ch := range cfg.Channels {
		if ch, ok := ch.(interface{ CloseStreams() }); ok {
			s.http.RegisterOnShutdown(ch.CloseStreams)
		}
	}
	admin := &adminSocket{store: store, bot: b, office: s.office, log: log}
	s.admin = &http.Server{Handler: admin.handler(), ErrorLog: quiet, ReadHeaderTimeout: 10 * time.Second}
	return s, nil
}

// routes returns everything that is served on the listening address.
func (s *server) routes(channels []bot.Channel, m *metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { s.plain(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := ready(r.Context(), s.store); err != nil {
			s.log.Error("not ready", "error", err)
			s.plain(w, http.StatusServiceUnavailable, "not ready: the store does not answer, see the log\n")
			return
		}
		s.plain(w, http.StatusOK, "ready\n")
	})
	mux.Handle("GET /metrics", m.handler())
	mux.Handle(bot.DownloadPath, s.bot.Downloads())
	mux.Handle(bot.CertificatePath, s.bot.Certificates())
	mux.Handle(bot.VerifyPath, s.bot.Verification())
	if h, ok := s.brain.(http.Handler); ok && bot.TraitsOf(h).Path != "" { // its answers may come later
		mux.Handle(bot.TraitsOf(h).Path, h)
	}
	if s.console != nil {
		mux.Handle(console.Path, s.console)
	}
	for _, ch := range channels {
		h, ok := ch.(http.Handler)
		if !ok {
			continue
		}
		mux.Handle(cmp.Or(bot.TraitsOf(ch).Path, "/"), h)
	}
	return m.counted(mux)
}

// ready returns why nothing can be answered now, or nil.
func ready(ctx context.Context, store *sqlstore.Store) error {
	_, err := store.NextDue(ctx)
	if err == nil {
		_, err = store.Current(ctx, bot.DefaultApp)
	}
	return err
}

func (s *server) plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := w.Write([]byte(text)); err != nil {
		s.log.Debug("a response was cut off", "error", err)
	}
}

// run serves until ctx ends or a listener fails.
func (s *server) run(ctx context.Context, listener, socket net.Listener) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var serving, working sync.WaitGroup
	for l, srv := range map[net.Listener]*http.Server{listener: s.http, socket: s.admin} {
		serving.Go(func() {
			if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				cancel(fmt.Errorf("serve %s: %w", l.Addr(), err))
			}
		})
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	for _, run := range []func(context.Context) error{s.bot.Run, s.office.Run} {
		working.Go(func() {
			if err := run(work); err != nil {
				cancel(err)
			}
		})
	}
	heads := &headPublisher{
		conf: s.conf.Ledger, head: s.store.Ledger().Head, log: s.log, http: &http.Client{}, last: -1,
	}
	working.Go(func() { heads.run(ctx) })
	for _, ch := range s.channels {
		if r, ok := ch.(bot.Runner); ok {
			working.Go(func() {
				if err := r.Run(ctx); err != nil && ctx.Err() == nil {
					s.log.Error("a channel stopped, the others keep running: run assent doctor",
						"channel", ch.Name(), "error", err)
				}
			})
		}
	}
	if ungated, err := s.bot.UnaskedChannels(ctx, bot.DefaultApp); err != nil {
		s.log.Error("the opt-in modes of the channels cannot be read", "error", err)
	} else {
		for _, u := range ungated {
			s.log.Warn(u.String(), "channel", u.Channel, "gate", string(u.Mode))
		}
	}
	s.log.Info("serving", "address", listener.Addr().String())
	<-ctx.Done()
	s.log.Info("shutting down")
	end, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownRequests)
	defer done()
	err := errors.Join(s.http.Shutdown(end), s.admin.Shutdown(end))
	if errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("some requests did not end in time and were cut off")
		err = errors.Join(s.http.Close(), s.admin.Close())
	}
	serving.Wait()
	if s.console != nil {
		s.console.Close()
	}
	stopWork()
	if !waitFor(&working, shutdownWork) {
		err = errors.Join(err, errors.New("the queue did not finish in time; "+
			"what was under way is tried again at the next start"))
	}
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		err = errors.Join(err, cause)
	}
	s.log.Info("stopped")
	return err
}

func waitFor(wg *sync.WaitGroup, limit time.Duration) bool {
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(limit):
		return false
	}
}
